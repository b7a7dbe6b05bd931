// Why an address cannot be bound or connected to.
import assert from "node:assert/strict"
import { once } from "node:events"
import { chmodSync, mkdirSync } from "node:fs"
import { createServer } from "node:net"
import { constants, networkInterfaces } from "node:os"
import { dirname, join } from "node:path"
import { describe, test } from "node:test"
import { binding } from "#lib/addon/binding"
import { explainEndpointError } from "#lib/checks/endpoint"
import { Datagram, Dish } from "#lib/draft"
import { capability, type EventOfType, Pull, Push, Request, Router, ZmqError } from "#lib/index"
import { bindFresh, freshPath, reservedEndpoint } from "../support/endpoints"
import { eventOf } from "../support/events"
import { timeLimit } from "../support/waiting"

const draft = { skip: !capability.draft && "needs libzmq's draft API" }
const needsIPv6 = /: an IPv6 address needs the option `ipv6: true`$/

test("an IPv6 address without the option is refused with a message that says so, and the code of before", async () => {
  using socket = new Router()
  for (const address of ["tcp://[::1]:5555", "ws://[::1]:*", "tcp://[::]:*", "tcp://::1:5555"]) {
    await assert.rejects(socket.bind(address), { code: "ENODEV", address, message: needsIPv6 })
  }
  for (const address of ["tcp://[::1]:5555", "ws://[::1]:5555", "tcp://127.0.0.1:0;[::1]:5555", "tcp://::1:5555"]) {
    const expected = { code: "EINVAL", syscall: "zmq_connect", address, message: needsIPv6 }
    assert.throws(() => socket.connect(address), expected)
  }
  await assert.rejects(socket.bind("tcp://no-such-device:5555"), { code: "ENODEV", message: /host that is known$/ })
  assert.deepEqual(socket.endpoints, { bound: [], connected: [] })
})

const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"))

test("with ipv6, an IPv6 address is accepted, with and without brackets", {
  skip: !hasIPv6 && "no IPv6 here",
}, async () => {
  using pull = new Pull({ ipv6: true })
  using push = new Push({ ipv6: true })
  await pull.bind("tcp://[::1]:*")
  const { port } = new URL(pull.lastEndpoint!.replace("tcp:", "http:"))
  push.connect(`tcp://::1:${port}`)
  await push.send("there")
  assert.equal(await pull.receiveString(timeLimit), "there")
})

test("a SOCKS proxy looks the address up itself", () => {
  using socket = new Request({ socksProxy: "127.0.0.1:1080", linger: 0 })
  socket.connect("tcp://[::1]:5555")
})

test("an ambiguous address without brackets is refused", async () => {
  using socket = new Router({ ipv6: true })
  for (const address of [
    "tcp://::1",
    "tcp://fe80::1",
    "tcp://2001:db8:0:0:0:0:0:1",
    "tcp://[::1]",
    "tcp://[::1:5555",
    "tcp://127.0.0.1:80:5555",
    "tcp://name:80:5555",
    "tcp://127.0.0.1:0;::1",
    "ws://::1",
  ]) {
    const expected = { code: "EINVAL", address, message: /has colons, .* as in "tcp:\/\/\[::1\]:5555"$/ }
    await assert.rejects(socket.bind(address), { ...expected, syscall: "zmq_bind" })
    assert.throws(() => socket.connect(address), { ...expected, syscall: "zmq_connect" })
  }
})

test("an IPv6 address of udp without the option says so", draft, async () => {
  using dish = new Dish()
  await assert.rejects(dish.bind("udp://[::1]:5555"), { message: needsIPv6 })
})

test("a Datagram takes no other transport, in bind and connect", draft, async () => {
  using datagram = new Datagram()
  const expected = { code: "ENOCOMPATPROTO", message: /^A Datagram needs an udp endpoint/ }
  await assert.rejects(datagram.bind("tcp://127.0.0.1:*"), expected)
  assert.throws(() => datagram.bindSync("tcp://127.0.0.1:*"), expected)
  await assert.rejects(datagram.bindToRandomPort("tcp://127.0.0.1"), expected)
  assert.throws(() => datagram.connect("tcp://127.0.0.1:5555"), expected)
})

const incomplete: [address: string, why: RegExp][] = [
  ["localhost:5555", /: an address begins with its transport, as in "tcp:\/\/localhost:5555"$/],
  ["tcp:localhost", /: an address begins with its transport/],
  ["tcp://localhost", /: an address of this transport ends with its port, as in "tcp:\/\/localhost:5555"$/],
  ["tcp://*", /ends with its port/],
  ["ws://localhost/path", /ends with its port/],
  ["http://localhost:5555", /: the transports are tcp, inproc\b/],
]

for (const [address, message] of incomplete) {
  test(`${address} is refused with a message that says what is missing`, async () => {
    using socket = new Router()
    await assert.rejects(socket.bind(address), { address, message })
    assert.throws(() => socket.connect(address), { address, message })
  })
}

/** Calls `action` as a user who may not do everything. */
async function unprivileged<T>(action: () => Promise<T>): Promise<T> {
  if (process.geteuid!() !== 0) return action()
  process.seteuid!("nobody")
  try {
    return await action()
  } finally {
    process.seteuid!(0)
  }
}

const patched = process.platform !== "win32" && binding.vendored

describe("without permission", {
  skip: !patched && "the vendored libzmq is patched, and Windows has other rights",
}, () => {
  test("to an ipc path, connect:retry has the error", async () => {
    const path = freshPath()
    chmodSync(dirname(path), 0o755)
    const server = createServer().listen(path)
    await once(server, "listening")
    chmodSync(path, 0)
    for (const version of [1, 2] as const) {
      using push = new Push({ linger: 0 })
      const events = push.observe({ version })
      const { error } = await unprivileged(async () => {
        push.connect(`ipc://${path}`)
        return (await eventOf(events as never, "connect:retry")) as EventOfType<"connect:retry">
      })
      assert.deepEqual([error!.name, error!.code, error!.address], ["ZmqError", "EACCES", `ipc://${path}`])
    }
    server.close()
  })

  test("to remove the socket of an ipc path, bind says so", async () => {
    const folder = freshPath()
    mkdirSync(folder)
    chmodSync(dirname(folder), 0o755)
    const [there, absent] = [join(folder, "there"), join(folder, "absent")]
    const server = createServer().listen(there)
    await once(server, "listening")
    chmodSync(folder, 0o555)
    using socket = new Router()
    await unprivileged(async () => {
      for (const path of [there, absent]) {
        await assert.rejects(socket.bind(`ipc://${path}`), { code: "EACCES", address: `ipc://${path}` })
      }
    })
    chmodSync(folder, 0o755)
    server.close()
  })
})

test("connect:retry has the error by tcp too, and none when nobody listens yet, or no longer", {
  skip: !binding.vendored,
}, async () => {
  using lost = new Push({ linger: 0, reconnectInterval: 1 })
  const unreachable = "tcp://255.255.255.255:5555"
  lost.connect(unreachable)
  const { error } = await eventOf(lost.events, "connect:retry")
  assert.match(error!.code, /^E(ACCES|NETUNREACH|HOSTUNREACH)$/)
  assert.equal(error!.address, unreachable)

  using early = new Push({ linger: 0, reconnectInterval: 1 })
  early.connect(reservedEndpoint())
  assert.ok(!("error" in (await eventOf(early.events, "connect:retry"))))

  using pull = new Pull()
  using late = new Push({ linger: 0 })
  const { events } = late
  late.connect(await bindFresh(pull))
  await eventOf(events, "handshake")
  pull.close()
  assert.ok(!("error" in (await eventOf(events, "connect:retry"))))
})

test("a system without sockets for ipc is named, for which Windows has no words", () => {
  const address = "ipc://socket"
  const anySocket = {} as Parameters<typeof explainEndpointError>[1]
  const cause = ZmqError.fromErrno(constants.errno.EAFNOSUPPORT, { syscall: "zmq_bind", address })
  const error = explainEndpointError(cause, anySocket, address) as ZmqError
  assert.deepEqual([error.code, error.address, error.syscall], ["EAFNOSUPPORT", address, "zmq_bind"])
  assert.match(error.message, /^This system has no sockets for ipc .*: ipc:\/\/socket$/)
})
