import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { join } from "node:path"
import { describe, it, test } from "node:test"
import { emptyProgram, startupProgram } from "../../bench/scenarios/processes"

describe("a process that the harness started", () => {
  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`ends with it on ${signal}`, { timeout: 60_000 }, async () => {
      const server = createServer().listen(0, "127.0.0.1")
      await once(server, "listening")
      const { port } = server.address() as AddressInfo
      const children = JSON.stringify(join(__dirname, "..", "..", "bench", "children.js"))
      const connecting = JSON.stringify(`require("node:net").connect(${port}, "127.0.0.1")`)
      const program = `const { Child, endOnSignals } = require(${children})
        endOnSignals()
        new Child([process.execPath, "-e", ${connecting}])`
      const harness = spawn(process.execPath, ["-e", program])
      const [connection] = (await once(server, "connection")) as [Socket]
      // The connection is as alive as the process behind it.
      connection.on("error", () => {}).resume()
      const closed = once(connection, "close")
      harness.kill(signal)
      const [code] = await once(harness, "exit")
      assert.equal(code, status)
      await closed
      server.close()
    })
  }
})

function assertEnds(program: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: "utf8" })
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "", stderr: "" })
}

for (const what of ["require", "import", "message"] as const) {
  test(`${what}: an empty program to be subtracted`, () => assertEnds(emptyProgram(what)))
  for (const name of ["zmq-napi", "zeromq", "jszmq"] as const) {
    test(`${what} ${name} ends by itself, without complaint`, () => assertEnds(startupProgram(what, name)))
  }
}
