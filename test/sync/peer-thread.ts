// A thread that does its part while another one blocks. A number in shared memory starts it, since a thread that blocks
// posts no message.
import { setTimeout as delay } from "node:timers/promises"
import { parentPort, workerData } from "node:worker_threads"
import { context, Pair, Pull, Push } from "#lib/index"

export interface Task {
  role: "send" | "receive" | "drain" | "shut down" | "terminate"
  address: string
  count: number
  /** Its first number becomes 1 when this thread may begin; "drain" adds 1 for each message. */
  start: Int32Array
}

const { role, address, count, start } = workerData as Task

const roles: Record<Task["role"], () => Promise<void>> = {
  async send() {
    using push = new Push()
    push.connect(address)
    parentPort!.postMessage("ready")
    for (let index = 0; index < count; index++) {
      Atomics.wait(start, 0, index)
      await push.send(String(index))
    }
  },
  async receive() {
    using pull = new Pull()
    pull.connect(address)
    parentPort!.postMessage("ready")
    Atomics.wait(start, 0, 0)
    const texts: string[] = []
    while (texts.length < count) texts.push(String((await pull.receive())[0]))
    parentPort!.postMessage(texts)
  },
  async drain() {
    using pair = new Pair({ receiveHighWaterMark: 1, sendHighWaterMark: 1 })
    pair.connect(address)
    parentPort!.postMessage("ready")
    Atomics.wait(start, 0, 0)
    for (let index = 0; index < count; index++) {
      await pair.receive()
      Atomics.add(start, 0, 1)
    }
  },
  async "shut down"() {
    parentPort!.postMessage("ready")
    Atomics.wait(start, 0, 0)
    // The other is most likely to block by then; what follows must be the same if it does not yet.
    await delay(100)
    context.shutdown()
  },
  async terminate() {
    parentPort!.postMessage("ready")
    Atomics.wait(start, 0, 0)
    await delay(100)
    await context.term()
    parentPort!.postMessage("terminated")
  },
}

void roles[role]()
