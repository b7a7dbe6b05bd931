// A service that is given a socket that listens, as descriptor 3: node listening-descriptor.js <tcp|ipc>
import assert from "node:assert/strict"
import { openSync } from "node:fs"
import { devNull } from "node:os"
import { binding } from "#lib/binding"
import { Reply, Request, Router } from "#lib/index"
import { bindFresh, freshAddress } from "./support/endpoints"
import { soon } from "./support/waiting"

async function exchange(endpoint: string, reply: Reply): Promise<void> {
  using request = new Request({ linger: 0 })
  request.connect(endpoint)
  await request.send("hello")
  assert.equal(String((await reply.receive(soon))[0]), "hello")
  await reply.send("world")
  assert.equal(String((await request.receive(soon))[0]), "world")
}

async function serve(transport: string, endpoint: string): Promise<void> {
  using reply = new Reply({ useFileDescriptor: 3 })
  await assert.rejects(reply.bind("ws://127.0.0.1:*"), { code: "EINVAL", syscall: "zmq_bind" })
  assert.equal(reply.useFileDescriptor, 3)
  await reply.bind(transport === "tcp" ? "tcp://127.0.0.1:*" : endpoint)
  assert.equal(reply.lastEndpoint, endpoint)
  assert.equal(reply.useFileDescriptor, -1)
  await exchange(endpoint, reply)
  // The next bind makes a socket of its own again, whose end leaves the descriptor alone.
  const own = await bindFresh(reply)
  await exchange(own, reply)
  await reply.unbind(own)

  using other = new Router()
  const refused: [number, string][] = [
    [3, "EBUSY"],
    [9999, "EBADF"],
    [openSync(devNull, "r"), "ENOTSOCK"],
  ]
  for (const [descriptor, code] of refused) {
    other.useFileDescriptor = descriptor
    const expected = { code, syscall: "zmq_bind", message: new RegExp(`^useFileDescriptor is ${descriptor}, `) }
    await assert.rejects(other.bind(freshAddress("tcp")), expected)
  }
  // A socket, but none that listens; the system's libzmq would end the process.
  other.useFileDescriptor = 0
  if (binding.vendored) await assert.rejects(other.bind(freshAddress("tcp")), { code: "EINVAL", syscall: "zmq_bind" })
  other.useFileDescriptor = -1
  await other.bind(freshAddress("tcp"))
}

const [, , transport, endpoint] = process.argv
serve(transport!, endpoint!).then(() => console.log("checked"))
