// Sockets in worker threads, and what is left of them: node threads.js <name>

import assert from "node:assert/strict"
import { isMainThread, parentPort, threadId, Worker, workerData } from "node:worker_threads"
import { Dealer, type Message, Pair, Router } from "#lib/index"
import { openDescriptors } from "../support/descriptors"
import { runNamedProgram } from "../support/programs"

const programs: Record<string, () => Promise<void>> = {
  /** The default context is the process's, so inproc joins its threads. */
  async inproc() {
    using router = new Router()
    router.bindSync("inproc://workers")
    const workers = [0, 1, 2, 3].map(() => new Worker(__filename, { workerData: "answer" }))
    const ended = workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)))
    const ready: Message[] = []
    while (ready.length < workers.length) ready.push((await router.receive())[0]!)
    for (const id of ready) await router.send([id, null, "first task"])
    const answers = new Set<string>()
    for (let task = 0; task < 400; task++) {
      const [id] = await router.receive()
      answers.add(String(id))
      await router.send([id!, null, `${task}`])
    }
    while (workers.length > 0) {
      // Also of one that had no turn before: the others may have been quicker.
      const [id] = await router.receive()
      answers.add(String(id))
      await router.send([id!, null, "end"])
      workers.pop()
    }
    assert.deepEqual(await Promise.all(ended), [0, 0, 0, 0])
    assert.equal(answers.size, 4)
  },

  async "PAIR from thread to thread"() {
    using last = new Pair()
    last.bindSync("inproc://step3")
    const workers = ["step2", "step1"].map((step) => new Worker(__filename, { workerData: step }))
    const ended = workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)))
    assert.equal(String(await last.receive()), "step1, step2")
    assert.deepEqual(await Promise.all(ended), [0, 0])
  },

  async "200 workers"() {
    await endWorkers(20)
    const before = await settled(openDescriptors)
    await endWorkers(200)
    await until(() => openDescriptors() <= before)
  },
}

const work: Record<string, () => Promise<void>> = {
  async answer() {
    using dealer = new Dealer({ routingId: `worker ${threadId}` })
    dealer.connect("inproc://workers")
    for (let text = "ready"; text !== "end"; ) {
      await dealer.send([null, text])
      const [, answer] = await dealer.receive()
      text = String(answer)
    }
  },

  async step1() {
    using next = new Pair()
    next.connect("inproc://step2")
    await next.send("step1")
  },

  async step2() {
    using previous = new Pair()
    using next = new Pair()
    previous.bindSync("inproc://step2")
    next.connect("inproc://step3")
    await next.send(`${await previous.receive()}, step2`)
  },

  async receive() {
    const pair = new Pair()
    pair.bindSync("tcp://127.0.0.1:*")
    parentPort!.postMessage("receives")
    await pair.receive()
  },
}

/** Starts workers that receive, and terminates them, some at once and one after the other. */
async function endWorkers(count: number): Promise<void> {
  const atOnce = 4
  for (let ended = 0; ended < count; ended += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, endWorker))
  }
}

async function endWorker(): Promise<void> {
  const worker = new Worker(__filename, { workerData: "receive" })
  await new Promise((resolve) => worker.once("message", resolve))
  assert.equal(await worker.terminate(), 1)
}

/** libzmq closes sockets on a thread of its own, and does not report when that is done. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** A number that has been the same for a while. */
async function settled(measure: () => number): Promise<number> {
  let value = measure()
  for (let same = 0; same < 20; same++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (measure() !== value) same = 0
    value = measure()
  }
  return value
}

if (isMainThread) {
  runNamedProgram(module, programs)
} else {
  void work[workerData]!()
}
