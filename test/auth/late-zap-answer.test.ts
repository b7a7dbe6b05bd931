// A socket that authenticates its peers and connects to them: a connection may end before the ZAP handler has answered.

import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { test } from "node:test"
import { Context, Pull, Router } from "#lib/index"
import { patched } from "../support/patched"
import { timeLimit } from "../support/waiting"
import { command, hello, message, plainGreeting, RawPeer } from "../support/zmtp"

const skip = patched.skip

/** A Pull that has connected to raw peers, and asks this Router whether they may. */
async function asking() {
  const context = new Context()
  const handler = new Router({ context, linger: 0 })
  await handler.bind("inproc://zeromq.zap.01")
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const pull = new Pull({ context, plainServer: true, zapDomain: "home", reconnectInterval: 1 })
  const peers: RawPeer[] = []
  server.on("connection", (socket) => {
    peers.push(new RawPeer(socket))
    server.emit("arrived")
  })
  pull.connect(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return {
    pull,
    /** The next connection. */
    async peer(): Promise<RawPeer> {
      while (peers.length === 0) await once(server, "arrived", { signal: AbortSignal.timeout(timeLimit.timeout) })
      return peers.shift()!
    },
    /** The next question: its password, and how it is answered. */
    async question() {
      const [routingId, empty, version, id, , , , , , password] = await handler.receive(timeLimit)
      const answer = (status: number) => handler.send([routingId, empty, version, id, `${status}`, "", "", ""])
      return { password: String(password), answer }
    },
    async [Symbol.asyncDispose]() {
      server.close()
      for (const peer of peers) peer.socket.destroy()
      pull.close()
      handler.close()
      await context.term()
    },
  }
}

for (const when of ["before the next one has asked", "when the next one has asked"]) {
  test(`the answer for a connection that has ended does not count for the next one: it comes ${when}`, {
    skip,
  }, async () => {
    await using it = await asking()
    const first = await it.peer()
    first.socket.write(Buffer.concat([plainGreeting, hello("user", "good")]))
    const { password, answer } = await it.question()
    assert.equal(password, "good")
    first.socket.destroy()

    const second = await it.peer()
    if (when.startsWith("before")) await answer(200)
    second.socket.write(Buffer.concat([plainGreeting, hello("user", "bad")]))
    const next = await it.question()
    assert.equal(next.password, "bad")
    if (when.startsWith("when")) await answer(200)
    await next.answer(400)
    await second.take(plainGreeting.length)
    assert.ok(String(await second.frame()).endsWith("400"))
    second.socket.destroy()

    // The one after it may come in.
    using third = await it.peer()
    third.socket.write(Buffer.concat([plainGreeting, hello("user", "good")]))
    await (await it.question()).answer(200)
    await third.take(plainGreeting.length)
    assert.equal(String(await third.frame()), "\x07WELCOME")
    third.socket.write(
      Buffer.concat([command("INITIATE", Buffer.from("\x0bSocket-Type\0\0\0\x04PUSH")), message("in")]),
    )
    assert.equal(String(await it.pull.receive(timeLimit)), "in")
  })
}
