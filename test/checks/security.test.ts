import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { inspect } from "node:util"
import { Datagram } from "#lib/draft"
import { curveKeyPair, Dealer, type DealerOptions, Router, Stream } from "#lib/index"
import { bindFresh } from "../support/endpoints"

const keyPair = curveKeyPair()
const other = curveKeyPair()
const address = "tcp://127.0.0.1:*"
const nobody = "tcp://127.0.0.1:1"

const { publicKey: curvePublicKey, secretKey: curveSecretKey } = keyPair
const curveServerKey = other.publicKey
const curveClient = { curvePublicKey, curveSecretKey, curveServerKey }
const plainClient = { plainUsername: "user", plainPassword: "hunter2" }

/** Options that contradict each other, and what is said of them. */
const contradictions: [name: string, options: DealerOptions, message: RegExp][] = [
  [
    "two kinds of server",
    { plainServer: true, curveServer: true, curveSecretKey },
    /^plainServer and curveServer contra/,
  ],
  ["the same, the other last", { curveServer: true, curveSecretKey, plainServer: true }, /one security mechanism$/],
  ["a PLAIN client with a CURVE server's key", { ...plainClient, ...curveClient }, /^plainUsername and curveServerKey/],
  ["a PLAIN server with one key", { plainServer: true, curvePublicKey }, /^plainServer and curvePublicKey/],
  ["a PLAIN server with a user name", { plainServer: true, plainUsername: "user" }, /^plainServer and plainUsername/],
  ["a PLAIN client that is then a server", { ...plainClient, plainServer: true }, /not both$/],
  ["a CURVE server with a server's key", { curveServer: true, ...curveClient }, /^curveServer and curveServerKey/],
  ["a CURVE client that is then a server", { ...curveClient, curveServer: true }, /not both$/],
  ["a CURVE server without a key", { curveServer: true }, /lacks curveSecretKey$/],
  ["a CURVE server with a public key alone", { curveServer: true, curvePublicKey }, /lacks curveSecretKey$/],
  [
    "a CURVE client without keys of its own",
    { curveServerKey },
    /lacks curvePublicKey, curveSecretKey; curveKeyPair\(\) makes a pair$/,
  ],
  ["a CURVE client without its public key", { curveSecretKey, curveServerKey }, /lacks curvePublicKey$/],
  ["a CURVE client without its secret key", { curvePublicKey, curveServerKey }, /lacks curveSecretKey$/],
  ["a CURVE client without the server's key", { curvePublicKey, curveSecretKey }, /lacks curveServerKey$/],
  [
    "a client's keys of two pairs",
    { ...curveClient, curvePublicKey: curveServerKey },
    /^curvePublicKey is not the pub/,
  ],
  [
    "a server's keys of two pairs",
    { curveServer: true, curveSecretKey, curvePublicKey: curveServerKey },
    /^curvePublicKey is not the public key of curveSecretKey$/,
  ],
  ["a password without a user name", { plainPassword: "hunter2" }, /^plainPassword needs a plainUsername$/],
  [
    "keys that a later false turned off",
    { ...curveClient, curveServer: false },
    /were overridden by a security option/,
  ],
  ["a server that a later false turned off", { curveServer: true, curveSecretKey, plainServer: false }, /overridden/],
  [
    "a server that a false between its options made a client",
    { curveServer: true, plainServer: false, curveSecretKey },
    /overridden/,
  ],
  ["a PLAIN client that a later false turned off", { ...plainClient, plainServer: false }, /overridden/],
  ["PLAIN, the domain enforced but not given", { plainServer: true, zapEnforceDomain: true }, /needs a zapDomain/],
  [
    "CURVE, the domain enforced but not given",
    { curveServer: true, curveSecretKey, zapEnforceDomain: true },
    /needs a zapDomain: without one, libzmq asks no ZAP handler$/,
  ],
  ["no security, the domain enforced but not given", { zapEnforceDomain: true }, /needs a zapDomain/],
]

/** No secret, in no part of the error. */
function assertNoSecret(error: unknown): void {
  const text = inspect(error, { depth: 9, showHidden: true })
  for (const secret of [curveSecretKey, other.secretKey, "hunter2"]) assert.ok(!text.includes(secret), text)
}

describe("security options that contradict each other are refused, and nothing is bound", () => {
  for (const [name, options, message] of contradictions) {
    test(name, async () => {
      using socket = new Dealer({ ...options, linger: 0 })
      const expected = (syscall: string, given: string) => (error: Error) => {
        assert.match(error.message, message)
        assert.deepEqual({ ...error, name: error.name }, {
          name: "ZmqError",
          code: "EINVAL",
          errno: 22,
          syscall,
          address: given,
        } as object)
        assertNoSecret(error)
        return true
      }
      await assert.rejects(socket.bind(address), expected("zmq_bind", address))
      assert.throws(() => socket.bindSync(address), expected("zmq_bind", address))
      assert.throws(() => socket.connect(nobody), expected("zmq_connect", nobody))
      assert.equal(socket.lastEndpoint, null)
    })
  }
})

describe("security options that agree are accepted in any order", () => {
  const agreeing: [name: string, options: DealerOptions, mechanism: string | null][] = [
    ["none", {}, null],
    ["a PLAIN server", { plainServer: true, zapDomain: "home", zapEnforceDomain: true }, "plain"],
    ["a PLAIN client", plainClient, "plain"],
    ["a PLAIN client without a password", { plainUsername: "user" }, "plain"],
    ["a CURVE server, its key first", { curveSecretKey, curveServer: true }, "curve"],
    ["a CURVE server that knows its public key", { curvePublicKey, curveSecretKey, curveServer: true }, "curve"],
    ["a CURVE client", curveClient, "curve"],
    [
      "a CURVE client that is no server, said first",
      { plainServer: false, curveServer: false, ...curveClient },
      "curve",
    ],
    ["a CURVE client and no PLAIN client", { plainUsername: null, plainPassword: null, ...curveClient }, "curve"],
  ]
  for (const [name, options, mechanism] of agreeing) {
    test(name, async () => {
      using socket = new Dealer({ ...options, linger: 0 })
      await bindFresh(socket)
      socket.connect(nobody)
      assert.equal(socket.securityMechanism, mechanism)
    })
  }
})

test("a contradiction can be corrected on the same socket", async () => {
  using socket = new Dealer({ plainServer: true, curveServer: true, curveSecretKey })
  await assert.rejects(socket.bind(address), { code: "EINVAL" })
  socket.plainServer = false
  await assert.rejects(socket.bind(address), /overridden/)
  socket.curveServer = true
  await bindFresh(socket)

  using mixed = new Dealer({ ...curveClient, curvePublicKey: curveServerKey })
  assert.throws(() => mixed.connect(nobody), /^ZmqError: curvePublicKey is not the public key of curveSecretKey$/)
  mixed.curvePublicKey = curvePublicKey
  mixed.connect(nobody)
})

test("a socket with contradictory options can still unbind", async () => {
  using socket = new Router()
  const bound = await bindFresh(socket)
  socket.curveServer = true
  await assert.rejects(socket.bind(address), { code: "EINVAL" })
  await socket.unbind(bound)
})

test("a transport without a handshake refuses options that could not protect it", async () => {
  using stream = new Stream({ curveServer: true, curveSecretKey })
  const message = "A Stream socket has no handshake: the socket would talk in the clear, without CURVE"
  await assert.rejects(stream.bind(address), { code: "EINVAL", message })
  using dealer = new Dealer(curveClient)
  assert.throws(() => dealer.connect("udp://127.0.0.1:5555"), {
    code: "EINVAL",
    message: "udp:// has no handshake: the socket would talk in the clear, without CURVE",
  })
})

test("a transport without a handshake refuses a ZAP domain", async () => {
  for (const given of [{ zapDomain: "home" }, { zapDomain: "home", zapEnforceDomain: true }]) {
    using stream = new Stream(given)
    const message = "A Stream socket has no handshake: peers would be unauthenticated, in spite of zapDomain"
    await assert.rejects(stream.bind(address), { code: "EINVAL", message })
    using datagram = new Datagram(given)
    await assert.rejects(datagram.bind("udp://127.0.0.1:*"), {
      code: "EINVAL",
      message: "udp:// has no handshake: peers would be unauthenticated, in spite of zapDomain",
    })
  }
})

test("a key that was given to the wrong option is not printed", () => {
  for (const name of ["curveServer", "plainServer", "zapEnforceDomain"]) {
    assert.throws(
      () => new Dealer({ [name]: curveSecretKey }),
      (error) => {
        assertNoSecret(error)
        return (error as { code?: string }).code === "ERR_INVALID_ARG_TYPE"
      },
    )
  }
})

test("sockets do not print their secrets", () => {
  using client = new Dealer(curveClient)
  using user = new Dealer(plainClient)
  for (const socket of [client, user]) assertNoSecret(socket)
})
