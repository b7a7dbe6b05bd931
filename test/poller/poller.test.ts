import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Context, Pair, Poller, type PollInterest, Pull, Push } from "#lib/index"
import { freshAddress } from "../support/endpoints"
import { timeLimit } from "../support/waiting"
import { entries, idle, inError, long, pairs, readable, writable } from "./pairs"

describe("what is ready", () => {
  test("ready items are looked up by socket; what is not ready is not there", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller<Pair>().add(a).add(b)
    await a.send("hello")
    const ready = await poller.poll(long)
    assert.deepEqual(ready.get(b), readable)
    assert.equal(ready.has(a), false)
    assert.equal(ready.size, 1)
    for (const [socket, { readable }] of ready) {
      assert.equal(readable, true)
      assert.deepEqual((await socket.receive()).map(String), ["hello"])
    }
    assert.equal((await poller.poll(0)).size, 0)
  })

  test("a ready item is reported again for as long as nobody handles it", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b)
    await a.send("hello")
    for (let round = 0; round < 3; round++) {
      assert.deepEqual(entries(await poller.poll(long)), [[b, readable]])
      assert.deepEqual(entries(poller.pollSync(long)), [[b, readable]])
    }
  })

  test("ready items come in the order in which the sockets were added", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b, { writable: true }).add(a, { writable: true })
    assert.deepEqual(entries(await poller.poll(long)), [
      [b, writable],
      [a, writable],
    ])
  })

  test("a prefetched message counts as readable", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b)
    await a.sendMany(["1", "2", "3"])
    // Takes all three from libzmq, which has none then.
    assert.deepEqual((await b.receive()).map(String), ["1"])
    for (const expected of ["2", "3"]) {
      assert.deepEqual(entries(await poller.poll(long)), [[b, readable]])
      assert.deepEqual(entries(poller.pollSync(long)), [[b, readable]])
      assert.deepEqual((await b.receive()).map(String), [expected])
    }
    assert.equal((await poller.poll(0)).size, 0)
    assert.equal(poller.pollSync(0).size, 0)
  })

  test("a held-over message counts as readable", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const parts = Array.from({ length: 3000 }, (_, index) => `${index}`)
    await a.send("first")
    await a.send(parts)
    const poller = new Poller().add(b)
    assert.deepEqual((await b.receive()).map(String), ["first"])
    assert.deepEqual(entries(await poller.poll(long)), [[b, readable]])
    assert.deepEqual(entries(poller.pollSync(long)), [[b, readable]])
    assert.equal((await b.receive()).length, parts.length)
  })

  test("a message for a waiting receive does not count as readable", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b)
    const received = b.receive(timeLimit)
    const poll = poller.poll(long)
    await a.send("for the receive")
    assert.deepEqual((await received).map(String), ["for the receive"])
    await idle()
    await a.send("for the poll")
    assert.deepEqual(entries(await poll), [[b, readable]])
    assert.deepEqual((await b.receive()).map(String), ["for the poll"])
  })

  test("room for a waiting send does not count as writable", async () => {
    using push = new Push({ sendHighWaterMark: 1, linger: 0 })
    const address = freshAddress("inproc")
    push.connect(address)
    await push.send("takes the room")
    const sent = push.send("waits", timeLimit)
    const poller = new Poller().add(push, { writable: true })
    assert.equal((await poller.poll(0)).size, 0)
    assert.equal(poller.pollSync(20).size, 0)
    const poll = poller.poll(long)
    using pull = new Pull({ receiveHighWaterMark: 1 })
    pull.bindSync(address)
    await sent
    // The pull must make room: libzmq tells the sender of it only when messages were read.
    const read: string[] = []
    while (read.length < 2) read.push(String(await pull.receive(timeLimit)))
    assert.deepEqual(entries(await poll), [[push, writable]])
    assert.deepEqual(read, ["takes the room", "waits"])
  })
})

describe("what is in a poller", () => {
  test("a socket is one item of a poller, however often it is added", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(a).add(a, { writable: true })
    assert.equal(poller.size, 1)
    assert.equal(poller.has(a), true)
    assert.equal(poller.has(b), false)
    assert.deepEqual(entries(await poller.poll(long)), [[a, writable]])
    assert.equal(poller.remove(a).size, 0)
    assert.equal(poller.has(a), false)
  })

  test("alone can be changed and removed", () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(a)
    const error = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /in this poller/ }
    for (const target of [b, 7]) {
      assert.throws(() => poller.modify(target, { readable: true }), error)
      assert.throws(() => poller.remove(target), error)
    }
    assert.equal(poller.size, 1)
  })

  test("an item of a poller is a socket or a descriptor", () => {
    const poller = new Poller()
    for (const target of [undefined, null, "7", {}, 7n, [7]]) {
      const error = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE", message: /^"target" must be a socket or/ }
      assert.throws(() => poller.add(target as number), error)
      assert.throws(() => poller.modify(target as number, {}), error)
      assert.throws(() => poller.remove(target as number), error)
    }
    for (const target of [-1, 1.5, Number.NaN, 2 ** 31]) {
      assert.throws(() => poller.add(target), { name: "RangeError", code: "ERR_OUT_OF_RANGE" })
    }
    assert.equal(poller.size, 0)
  })

  test("an item of a poller has valid events, or stays as it is", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(a, { writable: true })
    const wrong: [unknown, string][] = [
      [undefined, "ERR_INVALID_ARG_TYPE"],
      [null, "ERR_INVALID_ARG_TYPE"],
      ["readable", "ERR_INVALID_ARG_TYPE"],
      [{ readable: 1 }, "ERR_INVALID_ARG_TYPE"],
      [{ readble: true }, "ERR_INVALID_ARG_VALUE"],
      [{ toString: true }, "ERR_INVALID_ARG_VALUE"],
    ]
    for (const [interest, code] of wrong) {
      assert.throws(() => poller.modify(a, interest as PollInterest), { name: "TypeError", code })
      if (interest !== undefined) assert.throws(() => poller.add(b, interest as PollInterest), { code })
    }
    assert.equal(poller.has(b), false)
    assert.deepEqual(entries(await poller.poll(long)), [[a, writable]])
  })

  test("of an item without events only errors are reported", async () => {
    const [a, b] = pairs()
    using _b = b
    await b.send("hello")
    for (const nothing of [{}, { error: true }, { readable: false, writable: undefined }]) {
      const poller = new Poller().add(a, nothing as PollInterest)
      assert.equal((await poller.poll(10)).size, 0)
      assert.equal(poller.pollSync(10).size, 0)
    }
    const poller = new Poller().add(a, {})
    a.close()
    assert.deepEqual(entries(await poller.poll()), [[a, inError]])
  })
})

test("invalid time-outs and options are refused", async () => {
  using socket = new Pair()
  const poller = new Poller().add(socket)
  for (const [timeout, name, code] of [
    ["1", "TypeError", "ERR_INVALID_ARG_TYPE"],
    [null, "TypeError", "ERR_INVALID_ARG_TYPE"],
    [-2, "RangeError", "ERR_OUT_OF_RANGE"],
    [0.5, "RangeError", "ERR_OUT_OF_RANGE"],
    [2 ** 31, "RangeError", "ERR_OUT_OF_RANGE"],
  ] as const) {
    const error = { name, code, message: /^"timeout" must be/ }
    await assert.rejects(poller.poll(timeout as number), error)
    assert.throws(() => poller.pollSync(timeout as number), error)
  }
  for (const options of [null, 1, { signal: {} }]) {
    await assert.rejects(poller.poll(0, options as object), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  }
})

test("the stack of an error leads to the line that polled", async () => {
  const context = new Context()
  const socket = new Pair({ context })
  const poller = new Poller().add(socket)
  async function pollingFunction() {
    await poller.poll()
  }
  const polled = pollingFunction()
  context.shutdown()
  await assert.rejects(polled, (error: Error) => /at async pollingFunction/.test(error.stack as string))
  socket.close()
})
