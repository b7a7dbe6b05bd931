// A CURVE client and somebody in its server's place, who has no key.

import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { test } from "node:test"
import { curveKeyPair, Dealer } from "#lib/index"
import { patched } from "../support/patched"
import { timeLimit } from "../support/waiting"
import { curveGreeting, RawPeer } from "../support/zmtp"

/** A READY whose box was made with a key of zeros, as a client's is before it has agreed on one. */
const ready =
  "05524541445900000000000000014ad540beab395db5386915b313746595697e4c6f3989f1bcadd30b719d7e024cc898766fb456f540df4cb010c490ddd1fe686c"

for (const [name, hex] of Object.entries({ READY: ready, WELCOME: `0757454c434f4d45${"00".repeat(160)}` })) {
  test(`a ${name} out of its turn ends the handshake`, {
    skip: patched.skip,
  }, async () => {
    const server = createServer((socket) => {
      const peer = new RawPeer(socket)
      const body = Buffer.from(hex, "hex")
      const frame = Buffer.concat([Buffer.of(4, body.length), body])
      peer.socket.write(Buffer.concat([curveGreeting, frame, name === "WELCOME" ? frame : Buffer.alloc(0)]))
    }).listen(0, "127.0.0.1")
    await once(server, "listening")
    const { publicKey, secretKey } = curveKeyPair()
    const client = new Dealer({
      linger: 0,
      curveServerKey: curveKeyPair().publicKey,
      curvePublicKey: publicKey,
      curveSecretKey: secretKey,
      reconnectInterval: -1,
    })
    const events = client.observe({ events: ["handshake", "handshake:error:protocol"] })
    client.connect(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await client.send("a secret")
    assert.equal((await events.receive(timeLimit)).type, "handshake:error:protocol")
    client.close()
    server.close()
  })
}
