import assert from "node:assert/strict"
import { inspect } from "node:util"
import { Context, Dealer, Poller } from "#lib/index"
import { testStates } from "../support/state-matrix"

/** A poller, the socket that is in it unless it is empty, and one that is not in it. */
class PollerWithSockets extends Poller {
  readonly socket: Dealer
  readonly other: Dealer

  constructor(context: Context) {
    super()
    this.socket = new Dealer({ context })
    this.other = new Dealer({ context })
  }
}

testStates<PollerWithSockets>({
  name: "a Poller",
  prototype: PollerWithSockets.prototype,
  states: ["empty", "filled", "waiting", "left with a closed socket", "left by its context"],
  rows: {
    size: [(poller) => poller.size, "ok", "ok", "ok", "ok", "ok"],
    has: [(poller) => poller.has(poller.other), "ok", "ok", "ok", "ok", "ok"],
    "add, of another": [(poller) => poller.add(poller.other), "ok", "ok", "ok", "ok", "ok"],
    "add, again": [(poller) => poller.add(poller.socket), "ok", "ok", "ok", "EBADF", "ok"],
    modify: [(poller) => poller.modify(poller.socket, {}), "ERR_INVALID_ARG_VALUE", "ok", "ok", "ok", "ok"],
    remove: [(poller) => poller.remove(poller.socket), "ERR_INVALID_ARG_VALUE", "ok", "ok", "ok", "ok"],
    "poll, at once": [(poller) => poller.poll(0), "ok", "ok", "ok", "ok", "ETERM"],
    "poll, for 1 ms": [(poller) => poller.poll(1), "ok", "ok", "ok", "ok", "ETERM"],
    "poll, aborted": [(poller) => poller.poll({ signal: AbortSignal.abort() }), "20", "20", "20", "20", "20"],
    pollSync: [(poller) => poller.pollSync(1), "ok", "ok", "ok", "ok", "ETERM"],
    "[Symbol.asyncIterator]": [(poller) => void poller[Symbol.asyncIterator](), "ok", "ok", "ok", "ok", "ok"],
    "[nodejs.util.inspect.custom]": [(poller) => assert.match(inspect(poller), /size/), "ok", "ok", "ok", "ok", "ok"],
  },
  async inState(state, task) {
    await using context = new Context()
    const poller = new PollerWithSockets(context)
    if (state !== "empty") poller.add(poller.socket)
    if (state === "waiting") poller.poll().catch(() => undefined)
    if (state === "left with a closed socket") poller.socket.close()
    if (state === "left by its context") {
      context.shutdown()
      await assert.rejects(poller.socket.receive(), { code: "ETERM" })
    }
    await task(poller)
  },
})
