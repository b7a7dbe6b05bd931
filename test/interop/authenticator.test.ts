import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import {
  type AuthenticationEvent,
  Authenticator,
  Certificate,
  Context,
  curveKeyPair,
  Reply,
  Request,
  type RequestOptions,
} from "#lib/index"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"
import { Peer, withoutPyzmq } from "./peer"
import { join } from "./sockets"

const server = curveKeyPair()
const client = curveKeyPair()
const stranger = curveKeyPair()
const domain = "home"
const users = { Zoë: "⚡ pass word" }

const curveClient = (keys: typeof client) => ({
  curvePublicKey: keys.publicKey,
  curveSecretKey: keys.secretKey,
  curveServerKey: server.publicKey,
})
const plainClient = (plainPassword: string) => ({ plainUsername: "Zoë", plainPassword })

/** What a server of each mechanism sets, whom it knows, and whom it does not. */
const mechanisms = {
  PLAIN: {
    server: { plainServer: true, zapDomain: domain },
    known: plainClient(users.Zoë),
    unknown: plainClient("guessed"),
    userId: "Zoë",
  },
  CURVE: {
    server: { curveServer: true, curveSecretKey: server.secretKey, zapDomain: domain },
    known: curveClient(client),
    unknown: curveClient(stranger),
    userId: client.publicKey,
  },
}

let peer: Peer
before(async () => {
  if (withoutPyzmq !== false) return
  peer = await Peer.start("pyzmq")
  await peer.call("authenticate", { domain, passwords: users, keys: [client.publicKey] })
})
after(() => peer?.end())

for (const [name, { server: serves, known, unknown, userId }] of Object.entries(mechanisms)) {
  describe(`${name}, between our Authenticator and pyzmq`, { skip: withoutPyzmq }, () => {
    test("our Authenticator decides about pyzmq's clients", async () => {
      using folder = new TemporaryFolder()
      await new Certificate({ publicKey: client.publicKey }).write(folder.file("client.key"))
      await using context = new Context()
      const events: AuthenticationEvent[] = []
      const auth = new Authenticator({ context, log: (event) => events.push(event) })
      auth.configurePlain({ domain, users }).configureCurve({ domain, location: folder.path }).start()
      using reply = new Reply({ context, ...serves })
      await using outsider = await peer.open("REQ", unknown)
      await join(reply, outsider, "we", "tcp")
      assert.deepEqual(await outsider.handshake(), { event: "HANDSHAKE_FAILED_AUTH", value: 400 })
      await using request = await peer.open("REQ", known)
      await request.connect(reply.lastEndpoint!)
      await request.send(["hello"])
      assert.equal(String((await reply.receive(timeLimit))[0]), "hello")
      assert.deepEqual(
        events.map((event) => [event.type, event.type === "allowed" && event.userId]),
        [
          ["denied", false],
          ["allowed", userId],
        ],
      )
    })

    test("pyzmq's authenticator decides about our clients", async () => {
      await using reply = await peer.open("REP", serves)
      const bound = await reply.bind("tcp://127.0.0.1:*")
      using outsider = new Request({ ...unknown, linger: 0 } as RequestOptions)
      outsider.connect(bound)
      assert.deepEqual(await reply.handshake(), { event: "HANDSHAKE_FAILED_AUTH", value: 400 })
      using request = new Request({ ...known, linger: 0 } as RequestOptions)
      request.connect(bound)
      await request.send("hello", timeLimit)
      assert.equal(String((await reply.receive())[0]), "hello")
    })
  })
}

test("CURVE: `zeromq` of npm as the client of a server that our Authenticator serves", async () => {
  const foreign = await Peer.start("zeromq")
  {
    await using context = new Context()
    const auth = new Authenticator({ context, log: () => undefined })
    auth.configureCurve({ domain, keys: [client.publicKey] }).start()
    using reply = new Reply({ context, ...mechanisms.CURVE.server })
    await using request = await foreign.open("REQ", mechanisms.CURVE.known)
    await join(reply, request, "we", "tcp")
    await request.send(["hello"])
    assert.equal(String((await reply.receive(timeLimit))[0]), "hello")
    await reply.send("world", timeLimit)
    assert.equal(String((await request.receive())[0]), "world")
  }
  await foreign.end()
})
