import { createRequire } from "node:module"
import path from "node:path"
import { runScript } from "../tests/run-script.mjs"

export const prebuildify = path.join(path.dirname(createRequire(import.meta.url).resolve("prebuildify")), "bin.js")

/**
 * prebuildify runs scripts/build.mjs in place of node-gyp, so that it needs no headers and downloads nothing. Returns
 * the exit code.
 * @param {string} root
 */
export function makeNative(root) {
  const buildEntry = path.join(root, "scripts", "build.mjs")
  const parameters = ["--napi", "--strip", "--tag-libc", "--name", "zmq_napi", "--node-gyp", buildEntry]
  return runScript(root, [prebuildify, ...parameters])
}
