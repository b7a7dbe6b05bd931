import assert from "node:assert/strict"
import { once } from "node:events"
import { join } from "node:path"
import { test } from "node:test"
import { MessageChannel, Worker } from "node:worker_threads"
import { Context, type ContextToken, context, Pair } from "#lib/index"
import { runScript } from "../support/child"
import { timeLimit, until } from "../support/waiting"
import type { Outcome, Task } from "./shared-context/thread"

const ended = { name: "ZmqError", code: "ETERM", message: "The context that was shared has ended" }

/** Another thread, which knows the context by its token. */
class Thread implements AsyncDisposable {
  readonly #worker: Worker

  constructor(token: ContextToken) {
    this.#worker = new Worker(join(__dirname, "shared-context", "thread.js"), { workerData: { token } })
  }

  /** What the task comes to there. */
  async does(task: Task): Promise<Outcome> {
    const { port1, port2 } = new MessageChannel()
    this.#worker.postMessage({ task, port: port1 }, [port1])
    const [outcome] = await once(port2, "message")
    port2.close()
    return outcome
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}

test("a shared context joins two threads by inproc, and its options are those of both", async () => {
  await using testContext = new Context({ ioThreads: 2 })
  await using thread = new Thread(testContext.share())
  using pair = new Pair({ context: testContext, linger: 0 })
  await pair.bind("inproc://threads")

  assert.deepEqual((await thread.does("attach")).value, [false, true, false])
  assert.deepEqual((await thread.does("options")).value, [2, false])
  assert.deepEqual([testContext.exitLinger, testContext.maxSockets], [123, 17])

  await thread.does("open a socket")
  const answer = thread.does("send and receive")
  assert.equal(String(await pair.receive(timeLimit)), "from the thread")
  await pair.send("and back")
  assert.equal((await answer).value, "and back")
})

test("attaching a shared context in its own thread gives the same object", async () => {
  await using testContext = new Context()
  const token = testContext.share()
  assert.equal(Context.attach(token), testContext)
  assert.equal(Context.attach(structuredClone(token)), testContext)
  assert.deepEqual(testContext.share(), token)
})

test("the default context can be shared, and is the default one in the other thread too", async () => {
  assert.equal(Context.attach(context.share()), context)
  await using thread = new Thread(context.share())
  assert.deepEqual((await thread.does("attach")).value, [true, true, false])
})

test("a thread shares what it made, which lives as long as a thread has attached it", async () => {
  let testContext: Context
  {
    await using thread = new Thread(context.share())
    testContext = Context.attach((await thread.does("share")).value as ContextToken)
  }
  using one = new Pair({ context: testContext, linger: 0 })
  using other = new Pair({ context: testContext, linger: 0 })
  await one.bind("inproc://still")
  other.connect("inproc://still")
  await one.send("there")
  assert.equal(String(await other.receive(timeLimit)), "there")
})

test("when the thread that shared it has ended before anyone attached it, the context has ended", async () => {
  let token: ContextToken
  {
    await using thread = new Thread(context.share())
    token = (await thread.does("share")).value as ContextToken
  }
  assert.throws(() => Context.attach(token), ended)
})

test("what is shared is not collected before it is attached", async () => {
  const token = new Context().share()
  // Whether the collector takes an object it tells only by and by.
  for (let count = 0; count < 20; count++) {
    global.gc!()
    await new Promise(setImmediate)
  }
  await using testContext = Context.attach(token)
  assert.equal(testContext.closed, false)
})

test("a context that was shut down or terminated can neither be attached nor, at last, shared", async () => {
  const testContext = new Context()
  const token = testContext.share()
  testContext.shutdown()
  assert.throws(() => Context.attach(token), ended)
  await testContext.term()
  assert.throws(() => Context.attach(token), ended)
  assert.throws(() => testContext.share(), { name: "ZmqError", code: "ETERM", message: "Context was terminated" })
  await using thread = new Thread(token)
  assert.equal((await thread.does("attach")).code, "ETERM")
})

test("term() of one thread ends the context in all, and waits for the sockets of all", async () => {
  const testContext = new Context()
  await using thread = new Thread(testContext.share())
  using pair = new Pair({ context: testContext, linger: 0 })
  await pair.bind("inproc://threads")
  await thread.does("attach")
  await thread.does("open a socket")
  const there = thread.does("receive")
  const here = assert.rejects(pair.receive(), { code: "ETERM" })

  const term = testContext.term()
  assert.equal((await there).code, "ETERM")
  await here
  assert.deepEqual([testContext.closed, (await thread.does("closed")).value], [true, true])
  assert.equal((await thread.does("open a socket")).code, "ETERM")

  let over = false
  void term.then(() => {
    over = true
  })
  // A second term() waits for the same end, in whatever thread.
  let overThere = false
  const termThere = thread.does("term").then(() => {
    overThere = true
  })
  pair.close()
  for (let turn = 0; turn < 20; turn++) await thread.does("closed")
  assert.deepEqual([over, overThere], [false, false])
  await thread.does("close")
  await Promise.all([term, termThere])
})

test("term() of another thread takes effect here, and prefetched messages stay", async () => {
  const testContext = new Context()
  await using thread = new Thread(testContext.share())
  const one = new Pair({ context: testContext, linger: 0 })
  using other = new Pair({ context: testContext, linger: 0 })
  await one.bind("inproc://threads")
  other.connect("inproc://threads")
  for (const text of ["taken", "ahead"]) await one.send(text)
  assert.equal(String(await other.receive(timeLimit)), "taken")

  await thread.does("attach")
  const term = thread.does("term")
  await until(() => testContext.closed)
  assert.equal(String(await other.receive(timeLimit)), "ahead")
  await assert.rejects(other.receive(), { code: "ETERM" })
  assert.throws(() => new Pair({ context: testContext }), { code: "ETERM" })
  one.close()
  other.close()
  await Promise.all([term, testContext.term()])
})

test("a thread that ends lets go of its sockets, so that term() ends", async () => {
  const testContext = new Context()
  {
    await using thread = new Thread(testContext.share())
    await thread.does("attach")
    await thread.does("open a socket")
  }
  await testContext.term()
})

test("`await using` in a thread that attached it closes that thread's sockets, and leaves it to the others", async () => {
  await using testContext = new Context()
  await using thread = new Thread(testContext.share())
  await thread.does("attach")
  assert.deepEqual((await thread.does("close, and await using")).value, [true, true, undefined])
  assert.equal(testContext.closed, false)
  new Pair({ context: testContext }).close()
  assert.equal((await thread.does("attach again")).value, false)
  assert.equal((await thread.does("open a socket")).code, undefined)
})

for (const [what, token] of [
  ["nothing", undefined],
  ["null", null],
  ["a number", 3],
  ["a text", "zmqContext"],
  ["an empty object", {}],
  ["a context itself", context],
  ["a token's name alone", context.share().zmqContext],
  ["a name that is none", { zmqContext: "main" }],
  ["a number that no context has had", { zmqContext: `${context.share().zmqContext}999` }],
  ["a number that is none", { zmqContext: context.share().zmqContext.replace(/-.*/, "-0") }],
] as const) {
  test(`${what} is not a token`, () => {
    assert.throws(() => Context.attach(token as ContextToken), {
      name: "TypeError",
      code: "ERR_INVALID_ARG_TYPE",
      message: /^"token" must be what share\(\) of a Context has returned; got /,
    })
  })
}

test("a token of another process is refused", async () => {
  const program = `console.log(JSON.stringify(require("zmq-napi").context.share()))`
  const token: ContextToken = JSON.parse(await runScript(program))
  assert.match(token.zmqContext, /^[0-9a-f]{32}-1$/)
  assert.throws(() => Context.attach(token), {
    name: "TypeError",
    code: "ERR_INVALID_ARG_VALUE",
    message: /^"token" must be a token of this process, and of this copy of the package; got string '[0-9a-f]{32}-1'$/,
  })
})

test("a token is a frozen plain object", () => {
  const token = context.share()
  assert.equal(Object.isFrozen(token), true)
  assert.deepEqual(Object.keys(token), ["zmqContext"])
})
