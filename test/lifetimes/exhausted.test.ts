// A process that has no descriptors left gets errors, or waits for them; it does not end, and does not turn.

import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { join } from "node:path"
import { describe, test } from "node:test"
import { promisify } from "node:util"
import { patched } from "../support/patched"

const skip = (process.platform === "win32" && "it has no such limit") || patched.skip

const check = async (...parameters: string[]) => {
  const limited = ["-c", 'ulimit -n 100 && exec "$0" "$@"', process.execPath, join(__dirname, "exhausted.js")]
  const env = { ...process.env, NODE_OPTIONS: "" }
  const options = { env, timeout: 60_000, killSignal: "SIGKILL" } as const
  const { stdout, stderr } = await promisify(execFile)("sh", [...limited, ...parameters], options)
  assert.deepEqual({ stdout, stderr }, { stdout: "checked\n", stderr: "" })
}

describe("without descriptors", { skip }, () => {
  for (const transport of ["tcp", "ipc", "ws"]) {
    test(`new contexts, sockets and binds are refused, ${transport}`, () => check("new sockets", transport))
    test(`an open socket cannot be bound, ${transport}`, () => check("an open socket", transport))
    test(`who connects waits, ${transport}`, () => check("accept", transport))
    test(`who waits to accept can be closed, ${transport}`, () => check("closed meanwhile", transport))
  }
  test("udp sockets are refused", () => check("udp"))
  test("a poll that waits is refused, and the error leads to it", () => check("a poll that waits"))
  test("a context that could not start its threads does so later", () => check("a context that could not start"))
})
