import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { join } from "node:path"
import { test } from "node:test"

for (const [signal, status] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`a process that the harness started ends with it on ${signal}`, { timeout: 60_000 }, async () => {
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
