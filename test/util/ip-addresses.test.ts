import assert from "node:assert/strict"
import net from "node:net"
import { test } from "node:test"
import { isIPv4, isIPv6 } from "#lib/util/ip-addresses"
import { runScript } from "../support/child"

test("addresses are those of node:net", () => {
  const fields = [
    "",
    "0",
    "00",
    "01",
    "1",
    "9",
    "10",
    "99",
    "100",
    "199",
    "200",
    "249",
    "250",
    "255",
    "256",
    "1000",
    "x",
  ]
  const given = [
    ...fields.flatMap((field) => [field, `${field}.0.0.1`, `1.${field}.2.3`, `1.2.3.${field}`, `1.2.3.4.${field}`]),
    ...[
      "1.2.3",
      "1.2.3.4.",
      ".1.2.3.4",
      "1..2.3",
      "1.2.3.4\n",
      " 1.2.3.4",
      "localhost",
      "*",
      "::1",
      "fe80::1%lo",
      "::",
      ":",
    ],
    ...["::ffff:1.2.3.4", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "g::1", "[::1]"],
  ]
  for (const address of given) {
    assert.equal(isIPv4(address), net.isIPv4(address), address)
    assert.equal(isIPv6(address), net.isIPv6(address), address)
  }
})

test("node:net is not loaded, by a bind and a connect to an IPv4 address either", async () => {
  const program = `
    const before = new Set(process.moduleLoadList)
    const { Pull, Push } = require("zmq-napi")
    const [pull, push] = [new Pull(), new Push({ linger: 0 })]
    pull.bindSync("tcp://127.0.0.1:*")
    push.connect(pull.lastEndpoint)
    const loaded = process.moduleLoadList.filter((module) => !before.has(module) && module.startsWith("NativeModule "))
    pull.close()
    push.close()
    process.stdout.write(JSON.stringify(loaded))`
  const loaded: string[] = JSON.parse(await runScript(program))
  assert.deepEqual(
    loaded.filter((module) => /^NativeModule (net|stream|crypto|worker_threads|dns|async_hooks)$/.test(module)),
    [],
  )
})
