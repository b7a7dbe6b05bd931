import assert from "node:assert/strict"
import { inspect } from "node:util"
import { Context, Dealer } from "#lib/index"
import { contextOptions } from "#lib/options/table"
import { testStates } from "../support/state-matrix"

/** What is there for classes that extend it. */
interface Numbered {
  getBoolOption(option: number): boolean
  setBoolOption(option: number, value: boolean): void
  getInt32Option(option: number): number
  setInt32Option(option: number, value: number): void
}
const numbered = (context: Context) => context as unknown as Numbered

testStates<Context>({
  name: "a Context",
  prototype: Context.prototype,
  states: ["open", "waited in", "shut down", "terminated"],
  rows: {
    getOption: [(context) => context.getOption("ioThreads"), "ok", "ok", "ok", "ETERM"],
    setOption: [(context) => context.setOption("maxSockets", 5), "ok", "ok", "ok", "ETERM"],
    "ioThreads, which stands for all options": [(context) => context.ioThreads, "ok", "ok", "ok", "ETERM"],
    "maxSockets, set": [(context) => (context.maxSockets = 5), "ok", "ok", "ok", "ETERM"],
    getBoolOption: [(context) => numbered(context).getBoolOption(70), "ok", "ok", "ok", "ETERM"],
    setBoolOption: [(context) => numbered(context).setBoolOption(70, true), "ok", "ok", "ok", "ETERM"],
    getInt32Option: [(context) => numbered(context).getInt32Option(1), "ok", "ok", "ok", "ETERM"],
    setInt32Option: [(context) => numbered(context).setInt32Option(2, 5), "ok", "ok", "ok", "ETERM"],
    socketOptions: [(context) => context.socketOptions, "ok", "ok", "ok", "ok"],
    "socketOptions, set": [(context) => (context.socketOptions = { linger: 5 }), "ok", "ok", "ok", "ok"],
    "new Dealer": [(context) => new Dealer({ context }).close(), "ok", "ok", "ETERM", "ETERM"],
    share: [(context) => void context.share(), "ok", "ok", "ok", "ETERM"],
    closed: [(context) => context.closed, "ok", "ok", "ok", "ok"],
    shutdown: [(context) => context.shutdown(), "ok", "ok", "ok", "ok"],
    term: [(context) => void context.term(), "ok", "ok", "ok", "ok"],
    "[Symbol.asyncDispose]": [(context) => context[Symbol.asyncDispose](), "ok", "ok", "ok", "ok"],
    "[nodejs.util.inspect.custom]": [(context) => assert.match(inspect(context), /^Context/), "ok", "ok", "ok", "ok"],
  },
  without: [...Object.keys(contextOptions), "defaultsFor", "processKeptAlive", "openId", "register"],
  async inState(state, task) {
    await using context = new Context()
    if (state === "waited in") new Dealer({ context }).receive().catch(() => undefined)
    if (state === "shut down") context.shutdown()
    if (state === "terminated") await context.term()
    await task(context)
  },
})
