import assert from "node:assert/strict"
import { createHook } from "node:async_hooks"
import { test } from "node:test"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"
import { freshCopy } from "./copy"

/** What Jest's `--detectOpenHandles` passes over: it reports every other resource that was not destroyed. */
const passedOver = ["PROMISE", "TickObject", "Microtask", "Immediate", "Timeout", "RANDOMBYTESREQUEST"]

test("the package has no resource that tools for open handles would name", async () => {
  const open = new Map<number, string>()
  const hook = createHook({
    init: (id, type) => void (passedOver.includes(type) || open.set(id, type)),
    destroy: (id) => void open.delete(id),
  }).enable()
  try {
    const { Request, Reply, Router, Dealer, Proxy, Poller, Context } = freshCopy({ addon: true })
    const context = new Context()
    using reply = new Reply({ context })
    using request = new Request({ context })
    request.connect(await bindFresh(reply as never))
    const ready = new Poller().add(reply).poll(timeLimit.timeout)
    await request.send("question")
    await ready
    await reply.receive()
    await assert.rejects(request.receive({ timeout: 1 }))
    const [frontEnd, backEnd] = [new Router({ context }), new Dealer({ context })]
    await bindFresh(frontEnd as never)
    await bindFresh(backEnd as never)
    const proxy = new Proxy(frontEnd, backEnd)
    const running = proxy.run()
    proxy.terminate()
    await running
    request.close()
    reply.close()
    await context.term()
  } finally {
    hook.disable()
  }
  // The thread reactor has to have one: Node-API's thread-safe function.
  const expected = process.env.ZMQ_NAPI_REACTOR === "thread" ? ["zmq-napi"] : []
  assert.deepEqual([...open.values()], expected)
})
