import assert from "node:assert/strict"
import { getEventListeners } from "node:events"
import { describe, test } from "node:test"
import { setImmediate } from "node:timers/promises"
import {
  Context,
  Dealer,
  Pair,
  type PairOptions,
  type PollEvents,
  Poller,
  type PollInterest,
  type PollResult,
  Pull,
  Push,
} from "#lib/index"
import { freshAddress } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

const readable: PollEvents = { readable: true, writable: false, error: false }
const writable: PollEvents = { readable: false, writable: true, error: false }
const inError: PollEvents = { readable: false, writable: false, error: true }

/** Far longer than any poll here has to wait. */
const long = timeLimit.timeout

function pairs(context?: Context): [Pair, Pair] {
  const options: PairOptions = context ? { context, linger: 0 } : { linger: 0 }
  const made: [Pair, Pair] = [new Pair(options), new Pair(options)]
  const address = freshAddress("inproc")
  made[0].bindSync(address)
  made[1].connect(address)
  return made
}

/** What is ready, as plain data. */
function entries(result: PollResult): [unknown, PollEvents][] {
  return [...result]
}

async function idle(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate()
}

describe("what is ready", () => {
  test("is looked up by socket; what is not ready is not there", async () => {
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

  test("is reported again for as long as nobody handles it", async () => {
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

  test("comes in the order in which it was added", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b, { writable: true }).add(a, { writable: true })
    assert.deepEqual(entries(await poller.poll(long)), [
      [b, writable],
      [a, writable],
    ])
  })

  test("counts a message that was received ahead", async () => {
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

  test("counts a message that had no room in what was received ahead", async () => {
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

  test("is not what goes to a receive that waits", async () => {
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

  test("is not room that a send waits for", async () => {
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

describe("a poll that waits", () => {
  test("resolves with nothing when its time is over", async () => {
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

  test("with a time-out of 0 looks once", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(b)
    assert.equal((await poller.poll(0)).size, 0)
    await a.send("there")
    assert.deepEqual(entries(await poller.poll(0)), [[b, readable]])
  })

  test("ends when a message comes over tcp", async () => {
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

  test("sees what a call on its socket handled", async () => {
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

  test("is one of several, which all get what is ready", async () => {
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

  test("shares its socket with another poller", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const [one, other] = [new Poller().add(b), new Poller().add(b).add(a)]
    const polls = [one.poll(long), other.poll(long)]
    await a.send("hello")
    for (const poll of polls) assert.deepEqual(entries(await poll), [[b, readable]])
  })

  test("rejects with the reason of its signal, and leaves nothing", async () => {
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

  test("leaves no listener when it ends otherwise", async () => {
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

  test("takes part in what is added and changed meanwhile", async () => {
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

  test("goes on without what is removed meanwhile", async () => {
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

  test("rejects when the last was removed, unless it has a time-out", async () => {
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

  test("refuses to wait for ever", async () => {
    const poller = new Poller()
    await assert.rejects(poller.poll(), error)
    await assert.rejects(poller.poll(-1), error)
    assert.throws(() => poller.pollSync(), error)
  })

  test("waits for a time", async () => {
    const poller = new Poller()
    for (const poll of [(time: number) => poller.poll(time), (time: number) => poller.pollSync(time)]) {
      const before = performance.now()
      assert.equal((await poll(30)).size, 0)
      assert.ok(performance.now() - before >= 28)
      assert.equal((await poll(0)).size, 0)
    }
  })

  test("waits for what comes into it in that time", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller()
    const poll = poller.poll(long)
    poller.add(a, { writable: true })
    assert.deepEqual(entries(await poll), [[a, writable]])
  })
})

describe("a socket that is closed", () => {
  test("is reported in error, once, and is out of the poller then", async () => {
    for (const how of ["poll", "pollSync"] as const) {
      const [a, b] = pairs()
      using _a = a
      const poller = new Poller().add(a).add(b)
      b.close()
      assert.deepEqual(entries(await poller[how](long)), [[b, inError]])
      assert.equal(poller.has(b), false)
      assert.equal(poller.size, 1)
      assert.equal((await poller[how](0)).size, 0)
      // As a program does that handles errors.
      poller.remove(b)
    }
  })

  test("ends polls that wait, also one that asks nothing of it", async () => {
    const [a, b] = pairs()
    using _a = a
    const poller = new Poller().add(a).add(b, {})
    const polls = [poller.poll(), poller.poll(long)]
    b.close()
    for (const poll of polls) assert.deepEqual(entries(await poll), [[b, inError]])
  })

  test("is not lost for those who wait when somebody else looks first", async () => {
    const [a, b] = pairs()
    using _a = a
    const poller = new Poller().add(b)
    const waiting = poller.poll()
    b.close()
    assert.deepEqual(entries(poller.pollSync(0)), [[b, inError]])
    assert.deepEqual(entries(await waiting), [[b, inError]])
  })

  test("is reported beside what is ready", async () => {
    const [a, b] = pairs()
    using _b = b
    await b.send("hello")
    using c = new Dealer()
    const poller = new Poller().add(c).add(a)
    const [d, e] = pairs()
    using _e = e
    await e.send("hello")
    poller.add(d)
    a.close()
    assert.deepEqual(entries(await poller.poll()), [
      [a, inError],
      [d, readable],
    ])
    d.close()
  })

  test("is refused", () => {
    const socket = new Pair()
    socket.close()
    assert.throws(() => new Poller().add(socket), { name: "ZmqError", code: "EBADF" })
  })
})

describe("the end of a context", () => {
  test("rejects polls that wait, and all that begin then, with ETERM", async () => {
    const context = new Context()
    const [a, b] = pairs(context)
    const poller = new Poller().add(a)
    const polls = [poller.poll(), poller.poll(long)]
    await idle()
    context.shutdown()
    const error = { name: "ZmqError", code: "ETERM", syscall: "zmq_poll" }
    for (const poll of polls) await assert.rejects(poll, error)
    await assert.rejects(poller.poll(), error)
    assert.throws(() => poller.pollSync(), error)
    assert.throws(() => poller.pollSync(0), error)
    a.close()
    b.close()
    await context.term()
  })

  test("does not swallow that another socket was closed", async () => {
    const context = new Context()
    const [a, b] = pairs(context)
    using other = new Pair()
    const poller = new Poller().add(other).add(a)
    other.close()
    context.shutdown()
    assert.deepEqual(entries(poller.pollSync(0)), [[other, inError]])
    assert.throws(() => poller.pollSync(0), { code: "ETERM" })
    a.close()
    b.close()
    await context.term()
  })

  test("ends an iteration with the error", async () => {
    const context = new Context()
    const [a, b] = pairs(context)
    const poller = new Poller().add(a)
    const iteration = (async () => {
      for await (const ready of poller) assert.fail(`${ready.size} ready`)
    })()
    await idle()
    context.shutdown()
    await assert.rejects(iteration, { code: "ETERM" })
    a.close()
    b.close()
    await context.term()
  })
})

describe("the iteration", () => {
  test("polls until every socket is closed", async () => {
    const [a, b] = pairs()
    const poller = new Poller<Pair>().add(a).add(b)
    const seen: string[] = []
    await a.send("for b")
    for await (const ready of poller) {
      for (const [socket, events] of ready) {
        const name = socket === a ? "a" : "b"
        if (events.error) {
          seen.push(`${name} is closed`)
          a.close()
          continue
        }
        seen.push(`${name}: ${await socket.receive()}`)
        if (socket === b) await b.send("for a")
        else b.close()
      }
    }
    assert.deepEqual(seen, ["b: for b", "a: for a", "b is closed", "a is closed"])
    assert.equal(poller.size, 0)
  })

  test("ends when the last is removed while it waits", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(a)
    const next = poller[Symbol.asyncIterator]().next()
    await idle()
    poller.remove(a)
    assert.deepEqual(await next, { done: true, value: undefined })
  })

  test("of an empty poller ends at once", async () => {
    for await (const ready of new Poller()) assert.fail(`${ready.size} ready`)
  })
})

describe("what is in a poller", () => {
  test("is counted once, however often it is added", async () => {
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

  test("is a socket or a descriptor", () => {
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

  test("is asked for what can be asked, or stays as it is", async () => {
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

  test("is asked nothing: then only its errors are told", async () => {
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

test("a time-out and options that mean nothing are refused", async () => {
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

test("an error leads to the line that polled", async () => {
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
