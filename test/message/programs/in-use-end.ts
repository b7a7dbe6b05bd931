// Ends of threads and of the process while messages use memory of JavaScript, sent with `copy: false`:
// in-use-end.js <what> [<address of a peer>]

import assert from "node:assert/strict"
import { once } from "node:events"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { allocUnsafe, context, isFree, Pull, Push, whenFree } from "#lib/index"
import { freshAddress } from "../../support/endpoints"
import { timeLimit } from "../../support/waiting"

const size = 100_000
const count = 50
const uncopied = { copy: false }

/** Sends messages, of which the first `count` are taken, and a few wait. Returns their memory. */
function flood(push: Push): Buffer[] {
  push.sendHighWaterMark = count
  return Array.from({ length: count + 5 }, (_, index) => {
    const bytes = allocUnsafe(size).fill(index)
    push.send(bytes, uncopied).catch(() => {})
    return bytes
  })
}

function connected(address: string): Push {
  const push = new Push()
  push.sendHighWaterMark = count
  push.connect(address)
  return push
}

/** What the worker does, as the main thread asks it. */
const tasks: Record<string, (address: string) => Promise<unknown>> = {
  async flood(address) {
    flood(connected(address))
  },
  async "flood and wait"(address) {
    for (const bytes of flood(connected(address))) whenFree(bytes).catch(() => {})
  },
  async "flood and exit"(address) {
    await tasks["flood and wait"]!(address)
    process.exit(7)
  },
  async "flood and throw"(address) {
    await tasks["flood and wait"]!(address)
    setImmediate(() => {
      throw new Error("thrown on purpose")
    })
    await new Promise(() => {})
  },
}

function start(task: string, address: string): Worker {
  return new Worker(__filename, { workerData: { task, address } })
}

/** Ends a worker, in the way of its task. */
async function end(worker: Worker, task: string): Promise<void> {
  if (task === "flood and throw") {
    const [error] = await once(worker, "error")
    assert.equal((error as Error).message, "thrown on purpose")
  } else if (task === "flood and exit") {
    await once(worker, "exit")
  } else {
    await once(worker, "message")
    await worker.terminate()
  }
}

/** Has the collector look at everything, also at what the worker left. */
function collect(): void {
  globalThis.gc!()
  Buffer.alloc(5_000_000).fill(0xff)
}

async function lateReceives(task: string, transport: "inproc" | "tcp"): Promise<void> {
  const pull = new Pull({ receiveHighWaterMark: 1 })
  pull.bindSync(freshAddress(transport))
  const worker = start(task, pull.lastEndpoint!)
  await end(worker, task)
  collect()
  for (let index = 0; index < count; index++) {
    const [part] = await pull.receive(timeLimit)
    assert.ok(part?.equals(Buffer.alloc(size, index)), `message ${index}`)
  }
  pull.close()
}

const programs: Record<string, () => Promise<void>> = {
  async "a worker ends, and what it sent is received later"() {
    for (const task of ["flood", "flood and wait", "flood and exit", "flood and throw"]) {
      for (const transport of ["inproc", "tcp"] as const) await lateReceives(task, transport)
    }
  },

  async "workers end in the middle"() {
    for (let round = 0; round < 20; round++) {
      const pull = new Pull({ receiveHighWaterMark: 1 })
      pull.bindSync(freshAddress("inproc"))
      const worker = start("flood and wait", pull.lastEndpoint!)
      await once(worker, "online")
      if (round % 2 === 0) await pull.receive(timeLimit)
      await worker.terminate()
      pull.close()
      collect()
    }
  },

  /** Nobody will ever receive these. */
  async "the process exits"() {
    context.exitLinger = 0
    const waits = [...flood(connected(freshAddress("ipc"))), ...flood(new Push())].map((bytes) => whenFree(bytes))
    for (const wait of waits) wait.catch(() => {})
    console.log("checked")
    process.exit(7)
  },

  async "the process ends by itself"() {
    const push = connected(freshAddress("ipc"))
    const waiting = new Push()
    for (const socket of [push, waiting]) {
      socket.linger = 0
      flood(socket)
      socket.unref()
    }
  },

  async "a wait for memory keeps the process alive until the memory is free"() {
    const pull = new Pull({ receiveHighWaterMark: 1 })
    pull.bindSync(freshAddress("inproc"))
    const push = connected(pull.lastEndpoint!)
    const bytes = allocUnsafe(size)
    await push.send(bytes, uncopied)
    // Nothing else keeps the process alive until then.
    setTimeout(() => pull.close(), 20).unref()
    await whenFree(bytes)
    push.close()
  },

  async "a wait for memory that was aborted keeps the process alive no longer"() {
    const push = connected(freshAddress("ipc"))
    push.linger = 0
    const bytes = allocUnsafe(size)
    await push.send(bytes, uncopied)
    await assert.rejects(whenFree(bytes, { timeout: 1 }), { code: "EAGAIN" })
    const controller = new AbortController()
    const aborted = whenFree(bytes, { signal: controller.signal })
    controller.abort()
    await assert.rejects(aborted, { name: "AbortError" })
    assert.equal(isFree(bytes), false)
  },
}

/** Ends of a process that still has messages for its peer. */
const peers: Record<string, (address: string) => Promise<void>> = {
  async "process.exit()"(address) {
    await sendAll(address)
    process.exit(7)
  },
  async "a natural end"(address) {
    const push = await sendAll(address)
    push.close()
  },
  async "worker.terminate()"(address) {
    const worker = start("send all", address)
    await once(worker, "message")
    await worker.terminate()
    collect()
    console.log("checked")
  },
}
tasks["send all"] = sendAll

/** Sends 20 MB in one go, and waits for nothing. */
async function sendAll(address: string): Promise<Push> {
  const push = new Push({ linger: -1 })
  push.connect(address)
  for (let index = 0; index < 20; index++) push.send(allocUnsafe(1_000_000).fill(index), uncopied).catch(() => {})
  if (isMainThread) console.log("checked")
  return push
}

if (!isMainThread) {
  const { task, address } = workerData as { task: string; address: string }
  void tasks[task]!(address).then(() => parentPort!.postMessage("done"))
} else if (require.main === module) {
  const [name = "", address = ""] = process.argv.slice(2)
  const peer = peers[name]
  if (peer !== undefined) void peer(address)
  else void programs[name]!().then(() => console.log("checked"))
}

/** The programs, with the codes with which they exit. */
export const names = Object.fromEntries(
  Object.keys(programs).map((name) => [name, name === "the process exits" ? 7 : 0]),
)
export const peerPrograms = Object.fromEntries(
  Object.keys(peers).map((name) => [name, name === "process.exit()" ? 7 : 0]),
)
