// What holds of contexts, sockets and their end inside one process: node --expose-gc context.js <name>

import assert from "node:assert/strict"
import { once } from "node:events"
import { readdirSync } from "node:fs"
import net from "node:net"
import { setImmediate as turn } from "node:timers/promises"
import { Context, context, Dealer, Pair, Publisher, Pull, Push, Reply, Request, Router, Subscriber } from "#lib/index"
import { runNamedProgram } from "../support/programs"

const terminated = { name: "ZmqError", code: "ETERM" }

const checks: Record<string, () => Promise<void>> = {
  async "term() resolves when the sockets are closed, and not before"() {
    const testContext = new Context()
    const pair = new Pair({ context: testContext })
    let ended = false
    const end = testContext.term().then(() => {
      ended = true
    })
    assert.equal(testContext.closed, true)
    // libzmq signals the end to the socket before it waits for it.
    await assert.rejects(pair.receive(), terminated)
    await turn()
    assert.equal(ended, false)
    pair.close()
    await end
  },

  async "term() without a socket resolves, and so does a second"() {
    const testContext = new Context()
    await Promise.all([testContext.term(), testContext.term()])
    await testContext.term()
  },

  async "term() rejects everything that waits, and what comes later"() {
    const testContext = new Context()
    await rejectsAll(testContext, () => {
      void testContext.term()
    })
  },

  async "shutdown() rejects everything that waits, and what comes later"() {
    const testContext = new Context()
    await rejectsAll(testContext, () => {
      testContext.shutdown()
      assert.equal(testContext.closed, false)
    })
  },

  async "shutdown() leaves nothing to wait for"() {
    const testContext = new Context()
    // Its descriptor was watched, and stays readable from now on. That must not busy-loop.
    using pair = new Pair({ context: testContext })
    pair.bindSync("tcp://127.0.0.1:*")
    const waiting = assert.rejects(pair.receive(), terminated)
    testContext.shutdown()
    await waiting
    const before = process.cpuUsage()
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { user, system } = process.cpuUsage(before)
    assert.ok(user + system < 100_000, `${user + system} µs of CPU in 200 ms`)
  },

  async "shutdown() may be called again, and after term()"() {
    const testContext = new Context()
    testContext.shutdown()
    testContext.shutdown()
    await testContext.term()
    testContext.shutdown()
  },

  async "term() after shutdown() resolves"() {
    const testContext = new Context()
    const pair = new Pair({ context: testContext })
    const waiting = assert.rejects(pair.receive(), terminated)
    testContext.shutdown()
    await waiting
    pair.close()
    await testContext.term()
  },

  async "no socket is opened in a context that was terminated or shut down"() {
    const ended = new Context()
    await ended.term()
    assert.throws(() => new Pair({ context: ended }), { ...terminated, message: "Context was terminated" })
    const shut = new Context()
    shut.shutdown()
    assert.throws(() => new Pair({ context: shut }), terminated)
    await shut.term()
  },

  async "no option of a context that was terminated is read or set"() {
    const testContext = new Context()
    await testContext.term()
    assert.throws(() => testContext.ioThreads, { ...terminated, message: "Context was terminated" })
    assert.throws(() => testContext.setOption("ioThreads", 2), { ...terminated, message: "Context was terminated" })
  },

  async "await using closes its sockets and ends"() {
    let pair: Pair
    {
      await using testContext = new Context()
      pair = new Pair({ context: testContext })
      new Push({ context: testContext }).send("waits").catch(() => {})
    }
    assert.equal(pair.closed, true)
    await assert.rejects(pair.receive(), { code: "EBADF", message: "Socket is closed" })
  },

  async "other contexts go on when one ends"() {
    const testContext = new Context()
    using push = new Push()
    using pull = new Pull()
    pull.bindSync("inproc://other")
    push.connect("inproc://other")
    const received = pull.receive()
    await testContext.term()
    await push.send("on")
    assert.equal(String(await received), "on")
  },

  async "two contexts do not share inproc"() {
    await using one = new Context()
    await using two = new Context()
    new Pair({ context: one }).bindSync("inproc://name")
    new Pair({ context: two }).bindSync("inproc://name")
    using third = new Pair({ context: one })
    assert.throws(() => third.bindSync("inproc://name"), { code: "EADDRINUSE", address: "inproc://name" })
  },

  async "term() of one's own context waits for linger"() {
    const testContext = new Context()
    const push = new Push({ context: testContext, linger: 100 })
    push.connect("inproc://nobody")
    const tcp = new Push({ context: testContext, linger: 100 })
    using pull = new Pull()
    pull.bindSync("tcp://127.0.0.1:*")
    const unusedEndpoint = pull.lastEndpoint!
    pull.unbindSync(unusedEndpoint)
    tcp.connect(unusedEndpoint)
    await tcp.send("dropped")
    const start = performance.now()
    tcp.close()
    push.close()
    await testContext.term()
    assert.ok(performance.now() - start >= 95, `${performance.now() - start} ms`)
  },

  async "term() can be called while the event loop does nothing else"() {
    // The pending termination must hold the process until it is answered.
    const testContext = new Context()
    const pair = new Pair({ context: testContext, linger: 50 })
    pair.close()
    await testContext.term()
  },

  async "a dropped context ends with its last socket"() {
    const threads = () => readdirSync("/proc/self/task").length
    // The default context's threads are there already.
    using pair = new Pair()
    assert.equal(pair.closed, false)
    const before = threads()
    const held = [inOwnContext()]
    assert.ok(threads() > before)
    await collectUntil(() => true)
    assert.ok(threads() > before, "its socket holds it")
    closeAndForget(held)
    await collectUntil(() => threads() === before)
  },

  async "a socket that is forgotten while it receives gets its message"() {
    const { endpoint, received } = receiveAndForget()
    for (let round = 0; round < 5; round++) await collectUntil(() => true)
    using push = new Push()
    push.connect(endpoint)
    await push.send("late")
    assert.equal(await received, "late")
  },

  async "a forgotten socket is closed: the peer notices, the port is free, one warning"() {
    const warnings: Error[] = []
    process.on("warning", (warning) => warnings.push(warning))
    const warned = once(process, "warning")
    const testContext = new Context()
    const endpoints = [bindAndForget(testContext), bindAndForget(testContext), bindAndForget(testContext)]
    const peers = endpoints.map((endpoint) => net.connect(Number(endpoint.split(":").pop()), "127.0.0.1").resume())
    await Promise.all(peers.map((peer) => once(peer, "data")))
    const left = Promise.all(peers.map((peer) => once(peer, "close")))
    await collectUntil(() => warnings.length > 0)
    await warned
    await left
    await testContext.term()
    for (const endpoint of endpoints) {
      using pair = new Pair()
      pair.bindSync(endpoint)
    }
    await turn()
    assert.deepEqual(
      warnings.map(({ name }) => name),
      ["ZmqResourceWarning"],
    )
    assert.match(warnings[0]!.message, /^A Pair socket was garbage-collected while it was open, and has been closed\./)
  },

  async "every socket type waits, is shut down and closed"() {
    const testContext = new Context()
    const init = { context: testContext }
    const sockets = [Dealer, Pair, Pull, Reply, Router, Subscriber].map((Type) => new Type(init))
    const requests = [new Request(init), new Push(init), new Dealer(init)]
    const waiting = [
      ...sockets.map((socket) => assert.rejects(socket.receive(), terminated)),
      ...requests.map((socket) => assert.rejects(socket.send("waits"), terminated)),
    ]
    const publisher = new Publisher(init)
    await publisher.send("dropped")
    testContext.shutdown()
    await Promise.all(waiting)
    for (const socket of [...sockets, ...requests, publisher]) socket.close()
    await testContext.term()
  },

  async "the default context can be terminated"() {
    const pair = new Pair()
    const waiting = assert.rejects(pair.receive(), terminated)
    const end = context.term()
    await waiting
    pair.close()
    await end
    assert.throws(() => new Pair(), { ...terminated, message: "Context was terminated" })
  },
}

/** Everything that can wait in a context rejects after `end`, and so does what is called then. */
async function rejectsAll(testContext: Context, end: () => void): Promise<void> {
  const pull = new Pull({ context: testContext })
  const push = new Push({ context: testContext })
  const iterating = new Pull({ context: testContext })
  const waiting = [
    pull.receive(),
    pull.receive({ timeout: 60_000 }),
    push.send("one"),
    push.send("two"),
    iterating[Symbol.asyncIterator]().next(),
  ].map((operation) => assert.rejects(operation, terminated))
  end()
  await Promise.all(waiting)
  await assert.rejects(pull.receive(), terminated)
  await assert.rejects(push.send("three"), terminated)
  assert.throws(() => pull.bindSync("tcp://127.0.0.1:*"), terminated)
  for (const socket of [pull, push, iterating]) socket.close()
  await testContext.term()
}

function inOwnContext(): Pair {
  const pair = new Pair({ context: new Context() })
  pair.bindSync("tcp://127.0.0.1:*")
  return pair
}

function closeAndForget(sockets: Pair[]): void {
  for (const socket of sockets.splice(0)) socket.close()
}

function receiveAndForget(): { endpoint: string; received: Promise<string> } {
  const pull = new Pull()
  pull.bindSync("tcp://127.0.0.1:*")
  return { endpoint: pull.lastEndpoint!, received: pull.receive().then(String) }
}

function bindAndForget(testContext: Context): string {
  const pair = new Pair({ context: testContext })
  pair.bindSync("tcp://127.0.0.1:*")
  return pair.lastEndpoint!
}

/** Collects garbage at least once, and until the condition holds: finalizers run some time after a collection. */
async function collectUntil(condition: () => boolean): Promise<void> {
  do {
    await turn()
    globalThis.gc!()
    await turn()
  } while (!condition())
}

export const names = Object.keys(checks)

runNamedProgram(module, checks)
