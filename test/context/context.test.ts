import assert from "node:assert/strict"
import { mock, test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { binding } from "#lib/addon/binding"
import { Context, context, Dealer, Pair, Pull, Push } from "#lib/index"
import { runScript } from "../support/child"
import { bindFresh, freshAddress, reservedEndpoint } from "../support/endpoints"
import { patched } from "../support/patched"
import { numbers, receiveText, receiveTexts } from "../support/pipeline"
import { timeLimit, until } from "../support/waiting"

const terminated = { name: "ZmqError", code: "ETERM" }

/** Whether the promise is settled after a few turns of the event loop. */
async function settles(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  promise
    .catch(() => undefined)
    .finally(() => {
      settled = true
    })
  for (let turn = 0; turn < 20; turn++) await setImmediate()
  return settled
}

test("sockets are opened in the default context, or in the one they are given", () => {
  const testContext = new Context()
  using first = new Push()
  using second = new Push({ context: testContext })
  assert.equal(first.context, context)
  assert.equal(second.context, testContext)
  assert.equal(context.closed, false)
})

test("inproc reaches the sockets of the same context only", async () => {
  await using testContext = new Context()
  using pull = new Pull({ context: testContext })
  using here = new Pull()
  const address = freshAddress("inproc")
  await pull.bind(address)
  // The name is free in the other context.
  await here.bind(address)
  using push = new Push({ context: testContext, linger: 0 })
  push.connect(address)
  await push.send("in its own")
  assert.equal(await receiveText(pull), "in its own")
  assert.equal(here.readable, false)
})

test("tcp reaches the sockets of other contexts", async () => {
  await using one = new Context()
  await using other = new Context()
  using pull = new Pull({ context: one })
  using push = new Push({ context: other, linger: 0 })
  push.connect(await bindFresh(pull))
  await push.send("across")
  assert.equal(await receiveText(pull), "across")
})

test("shutdown wakes everything that waits, with ETERM", async () => {
  await using testContext = new Context()
  const sockets = numbers(5).map(() => new Pair({ context: testContext }))
  const waiting = sockets.flatMap((pair) => [
    pair.receive(),
    pair.receive({ timeout: 10_000 }),
    pair.send(""),
    pair.send(["", ""], { timeout: 10_000 }),
    pair[Symbol.asyncIterator]().next(),
  ])
  testContext.shutdown()
  for (const outcome of await Promise.allSettled(waiting)) {
    assert.ok(outcome.status === "rejected")
    assert.deepEqual([outcome.reason.name, outcome.reason.code], ["ZmqError", "ETERM"])
  }
  assert.deepEqual(
    sockets.map((pair) => pair.closed),
    sockets.map(() => false),
  )
  for (const pair of sockets) pair.close()
})

test("shutdown wakes what waits on either reactor, also over the network", async () => {
  const program = `
    const { Context, Dealer } = require("zmq-napi")
    const own = new Context()
    const dealers = Array.from({ length: 3 }, () => new Dealer({ context: own, linger: 0, sendHighWaterMark: 1 }))
    for (const dealer of dealers) dealer.bindSync("tcp://127.0.0.1:*")
    const waiting = dealers.flatMap((dealer) => [dealer.receive(), dealer.send("nobody")])
    setImmediate(() => own.shutdown())
    Promise.allSettled(waiting).then(async (outcomes) => {
      console.log(outcomes.map(({ reason }) => reason.code).join())
      for (const dealer of dealers) dealer.close()
      await own.term()
      console.log("ended")
    })`
  for (const reactor of ["uv", "thread"]) {
    const stdout = await runScript(program, { env: { ZMQ_NAPI_REACTOR: reactor } })
    assert.equal(stdout, `${"ETERM,".repeat(5)}ETERM\nended\n`)
  }
})

test("after shutdown operations fail with ETERM, sockets can be closed, and none can be opened", async () => {
  const testContext = new Context()
  const pair = new Pair({ context: testContext })
  testContext.shutdown()
  testContext.shutdown()
  await assert.rejects(pair.receive(), terminated)
  await assert.rejects(pair.send(""), terminated)
  await assert.rejects(pair.bind("inproc://late"), terminated)
  assert.throws(() => new Pair({ context: testContext }), terminated)
  assert.equal(testContext.closed, false)
  pair.close()
  await testContext.term()
  assert.equal(testContext.closed, true)
})

test("term waits for every socket to be closed, and wakes what waits on them", async () => {
  const testContext = new Context()
  const first = new Pull({ context: testContext })
  const second = new Push({ context: testContext, linger: 0 })
  const receive = first.receive()
  receive.catch(() => undefined)
  const term = testContext.term()
  assert.equal(testContext.closed, true)
  await assert.rejects(receive, terminated)
  assert.equal(await settles(term), false)
  first.close()
  assert.equal(await settles(term), false)
  second.close()
  assert.equal(await term, undefined)
})

test("a second term resolves with the first, and after it too", async () => {
  const testContext = new Context()
  const pair = new Pair({ context: testContext })
  const first = testContext.term()
  assert.equal(testContext.term(), first)
  pair.close()
  await first
  await testContext.term()
  testContext.shutdown()
})

test("a context that was terminated opens no socket and has no options", async () => {
  const testContext = new Context()
  await testContext.term()
  const ended = { ...terminated, message: "Context was terminated" }
  assert.throws(() => new Pair({ context: testContext }), ended)
  assert.throws(() => testContext.ioThreads, ended)
  assert.throws(() => (testContext.ioThreads = 2), ended)
  assert.throws(() => testContext.getOption("ioThreads"), ended)
  assert.throws(() => testContext.setOption("ioThreads", 2), ended)
})

test("term waits for messages to leave, and the event loop goes on meanwhile", async () => {
  await using receiving = new Context()
  const testContext = new Context()
  using pull = new Pull({ context: receiving, receiveHighWaterMark: 0 })
  const push = new Push({ context: testContext, linger: -1, sendHighWaterMark: 0 })
  push.connect(await bindFresh(pull))
  const body = Buffer.alloc(10_000, "b")
  for (let count = 0; count < 2000; count++) await push.send(body)
  push.close()
  const term = testContext.term()
  for (let count = 0; count < 2000; count++) assert.ok((await pull.receive(timeLimit))[0]?.equals(body))
  await term
})

test("term drops what cannot leave when linger is 0", async () => {
  const testContext = new Context()
  const push = new Push({ context: testContext, linger: 0 })
  push.connect("tcp://127.0.0.1:9")
  await push.send("nobody gets this")
  push.close()
  await testContext.term()
})

test("await using closes the context's sockets and ends it", async () => {
  let kept: Pair
  let context: Context
  let waiting: Promise<unknown>
  {
    await using testContext = new Context()
    context = testContext
    kept = new Pair({ context: testContext, linger: 0 })
    waiting = assert.rejects(kept.receive(), { name: "SocketClosedError" })
  }
  assert.equal(kept.closed, true)
  assert.equal(context.closed, true)
  await waiting
})

test("await using closes this thread's sockets of the default context, which goes on", async () => {
  const kept = new Pair({ linger: 0 })
  await context[Symbol.asyncDispose]()
  assert.deepEqual([kept.closed, context.closed], [true, false])
  using next = new Pair()
  next.bindSync(freshAddress("inproc"))
})

test("hundreds of contexts are opened and terminated", async () => {
  for (let count = 0; count < 100; count++) {
    await using testContext = new Context()
    const pull = new Pull({ context: testContext })
    const push = new Push({ context: testContext, linger: 0 })
    await pull.bind("inproc://name")
    push.connect("inproc://name")
    await push.send("message")
    assert.equal(await receiveText(pull), "message")
  }
})

test("many contexts at once serve their sockets independently", async () => {
  const contexts = numbers(10).map(() => new Context())
  const pairs = await Promise.all(
    contexts.map(async (testContext) => {
      const dealer = new Dealer({ context: testContext, linger: 0 })
      const other = new Dealer({ context: testContext, linger: 0 })
      other.connect(await bindFresh(dealer))
      return [dealer, other] as const
    }),
  )
  const receives = pairs.map(([dealer]) => receiveTexts(dealer, 50))
  for (const text of numbers(50)) for (const [, other] of pairs) await other.send(text)
  for (const receive of receives) assert.deepEqual(await receive, numbers(50))
  contexts[0]?.shutdown()
  await until(() => contexts[1]?.closed === false)
  for (const testContext of contexts) await testContext[Symbol.asyncDispose]()
  assert.ok(pairs.every(([dealer, other]) => dealer.closed && other.closed))
})

test("the default context can be terminated too, after which no socket can be opened in it", async () => {
  const program = `
    const { context, Pull } = require("zmq-napi")
    const pull = new Pull()
    pull.receive().catch((error) => {
      console.log(error.code)
      pull.close()
    })
    context.term().then(() => {
      console.log(context.closed)
      try { new Pull() } catch (error) { console.log(error.message) }
    })`
  const stdout = await runScript(program)
  assert.equal(stdout, "ETERM\ntrue\nContext was terminated\n")
})

test("shutdown drops prefetched messages, as libzmq drops its own", async () => {
  await using testContext = new Context()
  using pull = new Pull({ context: testContext })
  using push = new Push({ context: testContext, linger: 0 })
  await pull.bind("inproc://ahead")
  push.connect("inproc://ahead")
  for (const text of numbers(3)) await push.send(text)
  assert.equal(await receiveText(pull), "0")
  testContext.shutdown()
  await assert.rejects(pull.receive(), { code: "ETERM" })
  assert.throws(() => pull.readable, { code: "ETERM" })
})

test("a context opens up to maxSockets sockets, and the error names the limit", () => {
  const testContext = new Context({ maxSockets: 3 })
  const sockets = Array.from({ length: 3 }, () => new Pair({ context: testContext }))
  assert.throws(() => new Pair({ context: testContext }), {
    code: "EMFILE",
    syscall: "zmq_socket",
    message: /maxSockets is 3/,
  })
  for (const socket of sockets) socket.close()
})

test("a closed socket's place is free when close() returns, though what it sent has not left", patched, async () => {
  const testContext = new Context({ maxSockets: 2 })
  using kept = new Pair({ context: testContext })
  for (let count = 0; count < 1000; count++) {
    const push = new Push({ context: testContext, linger: 200 })
    push.connect(reservedEndpoint())
    await push.send("on its way")
    assert.throws(() => new Pair({ context: testContext }), { code: "EMFILE" })
    push.close()
  }
  kept.close()
  await testContext.term()
})

test("a context that is full says so at once, also right after a close", patched, () => {
  const testContext = new Context({ maxSockets: 3 })
  const sockets = Array.from({ length: 3 }, () => new Pair({ context: testContext }))
  const before = performance.now()
  for (let count = 0; count < 10; count++) {
    sockets.pop()!.close()
    sockets.push(new Pair({ context: testContext }))
    assert.throws(() => new Pair({ context: testContext }), { code: "EMFILE" })
    assert.throws(() => sockets[0]!.events, { code: "EMFILE" })
  }
  // It would be a second for each that waits for a socket to go.
  const took = performance.now() - before
  assert.ok(took < 500, `${took} ms`)
  for (const socket of sockets) socket.close()
})

test("sockets that are being closed do not count against the limit", () => {
  // Many times the limit, faster than libzmq's reaper thread lets go of them.
  for (let count = 0; count < 20_000; count++) new Pair().close()
})

test("a term() for which no thread can be started may be tried again", async () => {
  const testContext = new Context()
  const shortage = Object.assign(new Error("no thread"), { code: "EAGAIN" })
  const refused = mock.method(binding, "contextTerm", () => {
    throw shortage
  })
  await assert.rejects(testContext.term(), shortage)
  refused.mock.restore()
  await testContext.term()
  assert.equal(testContext.closed, true)
})
