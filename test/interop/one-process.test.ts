import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, test } from "node:test"

describe("in one process with the zeromq package, which brings a libzmq of its own", () => {
  for (const first of ["zmq-napi", "zeromq"]) {
    test(`they talk to each other when ${first} is loaded first, and the process ends by itself`, () => {
      const parameters = [join(__dirname, "one-process.js"), first]
      const child = spawnSync(process.execPath, parameters, {
        encoding: "utf8",
        timeout: 30_000,
        killSignal: "SIGKILL",
      })
      assert.equal(child.stderr, "")
      assert.deepEqual({ status: child.status, signal: child.signal }, { status: 0, signal: null })
      const { addons, received } = JSON.parse(child.stdout)
      assert.equal(addons.length, 2, `two addons, each with its libzmq: ${addons}`)
      assert.equal(received, 4000)
    })
  }
})
