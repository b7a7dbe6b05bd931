// Two peers with one routing id: the connection of one of them ends, with its descriptor and memory, and events say so.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Dealer, Reply, Request, Router } from "#lib/index"
import { openDescriptors } from "../support/descriptors"
import { bindFresh, transports } from "../support/endpoints"
import { eventOf } from "../support/events"
import { patched } from "../support/patched"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"
import { message, part, RawPeer } from "../support/zmtp"

const connected = transports.filter((transport) => transport !== "inproc")

async function rawPeer(endpoint: string, routingId: string): Promise<RawPeer> {
  const peer = await RawPeer.connect(endpoint)
  await peer.greet("DEALER", routingId)
  return peer
}

describe("with handover the first peer's connection ends", patched, () => {
  for (const transport of connected) {
    test(`over ${transport}`, async () => {
      using router = new Router({ handover: true })
      const endpoint = await bindFresh(router, transport)
      using first = new Dealer({ routingId: "same", reconnectInterval: -1 })
      const ends = { router: router.observe({ events: ["disconnect"] }), first: first.observe() }
      first.connect(endpoint)
      await first.send("from the first")
      assert.deepEqual(text(await router.receive(timeLimit)), ["same", "from the first"])
      using second = new Dealer({ routingId: "same" })
      second.connect(endpoint)
      await second.send("from the second")
      assert.deepEqual(text(await router.receive(timeLimit)), ["same", "from the second"])
      await eventOf(ends.router, "disconnect")
      await eventOf(ends.first, "disconnect")
    })
  }

  test("the first peer's connection ends when the rest of its message has been received", async () => {
    using router = new Router({ handover: true })
    const endpoint = await bindFresh(router)
    using first = await rawPeer(endpoint, "same")
    const disconnects = router.observe({ events: ["disconnect"] })
    first.socket.write(Buffer.concat([part("one"), message("two"), message("unread")]))
    await until(() => router.readable)
    using second = await rawPeer(endpoint, "same")
    second.socket.write(message("from the second"))
    assert.deepEqual(text(await router.receive(timeLimit)), ["same", "one", "two"])
    await until(async () => text(await router.receive(timeLimit)).join() === "same,from the second")
    await disconnects.receive(timeLimit)
  })

  test("the first peer's connection ends when that peer ends, although messages wait in both directions", async () => {
    using router = new Router({ handover: true, mandatory: true, sendHighWaterMark: 50, receiveHighWaterMark: 5 })
    const disconnects = router.observe({ events: ["disconnect"] })
    const endpoint = await bindFresh(router)
    const first = await rawPeer(endpoint, "same")
    first.socket.pause()
    first.socket.write(message("from the first"))
    await router.receive(timeLimit)
    const fill = async () => {
      for (;;) await router.send(["same", Buffer.alloc(30_000)], { timeout: 0 })
    }
    await assert.rejects(fill, { code: "EAGAIN" })
    using second = await rawPeer(endpoint, "same")
    second.socket.write(message("from the second"))
    assert.deepEqual(text(await router.receive(timeLimit)), ["same", "from the second"])
    first.socket.write(Buffer.concat(Array.from({ length: 20 }, () => message("unread".repeat(200)))))
    first.socket.resetAndDestroy()
    await disconnects.receive(timeLimit)
  })

  test("and leaves no descriptor, however often it happens", async () => {
    using router = new Router({ handover: true })
    const endpoint = await bindFresh(router)
    using _last = await rawPeer(endpoint, "another")
    const before = openDescriptors()
    let peer = await rawPeer(endpoint, "same")
    for (let round = 0; round < 20; round++) {
      const next = await rawPeer(endpoint, "same")
      next.socket.write(message("here"))
      await router.receive(timeLimit)
      peer.socket.end(message("and gone"))
      peer = next
    }
    peer.socket.end()
    // Both ends are in this process, and Node.js closes its own when the other has ended.
    await until(() => openDescriptors() <= before)
  })
})

describe("without handover the second peer's connection ends, and it comes in when the first has gone", patched, () => {
  for (const transport of connected) {
    test(`a Router over ${transport}: the second peer's connection ends, and it comes in when the first has gone`, async () => {
      using router = new Router()
      const endpoint = await bindFresh(router, transport)
      const first = new Dealer({ routingId: "same" })
      first.connect(endpoint)
      await first.send("from the first")
      assert.deepEqual(text(await router.receive(timeLimit)), ["same", "from the first"])
      const observer = router.observe({ events: ["handshake:error:other", "disconnect"] })
      using second = new Dealer({ routingId: "same", reconnectInterval: 1, linger: 0 })
      second.connect(endpoint)
      const { error, address } = await eventOf(observer, "handshake:error:other")
      assert.equal(error.code, "EADDRINUSE")
      assert.match(address, new RegExp(`^${transport}://`))
      await eventOf(observer, "disconnect")
      await router.send(["same", "to the first"])
      assert.deepEqual(text(await first.receive(timeLimit)), ["to the first"])
      first.close()
      // What it sends until the first one is forgotten goes with a connection that ends.
      await until(async () => {
        await second.send("from the second")
        return router.readable
      })
      assert.deepEqual(text(await router.receive(timeLimit)), ["same", "from the second"])
    })
  }

  test("a Reply: the second peer's connection ends, and it comes in when the first has gone", async () => {
    using reply = new Reply()
    const endpoint = await bindFresh(reply)
    const observer = reply.observe({ events: ["handshake:error:other", "disconnect"] })
    using first = new Request({ routingId: "same" })
    first.connect(endpoint)
    await first.send("from the first")
    assert.deepEqual(text(await reply.receive(timeLimit)), ["from the first"])
    using second = new Request({ routingId: "same", linger: 0 })
    second.connect(endpoint)
    assert.equal((await eventOf(observer, "handshake:error:other")).error.code, "EADDRINUSE")
    await eventOf(observer, "disconnect")
    await reply.send("to the first")
    assert.deepEqual(text(await first.receive(timeLimit)), ["to the first"])
  })

  test("a Router that has connected to both: the second connection ends", async () => {
    using one = new Router({ routingId: "same" })
    using other = new Router({ routingId: "same", mandatory: true })
    using router = new Router({ routingId: "client", mandatory: true, reconnectInterval: 1 })
    const observer = router.observe({ events: ["handshake:error:other", "disconnect"] })
    const endpoint = await bindFresh(one)
    router.connect(endpoint)
    await until(() =>
      router.send(["same", "hello"]).then(
        () => true,
        () => false,
      ),
    )
    router.connect(await bindFresh(other))
    assert.equal((await eventOf(observer, "handshake:error:other")).error.code, "EADDRINUSE")
    await eventOf(observer, "disconnect")
    router.disconnect(endpoint)
    // It knows a peer when it looks at what has come: a message, or what waits.
    await until(() =>
      other.send(["client", "from the other"]).then(
        () => router.readable,
        () => router.readable,
      ),
    )
    assert.deepEqual(text(await router.receive(timeLimit)), ["same", "from the other"])
  })

  test("and its messages leave nothing, however many it sends", async () => {
    using router = new Router()
    const endpoint = await bindFresh(router)
    using first = await rawPeer(endpoint, "same")
    first.socket.write(message("from the first"))
    await router.receive(timeLimit)
    const before = openDescriptors()
    for (let round = 0; round < 20; round++) {
      const peer = await rawPeer(endpoint, "same")
      peer.socket.write(Buffer.concat(Array.from({ length: 3000 }, () => message("more than the mark"))))
      peer.socket.end()
    }
    await until(() => openDescriptors() <= before)
    assert.equal(router.readable, false)
  })

  test("over inproc the second peer's connection ends for good", async () => {
    using router = new Router()
    const endpoint = await bindFresh(router, "inproc")
    using first = new Dealer({ routingId: "same" })
    first.connect(endpoint)
    await first.send("from the first")
    assert.deepEqual(text(await router.receive(timeLimit)), ["same", "from the first"])
    const observer = router.observe({ events: ["handshake:error:other"] })
    using second = new Dealer({ routingId: "same" })
    second.connect(endpoint)
    const { error, address } = await eventOf(observer, "handshake:error:other")
    assert.equal(error.code, "EADDRINUSE")
    assert.equal(address, endpoint)
    await until(() => !second.writable)
    await router.send(["same", "to the first"])
    assert.deepEqual(text(await first.receive(timeLimit)), ["to the first"])
  })
})
