// A service that is given a socket that listens, as descriptor 3: node listening-descriptor.js <tcp|ipc> <endpoint> <what>
import assert from "node:assert/strict"
import { once } from "node:events"
import { openSync } from "node:fs"
import { devNull } from "node:os"
import { setImmediate } from "node:timers/promises"
import { isMainThread, Worker } from "node:worker_threads"
import { binding } from "#lib/addon/binding"
import { Proxy, Pull, Push, Reply, Request, Router } from "#lib/index"
import { bindFresh, freshAddress, type Transport } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

async function exchange(endpoint: string, reply: Reply): Promise<void> {
  using request = new Request({ linger: 0 })
  request.connect(endpoint)
  await request.send("hello")
  assert.equal(String((await reply.receive(timeLimit))[0]), "hello")
  await reply.send("world")
  assert.equal(String((await request.receive(timeLimit))[0]), "world")
}

async function serve(transport: Transport, endpoint: string): Promise<void> {
  using reply = new Reply({ useFileDescriptor: 3 })
  await assert.rejects(reply.bind("ws://127.0.0.1:*"), { code: "EINVAL", syscall: "zmq_bind" })
  assert.equal(reply.useFileDescriptor, 3)
  await reply.bind(transport === "tcp" ? "tcp://127.0.0.1:*" : endpoint)
  assert.equal(reply.lastEndpoint, endpoint)
  assert.equal(reply.useFileDescriptor, -1)
  await exchange(endpoint, reply)
  // The next bind makes a socket of its own again, whose end leaves the descriptor alone.
  const fresh = await bindFresh(reply)
  await exchange(fresh, reply)
  await reply.unbind(fresh)

  using other = new Router()
  const refused: [number, string][] = [
    [3, "EBUSY"],
    [9999, "EBADF"],
    [openSync(devNull, "r"), "ENOTSOCK"],
  ]
  for (const [descriptor, code] of refused) {
    other.useFileDescriptor = descriptor
    const expected = { code, syscall: "zmq_bind", message: new RegExp(`^useFileDescriptor is ${descriptor}, `) }
    await assert.rejects(other.bind(freshAddress(transport)), expected)
  }
  // A socket, but none that listens; the system's libzmq would end the process.
  other.useFileDescriptor = 0
  if (binding.vendored) {
    await assert.rejects(other.bind(freshAddress(transport)), { code: "EINVAL", syscall: "zmq_bind" })
  }
  other.useFileDescriptor = -1
  await other.bind(freshAddress(transport))
}

const wildcard = "tcp://127.0.0.1:*"
const gone = { code: "EBADF", message: "useFileDescriptor is 3, which is not open" }
const busy = { code: "EBUSY", message: "useFileDescriptor is 3, at which an open socket listens already" }

async function listening(): Promise<Pull> {
  const socket = new Pull({ useFileDescriptor: 3 })
  await socket.bind(wildcard)
  return socket
}

/** What is done with a socket that listens at descriptor 3, and what comes of giving that once more. */
const again: Record<string, (other: Router) => Promise<void>> = {
  async close(other) {
    const socket = await listening()
    socket.close()
    await assert.rejects(other.bind(wildcard), gone)
  },

  async closeSync(other) {
    const socket = await listening()
    socket.close()
    assert.throws(() => other.bindSync(wildcard), gone)
  },

  async unbind(other) {
    using socket = await listening()
    await socket.unbind(socket.lastEndpoint!)
    await assert.rejects(other.bind(wildcard), gone)
  },

  async unbindSync(other) {
    using socket = await listening()
    socket.unbindSync(socket.lastEndpoint!)
    assert.throws(() => other.bindSync(wildcard), gone)
  },

  async proxy(other) {
    const socket = await listening()
    const push = new Push()
    await push.bind(wildcard)
    const proxy = new Proxy(socket, push)
    const run = proxy.run()
    await assert.rejects(other.bind(wildcard), busy)
    socket.close()
    await assert.rejects(other.bind(wildcard), gone)
    await run
    assert.throws(() => other.bindSync(wildcard), gone)
  },

  async collect(other) {
    await listening()
    for (let round = 0; round < 5; round++) {
      globalThis.gc!()
      // It is closed when its finalizer has run, a turn later; until then it listens.
      await assert.rejects(other.bind(wildcard), ({ code }) => code === "EBUSY" || code === "EBADF")
      await setImmediate()
    }
  },

  async thread(other) {
    using _ = await listening()
    const worker = new Worker(__filename, { argv: [transport, endpoint, "in thread"] })
    await once(worker, "exit")
    await assert.rejects(other.bind(wildcard), busy)
  },

  async "in thread"(other) {
    await assert.rejects(other.bind(wildcard), busy)
  },
}

async function giveAgain(what: string): Promise<void> {
  using other = new Router({ useFileDescriptor: 3 })
  await again[what]!(other)
  other.useFileDescriptor = -1
  await other.bind(wildcard)
}

const [, , transport, endpoint, what] = process.argv
const outcome = what === "serve" ? serve(transport as Transport, endpoint!) : giveAgain(what!)
void outcome.then(() => isMainThread && console.log("checked"))
