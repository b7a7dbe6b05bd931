// A service manager opens the port, and the service takes it over by `useFileDescriptor`.
import assert from "node:assert/strict"
import { once } from "node:events"
import { linkSync, renameSync } from "node:fs"
import { type AddressInfo, createServer, type Server } from "node:net"
import { join } from "node:path"
import { test } from "node:test"
import { Child } from "../support/child"
import { freshPath } from "../support/endpoints"

const skip = process.platform === "win32" && "descriptors are handles there"

/** What Node has of a listening socket, and does not tell. */
const descriptorOf = (server: Server) => (server as unknown as { _handle: { fd: number } })._handle.fd

/** Runs the program with a descriptor that listens. */
async function serve(transport: string, what: string): Promise<void> {
  const server = createServer()
  const path = freshPath()
  if (transport === "tcp") server.listen(0, "127.0.0.1")
  else server.listen(path)
  await once(server, "listening")
  const endpoint = transport === "tcp" ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `ipc://${path}`
  const program = join(__dirname, "listening-descriptor.js")
  await using child = Child.node(["--expose-gc", "--no-warnings", program, transport, endpoint, what], {
    // Its standard input is one end of a pair of sockets.
    stdin: "pipe",
    descriptor: descriptorOf(server),
  })
  // The child's alone from now on. Node removes the file of an ipc socket, which the child still needs.
  if (transport === "ipc") linkSync(path, `${path}-kept`)
  server.close()
  if (transport === "ipc") renameSync(`${path}-kept`, path)
  assert.deepEqual(await child.exited(), ["checked"])
}

for (const transport of ["tcp", "ipc"]) {
  test(`a socket that listens already, ${transport}`, { skip }, () => serve(transport, "serve"))
}

for (const what of ["close", "closeSync", "unbind", "unbindSync", "proxy", "collect", "thread"]) {
  test(`a descriptor that was given before is not given twice: ${what}`, { skip }, () => serve("tcp", what))
}
