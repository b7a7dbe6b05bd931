import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { join } from "node:path"
import { describe, it } from "node:test"

describe("a process that the harness started", () => {
  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`ends with it on ${signal}`, { timeout: 60_000 }, async () => {
      const server = createServer().listen(0, "127.0.0.1")
      await once(server, "listening")
      const { port } = server.address() as AddressInfo
      const harness = spawn(process.execPath, [join(__dirname, "interrupted.js"), String(port)])
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
