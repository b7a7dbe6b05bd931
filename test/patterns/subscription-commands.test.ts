// What peers are told of subscriptions and groups, as a peer by hand sees it.

import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { describe, test } from "node:test"
import { Dish } from "#lib/draft"
import { type Socket, Subscriber, XSubscriber } from "#lib/index"
import { patched } from "../support/patched"
import { RawPeer } from "../support/zmtp"

const skip = patched.skip

/** The socket has connected to a peer of that type. */
async function connected(socket: Socket, type: string): Promise<RawPeer> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  socket.connect(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [accepted] = await once(server, "connection")
  server.close()
  const peer = new RawPeer(accepted)
  await peer.greet(type)
  return peer
}

/** The next frame, of less than 256 bytes: its flags, of which 4 is a command's, and its body. */
async function frame(peer: RawPeer): Promise<{ flags: number; body: string }> {
  const [flags, size] = await peer.take(2)
  return { flags: flags!, body: String(await peer.take(size!)) }
}

describe("subscriptions", { skip }, () => {
  test("a Subscriber's are commands", async () => {
    using subscriber = new Subscriber()
    using peer = await connected(subscriber, "XPUB")
    subscriber.subscribe("topic")
    assert.deepEqual(await frame(peer), { flags: 4, body: "\x09SUBSCRIBEtopic" })
    subscriber.unsubscribe("topic")
    assert.deepEqual(await frame(peer), { flags: 4, body: "\x06CANCELtopic" })
  })

  test("what an XSubscriber sends goes as it was sent, also when it had to wait for room", async () => {
    using subscriber = new XSubscriber({ sendHighWaterMark: 10, sendBufferSize: 4096 })
    using peer = await connected(subscriber, "XPUB")
    await subscriber.send("\x01topic")
    assert.deepEqual(await frame(peer), { flags: 0, body: "\x01topic" })
    await subscriber.send("\x00topic")
    assert.deepEqual(await frame(peer), { flags: 0, body: "\x00topic" })

    peer.socket.pause()
    const topics = Array.from({ length: 3000 }, (_, number) => `${number}`.padStart(200))
    for (const topic of topics) await subscriber.send(`\x01${topic}`)
    peer.socket.resume()
    for (const _ of topics) {
      const { flags, body } = await frame(peer)
      assert.deepEqual({ flags, first: body[0], length: body.length }, { flags: 0, first: "\x01", length: 201 })
    }
  })
})

test("joins and leaves that a stalled Radio takes no notice of do not pile up", { skip }, async () => {
  using dish = new Dish()
  using peer = await connected(dish, "RADIO")
  peer.socket.pause()
  dish.join("stays", "goes")
  for (let number = 0; number < 40_000; number += 1) {
    const group = `${number}`.padStart(200)
    dish.join(group)
    dish.leave(group)
  }
  dish.leave("goes")
  dish.join("the last")
  peer.socket.resume()
  const joined = new Set<string>()
  let commands = 0
  while (!joined.has("the last") || joined.size > 2) {
    const { body } = await frame(peer)
    commands += 1
    const end = 1 + body.charCodeAt(0)
    const [name, group] = [body.slice(1, end), body.slice(end)]
    if (name === "JOIN") joined.add(group)
    else assert.ok(name === "LEAVE" && joined.delete(group), body)
  }
  assert.deepEqual([...joined], ["stays", "the last"])
  // Of more than 80,000; what the system's buffers take, of a few MB, and what the queue of a thousand does.
  assert.ok(commands < 40_000, `${commands} commands were sent`)
})
