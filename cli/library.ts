import type * as zmq from "zmq-napi"

/**
 * The package's own entry, loaded at its first use: help, completions and the report of `info` do without the addon, or
 * must say why it cannot be loaded.
 */
export function library(): typeof zmq {
  return require("zmq-napi") as typeof zmq
}

/** The package.json of this package. */
export function manifest(): { name: string; version: string } {
  return require("zmq-napi/package.json") as { name: string; version: string }
}
