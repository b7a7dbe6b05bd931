// A process that has no descriptors or no memory left, while its peers go on.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, test } from "node:test"
import { Child } from "../../support/child"
import { patched } from "../../support/patched"

const skip = (process.platform !== "linux" && "the limits are set as on Linux") || patched.skip
const skipMemory = skip || (spawnSync("prlimit", ["--version"]).status !== 0 && "there is no prlimit(1)")

function start(parameters: readonly string[], descriptors?: number): Child {
  const node = ["--expose-gc", join(__dirname, "resources.js"), ...parameters]
  if (descriptors === undefined) return Child.node(node)
  return new Child("sh", ["-c", `ulimit -n ${descriptors} && exec "$0" "$@"`, process.execPath, ...node])
}

describe("a server without descriptors", { skip }, () => {
  for (const transport of ["tcp", "ipc", "ws"]) {
    test(`serves those that are connected, and the others when some have left, over ${transport}`, async () => {
      await using server = start(["server", transport], 120)
      const endpoint = await server.printed(/^at (.*)$/)
      await using clients = start(["clients", endpoint, "150"])
      // More than the server has descriptors for: those that it has accepted are served meanwhile.
      await server.printed(/^refused EMFILE$/)
      await clients.exited()
      assert.ok(clients.lines.includes("all 150 were answered"))
      server.kill("SIGTERM")
      await server.exited()
    })
  }
})

describe("a process without memory", { skip: skipMemory }, () => {
  for (const what of ["sends", "receives"]) {
    test(`${what} what is too large for it: that fails, and it goes on`, async () => {
      await using child = start([what])
      const lines = await child.exited()
      assert.equal(lines.at(-1), "goes on")
    })
  }
})
