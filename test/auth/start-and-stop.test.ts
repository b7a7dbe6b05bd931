import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Worker } from "node:worker_threads"
import { type AuthenticationEvent, Authenticator, Context, Pull, Push, Reply, Request } from "#lib/index"
import { runProgram } from "../support/child"
import { bindFresh } from "../support/endpoints"
import { eventOf } from "../support/events"
import { timeLimit, until } from "../support/waiting"
import { ZapClient } from "../support/zap"

const endpoint = "inproc://zeromq.zap.01"
const inUse = {
  name: "ZmqError",
  code: "EADDRINUSE",
  syscall: "zmq_bind",
  address: endpoint,
  message: /^A context has one ZAP handler, and this one is served already/,
}

describe("starting and stopping", () => {
  test("a handler runs from the start to the stop, and can be started again at once", async () => {
    await using context = new Context()
    const auth = new Authenticator({ context })
    for (let round = 0; round < 50; round++) {
      assert.equal(auth.running, false)
      auth.start()
      assert.equal(auth.running, true)
      auth.stop()
      auth.stop()
    }
    {
      using again = new Authenticator({ context })
      again.start()
    }
    await using last = new Authenticator({ context })
    last.start()
  })

  test("a server that needs a handler and has none says so in its event", async () => {
    await using context = new Context()
    using server = new Reply({ context, zapDomain: "service", zapEnforceDomain: true })
    const events = server.observe()
    using client = new Request({ context, linger: 0 })
    client.connect(await bindFresh(server))
    const { error } = await eventOf(events as never, "handshake:error:other")
    assert.deepEqual([error.code, error.address], ["EFAULT", server.lastEndpoint])
    assert.match(error.message, /^Bad address: no Authenticator runs/)
  })

  test("a context has one ZAP handler, whatever its kind", async () => {
    await using context = new Context()
    await using other = new Context()
    using auth = new Authenticator({ context })
    auth.start()
    assert.throws(() => auth.start(), inUse)
    const second = new Authenticator({ context })
    assert.throws(() => second.start(), inUse)
    assert.equal(auth.running, true)
    assert.equal(second.running, false)
    second.stop()
    using elsewhere = new Authenticator({ context: other })
    elsewhere.start()
    auth.stop()
    // libzmq would end the process when the next peer connects.
    using unfit = new Pull({ context })
    const unable = { code: "EINVAL", syscall: "zmq_bind", address: endpoint, message: /^A Pull socket cannot authent/ }
    await assert.rejects(unfit.bind(endpoint), unable)
    assert.throws(() => unfit.bindSync(endpoint), unable)
    using foreign = new Reply({ context })
    await foreign.bind(endpoint)
    assert.throws(() => auth.start(), inUse)
  })

  test("the end of the context ends it, and it does not keep the context from ending", async () => {
    for (const end of ["term", "shutdown"] as const) {
      const context = new Context()
      const auth = new Authenticator({ context })
      auth.start()
      if (end === "shutdown") {
        context.shutdown()
        await until(() => !auth.running)
      }
      await context.term()
      assert.equal(auth.running, false)
      assert.throws(() => auth.start(), { code: "ETERM" })
    }
  })

  test("requests that are pending when it stops may be tried again, and their callback's signal is aborted", async () => {
    await using context = new Context()
    const events: AuthenticationEvent[] = []
    const auth = new Authenticator({ context, log: (event) => events.push(event) })
    let reason: unknown
    auth.configurePlain({
      callback: (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reason = signal.reason
            reject(signal.reason)
          })
        }),
    })
    auth.start()
    using zap = new ZapClient(context)
    await zap.send("a", "", "127.0.0.1", "PLAIN", "Ada", "")
    await zap.send("b", "", "127.0.0.1", "NULL")
    assert.equal((await zap.receive())[0], "b")
    auth.stop()
    const [id, { status }] = await zap.receive()
    assert.deepEqual([id, status], ["a", 300])
    assert.equal(String(reason), "Error: The authenticator was stopped")
    assert.deepEqual(
      events.map(({ type }) => type),
      ["allowed"],
    )
  })

  for (const how of ["idle", "deciding", "exit", "worker"]) {
    test(`a handler does not keep the process alive: ${how}`, async () => {
      const code = how === "exit" ? 3 : 0
      assert.equal(await runProgram("lifetimes/authenticator", [how], { code }), "done\n")
    })
  }

  test("a handler in a worker thread serves the default context of all threads", async () => {
    const program = `
      const { Authenticator, context } = require(${JSON.stringify(require.resolve("#lib/index"))})
      const auth = new Authenticator({ log: () => {} }).configurePlain({ users: { Ada: "hunter2" } })
      auth.start()
      require("node:worker_threads").parentPort.postMessage("started")
      setInterval(() => {}, 1000)`
    const worker = new Worker(program, { eval: true })
    await new Promise((resolve) => worker.once("message", resolve))
    using pull = new Pull({ plainServer: true })
    using push = new Push({ plainUsername: "Ada", plainPassword: "hunter2" })
    push.connect(await bindFresh(pull))
    await push.send("hello", timeLimit)
    // This thread blocks, which an authenticator in it could not survive.
    assert.equal(String(pull.receiveSync(timeLimit)[0]), "hello")
    assert.throws(() => new Authenticator().start(), inUse)
    await worker.terminate()
    await until(() => {
      try {
        const auth = new Authenticator()
        auth.start()
        auth.stop()
        return true
      } catch {
        return false
      }
    })
  })
})
