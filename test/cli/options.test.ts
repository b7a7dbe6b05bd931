import assert from "node:assert/strict"
import { describe, test } from "node:test"
import * as zmq from "#lib/index"
import type { Option } from "#lib/options/option"
import { socketOptions } from "#lib/options/table"
import { setSocketOption } from "../../cli/options/socket-option"
import { duration, pairs } from "../../cli/options/values"

const { Context, Dealer, Router } = zmq

describe("the value of an option is read as the option needs it", () => {
  const values: [name: string, text: string, value: unknown][] = [
    ["sendHighWaterMark", "10", 10],
    ["ZMQ_SNDHWM", "11", 11],
    ["linger", "-1", -1],
    ["affinity", "18446744073709551615", 18446744073709551615n],
    ["immediate", "true", true],
    ["immediate", "0", false],
    ["immediate", "off", false],
    ["routingId", "12", "12"],
    ["routingId", "true", "true"],
    ["interface", "eth0", "eth0"],
    ["socksProxy", "127.0.0.1:9050", "127.0.0.1:9050"],
    ["plainUsername", "007", "007"],
  ]
  for (const [name, text, value] of values) {
    test(`${name}=${text}`, async () => {
      await using context = new Context()
      using socket = new Dealer({ context })
      setSocketOption(socket, name, text)
      assert.deepEqual(socket.getOption(name as "linger"), value)
    })
  }

  test("hwm=5", async () => {
    await using context = new Context()
    using socket = new Dealer({ context })
    setSocketOption(socket, "hwm", "5")
    assert.deepEqual([socket.sendHighWaterMark, socket.receiveHighWaterMark], [5, 5])
  })

  test("probeRouter=yes, which cannot be read back", async () => {
    await using context = new Context()
    using router = new Router({ context })
    setSocketOption(router, "probeRouter", "yes")
    assert.throws(() => setSocketOption(router, "probeRouter", "maybe"), /"probeRouter" must be a boolean/)
  })

  test("every option of the table that can be set can be given its default", async () => {
    await using context = new Context()
    let given = 0
    const classes = new Map(Object.entries(zmq)) as Map<string, typeof Dealer>
    for (const [name, option] of Object.entries<Option>(socketOptions)) {
      const { default: value, access, sockets } = option
      const Type = sockets.map((socket) => classes.get(socket)).find((found) => found !== undefined)
      if (access === "r" || Type === undefined || value === undefined || value === null) continue
      if (option.needs !== undefined && option.needs !== "curve") continue
      // -1 may stand for a default that cannot be set.
      if (refuses(() => option.prepare(name, value))) continue
      using socket = new Type({ context })
      setSocketOption(socket, name, Array.isArray(value) ? value.join(",") : String(value))
      given += 1
    }
    assert.ok(given > 40, `${given} options`)
  })
})

function refuses(act: () => unknown): boolean {
  try {
    act()
    return false
  } catch {
    return true
  }
}

test("times have units", () => {
  const times = { "0": 0, "500": 500, "20ms": 20, "2s": 2000, "1.5m": 90_000, "1h": 3_600_000 }
  for (const [text, milliseconds] of Object.entries(times)) assert.equal(duration(text), milliseconds)
  for (const text of ["", "-1", "2 weeks", "1e3", "600h"])
    assert.throws(() => duration(text), /It must be a time/, text)
})

test("a value may hold what separates it from its name", () => {
  assert.deepEqual(pairs("a=b=c", [["x", ""]]), [
    ["x", ""],
    ["a", "b=c"],
  ])
  assert.throws(() => pairs("=b"), /name=value/)
})
