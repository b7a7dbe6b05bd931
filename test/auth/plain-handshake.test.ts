// How a PLAIN server refuses a client on the wire, and what a client makes of it.

import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { test } from "node:test"
import { Authenticator, Context, Dealer } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { patched } from "../support/patched"
import { timeLimit } from "../support/waiting"
import { hello, plainGreeting, RawPeer } from "../support/zmtp"

const skip = patched.skip

// Not "\x05ERROR", as ZMTP says: clients of libzmq 4.3.0 to 4.3.5 understand only this.
test("a PLAIN server refuses a client with the command that libzmq has for ERROR", async () => {
  await using context = new Context()
  using authenticator = new Authenticator({ context }).configurePlain({ users: { user: "password" } })
  authenticator.start()
  using server = new Dealer({ context, plainServer: true, zapDomain: "home" })
  using peer = await RawPeer.connect(await bindFresh(server))
  peer.socket.write(Buffer.concat([plainGreeting, hello("user", "wrong")]))
  await peer.take(plainGreeting.length)
  assert.equal(String(await peer.frame()), "^RROR\x03400")
})

for (const [name, error, type, code] of [
  ["ERROR", "\x05ERROR\x03400", "handshake:error:auth", 400],
  ["what libzmq 4.3.0 to 4.3.5 say for it", "^RROR\x03400", "handshake:error:auth", 400],
  ["ERROR without a reason", "\x05ERROR", "handshake:error:protocol", "ERR_ZMTP_MALFORMED_COMMAND_ERROR"],
  ["the other without a reason", "^RROR", "handshake:error:protocol", "ERR_ZMTP_MALFORMED_COMMAND_ERROR"],
  ["ERROR with a reason cut off", "\x05ERROR\x0340", "handshake:error:protocol", "ERR_ZMTP_MALFORMED_COMMAND_ERROR"],
  ["the other with one cut off", "^RROR\x0340", "handshake:error:protocol", "ERR_ZMTP_MALFORMED_COMMAND_ERROR"],
] as const) {
  test(`a PLAIN client is refused by ${name}`, { skip }, async (t) => {
    const server = createServer(async (socket) => {
      using peer = new RawPeer(socket)
      socket.write(plainGreeting)
      await peer.take(plainGreeting.length)
      assert.equal(String(await peer.frame()), "\x05HELLO\x04user\x08password")
      socket.write(Buffer.concat([Buffer.of(4, error.length), Buffer.from(error)]))
      await once(socket, "close")
    }).listen(0, "127.0.0.1")
    t.after(() => server.close())
    await once(server, "listening")
    using client = new Dealer({ linger: 0, plainUsername: "user", plainPassword: "password", reconnectInterval: -1 })
    const events = client.observe({ events: ["handshake", "handshake:error:auth", "handshake:error:protocol"] })
    client.connect(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const event = await events.receive(timeLimit)
    assert.equal(event.type, type)
    if (event.type === "handshake:error:auth") assert.equal(event.error.status, code)
    else if (event.type === "handshake:error:protocol") assert.equal(event.error.code, code)
  })
}
