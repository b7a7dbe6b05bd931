import { resolve } from "node:path"
import { fileURLToPath } from "node:url"

interface AddonPath {
  path?: string
  loaded?: boolean
}

// Entries are bundled apart, and bundlers may copy them: so all copies in a thread share one object.
const key = Symbol.for("zmq-napi.addon-path")

function shared(): AddonPath {
  const global = globalThis as { [key]?: AddonPath }
  global[key] ??= {}
  return global[key]
}

/**
 * Names the native addon's file, for a program whose bundle or executable has it in another place than the package. Call
 * it before `zmq-napi` is loaded, in each thread. The environment variable `ZMQ_NAPI_ADDON` takes precedence.
 *
 * Throws an error with the code `ERR_ZMQ_NAPI_ALREADY_LOADED` if this thread has loaded the addon from elsewhere.
 *
 * @param path - A path, relative to the current folder, or a `file:` URL.
 */
export function setAddonPath(path: string | URL): void {
  // Not by instanceof: test runners have a URL class of their own.
  if (typeof path !== "string" && typeof path?.href !== "string") {
    throw Object.assign(new TypeError(`The path of the addon must be a string or a URL, not ${typeof path}`), {
      code: "ERR_INVALID_ARG_TYPE",
    })
  }
  const file = typeof path === "string" && !path.startsWith("file:") ? resolve(path) : fileURLToPath(String(path))
  const state = shared()
  if (state.loaded && state.path !== file) {
    const message = `The addon of zmq-napi is already loaded; call setAddonPath(${JSON.stringify(file)}) before zmq-napi is loaded`
    throw Object.assign(new Error(message), { code: "ERR_ZMQ_NAPI_ALREADY_LOADED" })
  }
  state.path = file
}

/** The addon's file that the operator or the program has named, and how. */
export interface NamedAddon {
  readonly file: string
  readonly by: "the environment variable ZMQ_NAPI_ADDON" | "setAddonPath"
}

export function namedAddon(): NamedAddon | undefined {
  const { ZMQ_NAPI_ADDON } = process.env
  if (ZMQ_NAPI_ADDON) return { file: resolve(ZMQ_NAPI_ADDON), by: "the environment variable ZMQ_NAPI_ADDON" }
  const { path } = shared()
  return path === undefined ? undefined : { file: path, by: "setAddonPath" }
}

export function markLoaded(): void {
  shared().loaded = true
}
