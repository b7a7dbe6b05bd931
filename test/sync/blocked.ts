// A process that blocks in a call, until something ends it: blocked.js <how> <endpoint>
import assert from "node:assert/strict"
import { once } from "node:events"
import { writeSync } from "node:fs"
import { join } from "node:path"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { Pull, Push, type ZmqError } from "#lib/index"
import type { Part } from "./partner"

/** Each blocks for ever: nobody sends, nobody receives. */
const calls: Record<string, () => unknown> = {
  receiveSync() {
    const pull = new Pull()
    pull.bindSync("tcp://127.0.0.1:*")
    return pull.receiveSync()
  },
  sendSync() {
    const push = new Push()
    push.bindSync("tcp://127.0.0.1:*")
    return push.sendSync("for nobody")
  },
  "sendSync behind a send": () => {
    const push = new Push()
    push.send("for nobody").catch(() => {})
    return push.sendSync("for nobody")
  },
}

function say(text: string): void {
  writeSync(1, `${text}\n`)
}

const programs: Record<string, (parameter: string) => unknown> = {
  call(name) {
    say("blocks")
    calls[name]!()
  },

  /** Workers that block, and are ended. */
  async terminate(name) {
    for (let round = 0; round < 5; round++) {
      const worker = new Worker(__filename, { workerData: name })
      await once(worker, "message")
      const before = performance.now()
      assert.equal(await worker.terminate(), 1)
      const took = performance.now() - before
      // It takes 50 ms at most, on a machine that is not busy.
      assert.ok(took < 5000, `it took ${took} ms`)
    }
    say("terminated")
  },

  async shutdown(name) {
    const start = new Int32Array(new SharedArrayBuffer(4))
    const part: Part = { role: "shut down", address: "", count: 0, start }
    const partner = new Worker(join(__dirname, "partner.js"), { workerData: part })
    await once(partner, "message")
    Atomics.store(start, 0, 1)
    Atomics.notify(start, 0)
    try {
      calls[name]!()
    } catch (error) {
      say(`${(error as ZmqError).name} ${(error as ZmqError).code}`)
    }
  },

  /** A handler runs when the event loop turns, which is when the call is over; the call goes on until then. */
  async handler(address) {
    using pull = new Pull()
    pull.bindSync(address)
    // A handler alone does not keep the process alive.
    const alive = setTimeout(() => {}, 30_000)
    process.once("SIGINT", () => {
      say("handled")
      clearTimeout(alive)
    })
    say("blocks")
    say(String(pull.receiveSync()[0]))
    say("received")
  },
}

if (isMainThread) {
  const [, , how, parameter] = process.argv as [string, string, string, string]
  programs[how]!(parameter)
} else {
  parentPort!.postMessage("blocks")
  calls[workerData as string]!()
}
