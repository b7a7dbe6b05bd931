// Ends of threads and of the process while messages are under way whose memory was handed over or received:
// thread-end.js <what>

import assert from "node:assert/strict"
import { once } from "node:events"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { allocUnsafe, context, Pull, Push } from "#lib/index"
import { freshAddress } from "../../support/endpoints"
import { runNamedProgram } from "../../support/programs"
import { timeLimit } from "../../support/waiting"

const size = 100_000
const count = 50

function message(index: number): Buffer {
  return allocUnsafe(size).fill(index)
}

/** Sends with transfers to a peer, of which the first `count` are taken, and a few wait. */
function flood(push: Push): void {
  push.sendHighWaterMark = count
  for (let index = 0; index < count + 5; index++) {
    const bytes = index % 2 === 0 ? message(index) : new Uint8Array(size).fill(index)
    push.send(bytes, { transfer: true }).catch(() => {})
  }
}

/** What the worker does, as the main thread asks it. */
const tasks: Record<string, (address: string) => Promise<unknown>> = {
  async flood(address) {
    const push = new Push()
    push.sendHighWaterMark = count
    push.connect(address)
    flood(push)
  },
  async "flood and exit"(address) {
    await tasks.flood!(address)
    process.exit(7)
  },
  async "receive and keep"(address) {
    const pull = new Pull()
    pull.bindSync(address)
    const kept: unknown[] = []
    parentPort!.postMessage("bound")
    for (let index = 0; index < count; index++) kept.push(await pull.receive(timeLimit))
    return kept.length
  },
}

function start(task: string, address: string): Worker {
  return new Worker(__filename, { workerData: { task, address } })
}

const programs: Record<string, () => Promise<void>> = {
  /** The memory of messages outlives the thread that made it. */
  async "a worker ends, and what it sent is received later"() {
    for (const task of ["flood", "flood and exit"]) {
      const address = freshAddress("inproc")
      using pull = new Pull({ receiveHighWaterMark: 1 })
      pull.bindSync(address)
      const worker = start(task, address)
      if (task === "flood") {
        await once(worker, "message")
        await worker.terminate()
      } else {
        await once(worker, "exit")
      }
      for (let index = 0; index < count; index++) {
        const [part] = await pull.receive(timeLimit)
        assert.ok(part?.equals(Buffer.alloc(size, index)), `message ${index}`)
      }
    }
  },

  async "a worker ends, and keeps what it received"() {
    for (let round = 0; round < 5; round++) {
      const address = freshAddress("inproc")
      const worker = start("receive and keep", address)
      await once(worker, "message")
      using push = new Push()
      push.connect(address)
      const received = once(worker, "message")
      for (let index = 0; index < count; index++) await push.send(message(index), { transfer: true })
      assert.deepEqual(await received, [count])
      await worker.terminate()
    }
  },

  async "workers end in the middle"() {
    for (let round = 0; round < 20; round++) {
      const address = freshAddress("inproc")
      using pull = new Pull({ receiveHighWaterMark: 1 })
      pull.bindSync(address)
      const worker = start("flood", address)
      await once(worker, "online")
      if (round % 2 === 0) await pull.receive(timeLimit)
      await worker.terminate()
    }
  },

  /** Nobody will ever receive these. */
  async "the process exits"() {
    context.exitLinger = 0
    const push = new Push()
    push.connect(freshAddress("ipc"))
    flood(push)
    const waiting = new Push()
    flood(waiting)
    console.log("checked")
    process.exit(7)
  },

  async "the process ends by itself"() {
    const push = new Push({ linger: 0 })
    push.connect(freshAddress("ipc"))
    flood(push)
    const waiting = new Push({ linger: 0 })
    flood(waiting)
    push.unref()
    waiting.unref()
  },
}

if (!isMainThread) {
  const { task, address } = workerData as { task: string; address: string }
  void tasks[task]!(address).then((outcome) => parentPort!.postMessage(outcome ?? "done"))
} else {
  runNamedProgram(module, programs)
}
export const names = Object.keys(programs)
