import { inspect } from "node:util"
import { Authenticator, Context } from "#lib/index"
import { testStates } from "../support/state-matrix"

testStates<Authenticator>({
  name: "an Authenticator",
  prototype: Authenticator.prototype,
  states: ["made", "running", "stopped", "left by its context", "left by a context that has ended"],
  rows: {
    running: [(authenticator) => authenticator.running, "ok", "ok", "ok", "ok", "ok"],
    allow: [(authenticator) => authenticator.allow("127.0.0.1"), "ok", "ok", "ok", "ok", "ok"],
    deny: [(authenticator) => authenticator.deny("127.0.0.1"), "ok", "ok", "ok", "ok", "ok"],
    configurePlain: [(authenticator) => authenticator.configurePlain({ users: {} }), "ok", "ok", "ok", "ok", "ok"],
    configureCurve: [(authenticator) => authenticator.configureCurve({ keys: [] }), "ok", "ok", "ok", "ok", "ok"],
    configureGssapi: [(authenticator) => authenticator.configureGssapi(), "ok", "ok", "ok", "ok", "ok"],
    start: [(authenticator) => authenticator.start(), "ok", "EADDRINUSE", "ok", "ETERM", "ETERM"],
    stop: [(authenticator) => authenticator.stop(), "ok", "ok", "ok", "ok", "ok"],
    "[Symbol.dispose]": [(authenticator) => authenticator[Symbol.dispose](), "ok", "ok", "ok", "ok", "ok"],
    "[Symbol.asyncDispose]": [(authenticator) => authenticator[Symbol.asyncDispose](), "ok", "ok", "ok", "ok", "ok"],
    "[nodejs.util.inspect.custom]": [(authenticator) => void inspect(authenticator), "ok", "ok", "ok", "ok", "ok"],
  },
  async inState(state, task) {
    await using context = new Context()
    await using authenticator = new Authenticator({ context })
    if (state !== "made") authenticator.start()
    if (state === "stopped") authenticator.stop()
    if (state === "left by its context") context.shutdown()
    if (state === "left by a context that has ended") await context.term()
    await task(authenticator)
  },
})
