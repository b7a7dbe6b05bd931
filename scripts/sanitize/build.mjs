import fs from "node:fs"
import path from "node:path"
import { runScript } from "../tests/run-script.mjs"
import { sanitizerEnvironment } from "./environment.mjs"

/**
 * Builds the addon with AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer in a place of its own, and
 * empties the folder of their reports. Ends this process where the build fails. Returns that folder, and the
 * environment of processes that are to load this addon.
 * @param {string} root
 */
export function buildSanitized(root) {
  const place = path.join(root, "build", "leaks")
  const reports = path.join(place, "reports")
  const addon = path.join(place, "build", "Release", "zmq_napi.node")
  const built = runScript(root, ["scripts/build.mjs", "-DZMQ_NAPI_SANITIZE=address,undefined", `--place=${addon}`])
  if (built !== 0) process.exit(built)
  fs.rmSync(reports, { recursive: true, force: true })
  fs.mkdirSync(reports)
  const environment = {
    ...sanitizerEnvironment(reports),
    // Makes node-gyp-build load the addon in this folder.
    ZMQ_NAPI_PREBUILD: place,
    ZMQ_NAPI_SANITIZED: "1",
  }
  return { reports, environment }
}
