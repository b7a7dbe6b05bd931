import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Context, Dealer, Pair, Poller } from "#lib/index"
import { entries, idle, inError, long, pairs, readable } from "./pairs"

describe("a socket that is closed", () => {
  test("a closed socket is reported in error, once, and is out of the poller then", async () => {
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

  test("a closed socket ends waiting polls, also one that asks for none of its events", async () => {
    const [a, b] = pairs()
    using _a = a
    const poller = new Poller().add(a).add(b, {})
    const polls = [poller.poll(), poller.poll(long)]
    b.close()
    for (const poll of polls) assert.deepEqual(entries(await poll), [[b, inError]])
  })

  test("a closed socket is reported to waiting polls although another poll reports it first", async () => {
    const [a, b] = pairs()
    using _a = a
    const poller = new Poller().add(b)
    const waiting = poller.poll()
    b.close()
    assert.deepEqual(entries(poller.pollSync(0)), [[b, inError]])
    assert.deepEqual(entries(await waiting), [[b, inError]])
  })

  test("a closed socket is reported beside what is ready", async () => {
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

  test("a closed socket cannot be added", () => {
    const socket = new Pair()
    socket.close()
    assert.throws(() => new Poller().add(socket), { name: "ZmqError", code: "EBADF" })
  })
})

describe("the end of a context", () => {
  test("the end of a context rejects polls that wait, and all that begin then, with ETERM", async () => {
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

  test("the end of a context does not hide that another socket was closed", async () => {
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

  test("the end of a context ends an iteration with the error", async () => {
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
  test("an iteration polls until every socket is closed", async () => {
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

  test("an iteration ends when the last item is removed while it waits", async () => {
    const [a, b] = pairs()
    using _a = a
    using _b = b
    const poller = new Poller().add(a)
    const next = poller[Symbol.asyncIterator]().next()
    await idle()
    poller.remove(a)
    assert.deepEqual(await next, { done: true, value: undefined })
  })

  test("the iteration of an empty poller ends at once", async () => {
    for await (const ready of new Poller()) assert.fail(`${ready.size} ready`)
  })
})
