import assert from "node:assert/strict"
import { inspect } from "node:util"
import { Context, Dealer, Proxy, Router } from "#lib/index"
import { testStates } from "../support/state-matrix"

testStates<Proxy>({
  name: "a Proxy",
  prototype: Proxy.prototype,
  states: ["not running", "running", "paused", "ended", "left without sockets", "left by its context"],
  rows: {
    run: [(proxy) => void proxy.run().catch(() => undefined), "ok", "ok", "ok", "ok", "ok", "ok"],
    "run, to its end": [untilEnd, "ok", "EBUSY", "EBUSY", "EBADF", "EBADF", "ETERM"],
    start: [(proxy) => void proxy.start().catch(() => undefined), "ok", "EBUSY", "EBUSY", "EBADF", "EBADF", "ETERM"],
    pause: [(proxy) => proxy.pause(), "EBADF", "ok", "ok", "EBADF", "EBADF", "EBADF"],
    resume: [(proxy) => proxy.resume(), "EBADF", "ok", "ok", "EBADF", "EBADF", "EBADF"],
    terminate: [(proxy) => proxy.terminate(), "EBADF", "ok", "ok", "EBADF", "EBADF", "EBADF"],
    statistics: [(proxy) => proxy.statistics(), "ok", "ok", "ok", "ok", "ok", "ok"],
    ref: [(proxy) => assert.equal(proxy.ref(), proxy), "ok", "ok", "ok", "ok", "ok", "ok"],
    unref: [(proxy) => assert.equal(proxy.unref(), proxy), "ok", "ok", "ok", "ok", "ok", "ok"],
    "[Symbol.dispose]": [(proxy) => proxy[Symbol.dispose](), "ok", "ok", "ok", "ok", "ok", "ok"],
    "[Symbol.asyncDispose]": [(proxy) => proxy[Symbol.asyncDispose](), "ok", "ok", "ok", "ok", "ok", "ok"],
    "[nodejs.util.inspect.custom]": [(proxy) => void inspect(proxy), "ok", "ok", "ok", "ok", "ok", "ok"],
  },
  async inState(state, task) {
    await using context = new Context()
    await using proxy = new Proxy(new Router({ context }), new Dealer({ context }))
    for (const side of [proxy.frontEnd, proxy.backEnd]) await side.bind("tcp://127.0.0.1:*")
    if (state === "left without sockets") for (const side of [proxy.frontEnd, proxy.backEnd]) side.close()
    if (state === "left by its context") {
      context.shutdown()
      await assert.rejects((proxy.frontEnd as Router).receive(), { code: "ETERM" })
    }
    if (["running", "paused", "ended"].includes(state)) {
      const running = proxy.start()
      if (state === "paused") proxy.pause()
      if (state === "ended") {
        proxy.terminate()
        await running
      }
    }
    await task(proxy)
  },
})

async function untilEnd(proxy: Proxy): Promise<void> {
  const running = proxy.run()
  try {
    proxy.terminate()
  } catch {
    // It could not be started.
  }
  await running
}
