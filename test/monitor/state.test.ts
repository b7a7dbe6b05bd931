import assert from "node:assert/strict"
import { inspect } from "node:util"
import { Context, Dealer, Observer } from "#lib/index"
import { testStates } from "../support/state-matrix"

class TimedObserver extends Observer {
  /** For how long to wait for an event, in milliseconds: for one that comes, as long as need be. */
  timeout = 1
}

testStates<TimedObserver>({
  name: "an Observer",
  prototype: TimedObserver.prototype,
  states: ["open", "waiting", "closed", "left without its socket", "left by its context"],
  rows: {
    closed: [(observer) => observer.closed, "ok", "ok", "ok", "ok", "ok"],
    receive: [(observer) => observer.receive({ timeout: observer.timeout }), "EAGAIN", "EAGAIN", "EBADF", "ok", "ok"],
    "receive, aborted": [(observer) => observer.receive({ signal: AbortSignal.abort() }), "20", "20", "20", "20", "20"],
    "[Symbol.asyncIterator]": [(observer) => void observer[Symbol.asyncIterator](), "ok", "ok", "ok", "ok", "ok"],
    on: [(observer) => observer.on("end", () => undefined), "ok", "EBUSY", "EBADF", "ok", "ok"],
    once: [(observer) => observer.once("end", () => undefined), "ok", "EBUSY", "EBADF", "ok", "ok"],
    off: [(observer) => observer.off("end", () => undefined), "ok", "ok", "ok", "ok", "ok"],
    requestPipeStatistics: [
      (observer) => observer.requestPipeStatistics(),
      "ENOTSUP",
      "ENOTSUP",
      "ENOTSUP",
      "ENOTSUP",
      "ENOTSUP",
    ],
    ref: [(observer) => assert.equal(observer.ref(), observer), "ok", "ok", "ok", "ok", "ok"],
    unref: [(observer) => assert.equal(observer.unref(), observer), "ok", "ok", "ok", "ok", "ok"],
    close: [(observer) => observer.close(), "ok", "ok", "ok", "ok", "ok"],
    "[Symbol.dispose]": [(observer) => observer[Symbol.dispose](), "ok", "ok", "ok", "ok", "ok"],
    "[nodejs.util.inspect.custom]": [
      (observer) => assert.match(inspect(observer), /version: 1/),
      "ok",
      "ok",
      "ok",
      "ok",
      "ok",
    ],
  },
  without: ["socketClosed", "delivered"],
  async inState(state, task) {
    await using context = new Context()
    const socket = new Dealer({ context })
    const observer = new TimedObserver(socket)
    if (state === "waiting") observer.receive().catch(() => undefined)
    if (state === "closed") observer.close()
    if (state === "left without its socket") socket.close()
    if (state === "left by its context") context.shutdown()
    if (state.startsWith("left")) observer.timeout = 10_000
    await task(observer)
  },
})
