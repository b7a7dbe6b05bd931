import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { createContext, runInContext } from "node:vm"
import type * as ZmqNapi from "zmq-napi"

export type Copy = typeof ZmqNapi

const entry = require.resolve("zmq-napi")
/** What both entries of the package load. */
const file = join(dirname(entry), "core.js")

/** The package, evaluated anew as after an emptied `require.cache`; with `addon`, its native part is loaded again, too. */
export function freshCopy({ addon = false } = {}): Copy {
  delete require.cache[entry]
  delete require.cache[file]
  if (addon) for (const name of Object.keys(require.cache)) if (name.endsWith(".node")) delete require.cache[name]
  return require("zmq-napi")
}

/**
 * The package, evaluated in a context of `vm`, as Jest and vitest's vm pools do: with its own globals, except those of
 * Node, and over the modules and the addon of this one.
 */
export function inAnotherRealm(globals: object = {}): Copy & { realm: typeof globalThis } {
  const { process, Buffer, structuredClone, TextEncoder, TextDecoder, URL, AbortController, AbortSignal } = globalThis
  const node = { process, Buffer, structuredClone, TextEncoder, TextDecoder, URL, AbortController, AbortSignal }
  const context = createContext({ ...node, ...globals })
  const module = { exports: {} as { index: Copy & { realm: typeof globalThis } } }
  const wrapper = `(function (module, exports, require, __filename, __dirname) {${readFileSync(file, "utf8")}\n})`
  runInContext(wrapper, context, { filename: file })(module, module.exports, createRequire(file), file, dirname(file))
  const copy = module.exports.index
  copy.realm = runInContext("globalThis", context)
  return copy
}
