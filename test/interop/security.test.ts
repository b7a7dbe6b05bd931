import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { Context, Reply, Request, type RequestOptions } from "#lib/index"
import { at, exactly } from "../support/elements"
import { reservedEndpoint } from "../support/endpoints"
import { sameParts } from "../support/text"
import { timeLimit } from "../support/waiting"
import { type Handshake, Peer, withoutPyzmq } from "./peer"
import { join, type SimpleSocket, simpleSocket, transports } from "./sockets"
import { ZapHandler } from "./zap"

interface Keys {
  public: string
  secret: string
  /** Both as bytes. */
  raw: [string, string]
}

/** Options of ours and of the peer's, which have the same names. */
type Options = Record<string, string | boolean | Buffer>

const succeeded: Handshake = { event: "HANDSHAKE_SUCCEEDED", value: 0 }
const refused: Handshake = { event: "HANDSHAKE_FAILED_AUTH", value: 400 }
/** The other side hung up. */
const noDetail = "HANDSHAKE_FAILED_NO_DETAIL"
/** The other side does not keep to the protocol of the mechanism. */
const protocol = "HANDSHAKE_FAILED_PROTOCOL"

const domain = "home"
const username = "Zoë"
const password = "⚡ pass word"
const passwords = { [username]: password }

let peer: Peer
let server: Keys
let client: Keys
let stranger: Keys
before(async () => {
  if (withoutPyzmq !== false) return
  peer = await Peer.start("pyzmq")
  const keys = async () => (await peer.call("keys")) as Keys
  server = await keys()
  client = await keys()
  stranger = await keys()
  await peer.call("authenticate", { domain, passwords, keys: [client.public] })
})
after(() => peer?.end())

interface Stranger {
  name: string
  options(): Options
  /** What pyzmq may see of it as the client, and as the server. */
  atClient: string[]
  atServer: string[]
}

// Each side finds out from the other's greeting, and hangs up. Who is first sees why, the other may see only that.
const withoutSecurity: Stranger = {
  name: "no security",
  options: () => ({}),
  atClient: [protocol, noDetail],
  atServer: [protocol, noDetail],
}

interface Mechanism {
  name: "plain" | "curve"
  server(): Options
  client(): Options
  /** What a server hears of the client. */
  credentials(): Buffer[]
  strangers: Stranger[]
}

const mechanisms: Mechanism[] = [
  {
    name: "plain",
    server: () => ({ plainServer: true, zapDomain: domain }),
    client: () => ({ plainUsername: username, plainPassword: password }),
    credentials: () => [Buffer.from(username), Buffer.from(password)],
    strangers: [
      {
        name: "a wrong password",
        options: () => ({ plainUsername: username, plainPassword: "guessed" }),
        atClient: [refused.event],
        atServer: [refused.event],
      },
      {
        name: "a wrong user name",
        options: () => ({ plainUsername: "Zoe", plainPassword: password }),
        atClient: [refused.event],
        atServer: [refused.event],
      },
      withoutSecurity,
    ],
  },
  {
    name: "curve",
    server: () => ({ curveServer: true, curveSecretKey: server.secret, zapDomain: domain }),
    client: () => curveClient(client, server),
    credentials: () => [Buffer.from(client.raw[0], "base64")],
    strangers: [
      {
        name: "keys that the server does not know",
        options: () => curveClient(stranger, server),
        atClient: [refused.event],
        atServer: [refused.event],
      },
      {
        name: "another server's key",
        options: () => curveClient(client, stranger),
        atClient: [noDetail],
        atServer: [protocol],
      },
      withoutSecurity,
    ],
  },
]

function curveClient(self: Keys, to: Keys): Options {
  return { curvePublicKey: self.public, curveSecretKey: self.secret, curveServerKey: to.public }
}

function assertFailed({ event, value }: Handshake, expected: string[]): void {
  assert.ok(expected.includes(event), `got ${event}, expected ${expected.join(" or ")}`)
  if (event === refused.event) assert.equal(value, refused.value)
}

/** Requests and replies, small and large. */
async function talk(request: SimpleSocket, reply: SimpleSocket): Promise<void> {
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const samples = [[Buffer.alloc(0)], [everyByte, Buffer.alloc(0), Buffer.alloc(1024 * 1024, everyByte)]]
  for (const sample of samples) {
    await request.send(sample)
    assert.deepEqual(await reply.receive(), sample)
    await reply.send([...sample, everyByte])
    assert.deepEqual(await request.receive(), [...sample, everyByte])
  }
}

/** A server of ours in a context of its own, whose ZAP handler knows one client. */
async function openServer({ name, server, credentials }: Mechanism) {
  const context = new Context()
  const allowed = credentials()
  const zap = await ZapHandler.start(
    context,
    ({ mechanism, credentials }) => mechanism === name.toUpperCase() && sameParts(credentials, allowed),
  )
  const socket = new Reply({ context, ...server() })
  const dispose = async () => {
    zap[Symbol.dispose]()
    socket.close()
    await context.term()
  }
  return { socket, zap, [Symbol.asyncDispose]: dispose }
}

for (const mechanism of mechanisms) {
  const { name } = mechanism

  // A client that libzmq turned away has nowhere to send to. So each outsider sends before there is a server, which is
  // when the message is sure to wait for the handshake.

  describe(`${name}: our server, pyzmq's client`, { skip: withoutPyzmq }, () => {
    for (const transport of transports) {
      test(`messages arrive over ${transport}, and our ZAP handler gets the client's credentials`, async () => {
        await using ours = await openServer(mechanism)
        await using request = await peer.open("REQ", mechanism.client())
        assert.equal(ours.socket.securityMechanism, name)
        await join(ours.socket, request, "we", transport)
        assert.deepEqual(await request.handshake(), succeeded)
        await talk(request, simpleSocket(ours.socket))
        assert.deepEqual(ours.zap.requests, [
          { domain, mechanism: name.toUpperCase(), credentials: mechanism.credentials() },
        ])
      })
    }

    for (const { name: what, options, atClient } of mechanism.strangers) {
      test(`a client with ${what} is rejected, and others go on`, async () => {
        await using ours = await openServer(mechanism)
        await using outsider = await peer.open("REQ", options())
        await using request = await peer.open("REQ", mechanism.client())
        const endpoint = reservedEndpoint()
        await outsider.connect(endpoint)
        await outsider.send(["let me in"])
        await ours.socket.bind(endpoint)
        assertFailed(await outsider.handshake(), atClient)
        await request.connect(endpoint)
        await talk(request, simpleSocket(ours.socket))
        assert.equal(ours.socket.readable, false)
      })
    }
  })

  describe(`${name}: pyzmq's server, our client`, { skip: withoutPyzmq }, () => {
    for (const transport of transports) {
      test(`messages arrive over ${transport}`, async () => {
        await using reply = await peer.open("REP", mechanism.server())
        using request = new Request(mechanism.client() as RequestOptions)
        assert.equal(request.securityMechanism, name)
        await join(request, reply, "the peer", transport)
        assert.deepEqual(await reply.handshake(), succeeded)
        await talk(simpleSocket(request), reply)
      })
    }

    for (const { name: what, options, atServer } of mechanism.strangers) {
      test(`with ${what} our client is rejected, and others go on`, async () => {
        await using reply = await peer.open("REP", mechanism.server())
        using outsider = new Request({ ...options(), linger: 0 } as RequestOptions)
        using request = new Request(mechanism.client() as RequestOptions)
        const endpoint = reservedEndpoint()
        outsider.connect(endpoint)
        await outsider.send("let me in", timeLimit)
        await reply.bind(endpoint)
        assertFailed(await reply.handshake(), atServer)
        request.connect(endpoint)
        await talk(simpleSocket(request), reply)
        assert.equal(await reply.receiveNow(), undefined)
      })
    }
  })
}

test("curve: keys may be given as bytes", { skip: withoutPyzmq }, async () => {
  const [publicKey, secretKey] = exactly(
    2,
    client.raw.map((key) => Buffer.from(key, "base64")),
  )
  const curveServerKey = Buffer.from(at(server.raw, 0), "base64")
  await using reply = await peer.open("REP", at(mechanisms, 1).server())
  using request = new Request({ curvePublicKey: publicKey, curveSecretKey: secretKey, curveServerKey })
  assert.equal(request.curvePublicKey, client.public)
  await join(request, reply, "the peer", "tcp")
  await talk(simpleSocket(request), reply)
})
