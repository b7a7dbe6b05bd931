import { join } from "node:path"

/** What a program does before it ends: it loads the package, by `require` or as an ES module, or passes one message too. */
export type Startup = "require" | "import" | "message"

export type StartupPackage = "zmq-napi" | "zeromq" | "jszmq"

// They are plain files, so that nothing is measured but what they say: seen from where this one is compiled to.
const folder = join(__dirname, "..", "..", "..", "bench", "startup")

/** The file that node runs to do so, and ends with status 0. */
export function startupProgram(what: Startup, name: StartupPackage): string {
  return join(folder, `${what}-${name}${extensionOf(what)}`)
}

/** The file that does nothing, to be subtracted. */
export function emptyProgram(what: Startup): string {
  return join(folder, `empty${extensionOf(what)}`)
}

function extensionOf(what: Startup): string {
  return what === "import" ? ".mjs" : ".js"
}
