import assert from "node:assert/strict"
import { once } from "node:events"
import { existsSync, mkdirSync } from "node:fs"
import { connect as tcpConnect } from "node:net"
import { describe, test } from "node:test"
import { Worker } from "node:worker_threads"
import { capability, Pair, Publisher, Pull, Push, type Socket } from "#lib/index"
import { bindFresh, freshAddress, freshPath, reservedEndpoint, transports } from "../support/endpoints"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

async function delivers(push: Push, pull: Pull, message = "a message"): Promise<void> {
  await push.send(message)
  assert.deepEqual(text(await pull.receive(timeLimit)), [message])
}

/** What a failed bind or connect throws. */
function failure(syscall: string, code: string, address: string) {
  return { name: "ZmqError", code, address, syscall: `zmq_${syscall}` }
}

/** The four calls about an endpoint, each in the form that throws. */
const calls = {
  bind: (socket: Socket, address: string) => socket.bindSync(address),
  unbind: (socket: Socket, address: string) => socket.unbindSync(address),
  connect: (socket: Socket, address: string) => socket.connect(address),
  disconnect: (socket: Socket, address: string) => socket.disconnect(address),
}
type Call = keyof typeof calls

describe("addresses that a socket can bind to", () => {
  const reserved = new URL(reservedEndpoint()).port
  for (const [address, expected] of [
    ["tcp://127.0.0.1:*", /^tcp:\/\/127\.0\.0\.1:\d+$/],
    ["tcp://*:*", /^tcp:\/\/0\.0\.0\.0:\d+$/],
    ["tcp://lo:*", /^tcp:\/\/127\.0\.0\.1:\d+$/],
    ["tcp://localhost:*", /^tcp:\/\/127\.0\.0\.1:\d+$/],
    ["tcp://127.0.0.1:0", /^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/],
    [`tcp://127.0.0.2:${reserved}`, new RegExp(`^tcp://127\\.0\\.0\\.2:${reserved}$`)],
    [`ipc://@${freshPath()}`, /^ipc:\/\/@\/.+/],
    ["inproc://any text at all", /^inproc:\/\/any text at all$/],
    ["ws://127.0.0.1:*", /^ws:\/\/127\.0\.0\.1:\d+\/?$/],
    ["ws://127.0.0.1:*/path", /^ws:\/\/127\.0\.0\.1:\d+\/path$/],
    ["ws://localhost:*/path", /^ws:\/\/127\.0\.0\.1:\d+\/path$/],
  ] as const) {
    test(`${address}: lastEndpoint is what a peer connects to`, async () => {
      using pull = new Pull()
      using push = new Push()
      await pull.bind(address)
      const endpoint = pull.lastEndpoint as string
      assert.match(endpoint, expected)
      push.connect(endpoint)
      await delivers(push, pull)
    })
  }

  test("an IPv6 address, for a socket that is told so", async () => {
    using pull = new Pull({ ipv6: true })
    using push = new Push({ ipv6: true })
    await pull.bind("tcp://[::1]:*")
    assert.match(pull.lastEndpoint as string, /^tcp:\/\/\[::1\]:\d+$/)
    push.connect(pull.lastEndpoint as string)
    await delivers(push, pull)
  })

  test("an ipc address is a file", async () => {
    const path = freshPath()
    using pull = new Pull()
    await pull.bind(`ipc://${path}`)
    assert.equal(existsSync(path), true)
  })

  test("a wildcard for an ipc path: a new one in the folder for temporary files", async () => {
    const { TMPDIR } = process.env
    const folder = freshPath()
    mkdirSync(folder)
    process.env.TMPDIR = folder
    try {
      using pull = new Pull()
      using push = new Push()
      await pull.bind("ipc://*")
      assert.ok(pull.lastEndpoint?.startsWith(`ipc://${folder}/`), `${pull.lastEndpoint}`)
      push.connect(pull.lastEndpoint as string)
      await delivers(push, pull)
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = TMPDIR
    }
  })

  test("lastEndpoint is null at first, and then that of the last bind or connect", async () => {
    using push = new Push({ linger: 0 })
    assert.equal(push.lastEndpoint, null)
    const bound = await bindFresh(push)
    assert.equal(push.lastEndpoint, bound)
    const reserved = reservedEndpoint()
    push.connect(reserved)
    assert.equal(push.lastEndpoint, reserved)
  })

  test("a wildcard port is another one each time", async () => {
    using one = new Pull()
    using other = new Pull()
    assert.notEqual(await bindFresh(one), await bindFresh(other))
  })

  test("connect resolves a host name, in the background", async () => {
    using pull = new Pull()
    using push = new Push()
    const { port } = new URL(await bindFresh(pull))
    push.connect(`tcp://localhost:${port}`)
    await delivers(push, pull)
  })
})

describe("a bind or connect that fails says why, and for which address", () => {
  // Longer than a part of a host's name may be, so that nobody is asked for it.
  const noHost = "x".repeat(64)
  const tooLong = `ipc:///${"x".repeat(200)}`
  const cases: [Call, string, string][] = [
    ["bind", "tcp://192.0.2.1:*", "EADDRNOTAVAIL"],
    ["bind", `tcp://${noHost}:5555`, "ENODEV"],
    ["bind", `ws://${noHost}:5555/path`, "ENODEV"],
    ["bind", "tcp://127.0.0.1", "EINVAL"],
    ["bind", "tcp://127.0.0.1:port", "EINVAL"],
    ["bind", "tcp://", "EINVAL"],
    ["bind", "no address", "EINVAL"],
    ["bind", "carrier-pigeon://coop", "EPROTONOSUPPORT"],
    ["bind", "udp://127.0.0.1:*", "ENOCOMPATPROTO"],
    ["bind", tooLong, "ENAMETOOLONG"],
    ["bind", "ipc:///nowhere/at/all", "ENOENT"],
    ["connect", "tcp://127.0.0.1", "EINVAL"],
    ["connect", "tcp://127.0.0.1:*", "EINVAL"],
    ["connect", "no address", "EINVAL"],
    ["connect", "carrier-pigeon://coop", "EPROTONOSUPPORT"],
    ["connect", "udp://127.0.0.1:5555", "ENOCOMPATPROTO"],
    ["connect", tooLong, "ENAMETOOLONG"],
  ]
  for (const [call, address, code] of cases) {
    test(`${call} ${address.slice(0, 30)}: ${code}`, async () => {
      using socket = new Pull()
      assert.throws(() => calls[call](socket, address), failure(call, code, address))
      if (call === "bind") await assert.rejects(socket.bind(address), failure(call, code, address))
      using push = new Push()
      push.connect(await bindFresh(socket))
      await delivers(push, socket, "the socket goes on")
    })
  }

  for (const [transport, address] of [
    ["pgm", "epgm://127.0.0.1;239.192.1.1:5555"],
    ["norm", "norm://127.0.0.1:5555"],
    ["vmci", "vmci://*:*"],
    ["wss", "wss://127.0.0.1:5555"],
  ] as const) {
    const builtIn = capability[transport] === true && "this addon was built with it"
    test(`a transport that is not built in, ${transport}: EPROTONOSUPPORT`, { skip: builtIn }, () => {
      using socket = new Pull()
      assert.throws(() => socket.bindSync(address), failure("bind", "EPROTONOSUPPORT", address))
      assert.throws(() => socket.connect(address), failure("connect", "EPROTONOSUPPORT", address))
      assert.throws(() => socket.connect(address), /was built without (pgm|norm|vmci|wss)$/)
    })
  }

  test("a rate too slow for pgm is not what is told where pgm is not built in", { skip: capability.pgm }, () => {
    using socket = new Publisher({ rate: 1 })
    const address = "epgm://127.0.0.1;239.192.1.1:5555"
    assert.throws(() => socket.connect(address), failure("connect", "EPROTONOSUPPORT", address))
  })

  for (const transport of ["tcp", "ipc", "inproc", "ws"] as const) {
    test(`EADDRINUSE, over ${transport}`, async () => {
      using one = new Pull()
      using other = new Pull()
      const endpoint = transport === "ipc" ? `ipc://@${freshPath()}` : await bindFresh(one, transport)
      if (transport === "ipc") await one.bind(endpoint)
      await assert.rejects(other.bind(endpoint), failure("bind", "EADDRINUSE", endpoint))
      assert.throws(() => other.bindSync(endpoint), failure("bind", "EADDRINUSE", endpoint))
    })
  }

  for (const call of ["unbind", "disconnect"] as const) {
    for (const transport of transports) {
      test(`${call} of what is not there, over ${transport}: ENOENT`, async () => {
        const address =
          transport === "tcp" || transport === "ws" ? `${transport}://127.0.0.1:5555` : freshAddress(transport)
        using socket = new Pull()
        assert.throws(() => calls[call](socket, address), failure(call, "ENOENT", address))
        if (call === "unbind") await assert.rejects(socket.unbind(address), failure(call, "ENOENT", address))
      })
    }

    test(`${call} twice: ENOENT`, async () => {
      using socket = new Push({ linger: 0 })
      const address = reservedEndpoint()
      calls[call === "unbind" ? "bind" : "connect"](socket, address)
      calls[call](socket, address)
      assert.throws(() => calls[call](socket, address), failure(call, "ENOENT", address))
    })
  }
})

describe("an address that cannot be one is refused before anything is done", () => {
  for (const [name, call] of Object.entries(calls)) {
    test(`${name}: a port above 65535`, () => {
      using socket = new Pull()
      for (const address of [
        "tcp://127.0.0.1:65536",
        "tcp://*:99999",
        "ws://127.0.0.1:65536/path",
        "tcp://[::1]:123456",
      ]) {
        assert.throws(() => call(socket, address), { name: "RangeError", code: "ERR_OUT_OF_RANGE", message: /65535/ })
      }
    })

    test(`${name}: a port that is no number`, () => {
      using socket = new Pull()
      for (const port of ["-1", "-70000", "7001x", " 7002", "+7003", ""]) {
        const address = `tcp://127.0.0.1:${port}`
        assert.throws(() => call(socket, address), {
          name: "ZmqError",
          code: "EINVAL",
          address,
          syscall: `zmq_${name}`,
        })
      }
    })

    test(`${name}: an empty address`, () => {
      using socket = new Pull()
      assert.throws(() => call(socket, ""), { name: "ZmqError", code: "EINVAL", address: "" })
    })

    test(`${name}: no string, or one with a NUL`, () => {
      using socket = new Pull()
      for (const address of [undefined, null, 5555, Buffer.from("tcp://*:*")]) {
        assert.throws(() => call(socket, address as never), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
      }
      assert.throws(() => call(socket, "tcp://\0"), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
    })

    test(`${name}: on a closed socket, EBADF`, () => {
      const socket = new Pull()
      socket.close()
      assert.throws(() => call(socket, "tcp://127.0.0.1:*"), { code: "EBADF", message: "Socket is closed" })
    })
  }
})

test("what is bound listens before bind() has returned", async () => {
  using pull = new Pull()
  pull.bindSync("tcp://127.0.0.1:*")
  const { hostname, port } = new URL(pull.lastEndpoint as string)
  const client = tcpConnect(Number(port), hostname)
  await new Promise<void>((resolve, reject) => client.once("connect", resolve).once("error", reject))
  client.destroy()
})

describe("an inproc name is free when its socket was closed", () => {
  test("another socket of the same thread can bind the name", () => {
    const address = freshAddress("inproc")
    for (let round = 0; round < 1000; round++) {
      using pair = new Pair()
      pair.bindSync(address)
    }
  })

  test("names that the socket had unbound before it was closed were free already", () => {
    const [one, other] = [freshAddress("inproc"), freshAddress("inproc")]
    const first = new Pair()
    using second = new Pair()
    first.bindSync(one)
    first.bindSync(other)
    first.unbindSync(one)
    second.bindSync(one)
    first.close()
    second.bindSync(other)
    using third = new Pair()
    assert.throws(() => third.bindSync(one), { code: "EADDRINUSE" })
  })

  test("what was sent to and by the closed socket still arrives", async () => {
    const address = freshAddress("inproc")
    const bound = new Pair()
    using connected = new Pair()
    bound.bindSync(address)
    connected.connect(address)
    await bound.sendMany(["one", "two"])
    bound.close()
    assert.deepEqual((await connected.receiveMany()).map(String), ["one", "two"])
  })

  test("another thread can bind the name when the thread that had it has ended", async () => {
    const address = freshAddress("inproc")
    const program = `
      const { Pair } = require(${JSON.stringify(require.resolve("#lib/index"))})
      new Pair().bindSync(${JSON.stringify(address)})
      process.exit()`
    for (let round = 0; round < 30; round++) {
      await once(new Worker(program, { eval: true }), "exit")
      using pair = new Pair()
      pair.bindSync(address)
    }
  })
})
