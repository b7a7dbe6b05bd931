import assert from "node:assert/strict"
import { getEventListeners } from "node:events"
import { describe, test } from "node:test"
import { Dealer, Poller } from "#lib/index"
import { freshAddress } from "../support/endpoints"
import { entries, idle, long, pairs, readable, writable } from "./pairs"

describe("a poll that waits", () => {
  test("a poll resolves with nothing when its time is over", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(a)
    const before = performance.now()
    assert.equal((await poller.poll(60)).size, 0)
    // A timer may fire a millisecond early.
    assert.ok(performance.now() - before >= 58)
    const between = performance.now()
    assert.equal(poller.pollSync(60).size, 0)
    assert.ok(performance.now() - between >= 60)
  })

  test("a poll with a time-out of 0 checks once", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b)
    assert.equal((await poller.poll(0)).size, 0)
    await a.send("there")
    assert.deepEqual(entries(await poller.poll(0)), [[b, readable]])
  })

  test("a poll ends when a message comes over tcp", async () => {
    using a = new Dealer({ linger: 0 })
    using b = new Dealer({ linger: 0 })
    await a.bind(freshAddress("tcp"))
    b.connect(a.lastEndpoint as string)
    const poller = new Poller().add(a).add(b)
    for (let round = 0; round < 100; round++) {
      const poll = poller.poll(long)
      const [from, to] = round % 2 === 0 ? [a, b] : [b, a]
      await from.send(`${round}`)
      assert.deepEqual(entries(await poll), [[to, readable]])
      assert.deepEqual((await to.receive()).map(String), [`${round}`])
    }
  })

  test("a poll sees an event that a call on its socket has handled", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b)
    for (let round = 0; round < 100; round++) {
      const poll = poller.poll(long)
      await a.send("hello")
      // Each of these may take the signal that the poll waits for.
      assert.equal(b.readable, true)
      await b.send("a send of its own")
      assert.deepEqual(entries(await poll), [[b, readable]])
      assert.deepEqual((await b.receive()).map(String), ["hello"])
      await a.receive()
    }
  })

  test("several polls that wait all get what is ready", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b)
    const polls = [poller.poll(), poller.poll(long), poller.poll(long)]
    const short = poller.poll(1)
    assert.equal((await short).size, 0)
    await a.send("hello")
    for (const poll of polls) assert.deepEqual(entries(await poll), [[b, readable]])
  })

  test("two pollers share a socket", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const [one, other] = [new Poller().add(b), new Poller().add(b).add(a)]
    const polls = [one.poll(long), other.poll(long)]
    await a.send("hello")
    for (const poll of polls) assert.deepEqual(entries(await poll), [[b, readable]])
  })

  test("a poll rejects with the reason of its signal, and leaves nothing", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b)
    const controller = new AbortController()
    const polls = [poller.poll(-1, { signal: controller.signal }), poller.poll(long, { signal: controller.signal })]
    assert.equal(getEventListeners(controller.signal, "abort").length, 1)
    const reason = new Error("enough")
    controller.abort(reason)
    for (const poll of polls) await assert.rejects(poll, reason)
    await assert.rejects(poller.poll(0, { signal: controller.signal }), reason)
    assert.equal(getEventListeners(controller.signal, "abort").length, 0)
    await a.send("hello")
    assert.deepEqual(entries(await poller.poll(long)), [[b, readable]])
  })

  test("a poll leaves no listener on its signal when it ends otherwise", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b)
    const { signal } = new AbortController()
    assert.equal((await poller.poll(5, { signal })).size, 0)
    const poll = poller.poll(long, { signal })
    await a.send("hello")
    assert.equal((await poll).size, 1)
    assert.equal(getEventListeners(signal, "abort").length, 0)
  })

  test("a poll includes sockets that are added and changed meanwhile", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(a)
    await a.send("hello")
    const first = poller.poll(long)
    poller.add(b)
    assert.deepEqual(entries(await first), [[b, readable]])
    poller.modify(b, {})
    const second = poller.poll(long)
    poller.modify(a, { writable: true })
    assert.deepEqual(entries(await second), [[a, writable]])
    poller.modify(a, { readable: true })
    const third = poller.poll(long)
    await idle()
    poller.add(b, { readable: true, writable: true })
    assert.deepEqual(entries(await third), [[b, { ...readable, writable: true }]])
  })

  test("a poll goes on without sockets that are removed meanwhile", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(a).add(b)
    const poll = poller.poll(long)
    poller.remove(b)
    await a.send("unseen")
    await idle()
    await b.send("seen")
    assert.deepEqual(entries(await poll), [[a, readable]])
  })

  test("a poll rejects when the last item was removed, unless it has a time-out", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(a)
    const [endless, limited] = [poller.poll(), poller.poll(20)]
    poller.remove(a)
    await assert.rejects(endless, { name: "ZmqError", code: "EINVAL", syscall: "zmq_poll" })
    assert.equal((await limited).size, 0)
  })
})

describe("an empty poller", () => {
  const error = { name: "ZmqError", code: "EINVAL", syscall: "zmq_poll", message: /poller is empty/ }

  test("an empty poller refuses to wait for ever", async () => {
    const poller = new Poller()
    await assert.rejects(poller.poll(), error)
    await assert.rejects(poller.poll(-1), error)
    assert.throws(() => poller.pollSync(), error)
  })

  test("an empty poller waits for a time", async () => {
    const poller = new Poller()
    for (const poll of [(time: number) => poller.poll(time), (time: number) => poller.pollSync(time)]) {
      const before = performance.now()
      assert.equal((await poll(30)).size, 0)
      assert.ok(performance.now() - before >= 28)
      assert.equal((await poll(0)).size, 0)
    }
  })

  test("an empty poller waits for what is added in that time", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller()
    const poll = poller.poll(long)
    poller.add(a, { writable: true })
    assert.deepEqual(entries(await poll), [[a, writable]])
  })
})
