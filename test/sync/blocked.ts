// A process that blocks in a call, until something ends it: blocked.js <how> <endpoint>
import assert from "node:assert/strict"
import { once } from "node:events"
import { writeSync } from "node:fs"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { context, Poller, Pull, Push, TimeoutError, type ZmqError } from "#lib/index"
import { until } from "../support/waiting"
import { startPeerThread } from "./start-peer-thread"

/** Calls that block for ever, as there is no peer. */
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
  pollSync() {
    const pull = new Pull()
    pull.bindSync("tcp://127.0.0.1:*")
    return new Poller().add(pull).pollSync()
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

function sayWhy(error: unknown): void {
  say(`${(error as ZmqError).name} ${(error as ZmqError).code}`)
}

/** Another thread will end the context. */
async function endSoon(role: "shut down" | "terminate" = "shut down"): Promise<Worker> {
  const { thread, start } = await startPeerThread(role, "", 0)
  Atomics.store(start, 0, 1)
  Atomics.notify(start, 0)
  return thread
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
    await endSoon()
    try {
      calls[name]!()
    } catch (error) {
      sayWhy(error)
    }
  },

  /** term() in the other thread waits until the socket is closed. */
  async term() {
    const thread = await endSoon("terminate")
    const pull = new Pull()
    pull.bindSync("tcp://127.0.0.1:*")
    try {
      pull.receiveSync()
    } catch (error) {
      sayWhy(error)
    }
    // term() wakes the calls first.
    await until(() => context.closed)
    const ended = once(thread, "message")
    pull.close()
    say(String(await ended))
  },

  /** A receive waits on the socket that blocks. */
  async "shutdown, beside a receive"() {
    const pull = new Pull()
    pull.bindSync("tcp://127.0.0.1:*")
    const waiting = assert.rejects(pull.receive(), (error) => {
      say("the receive that waited:")
      sayWhy(error)
      return true
    })
    await endSoon()
    assert.throws(() => pull.receiveSync(), { code: "ETERM" })
    await waiting
  },

  /** What the receive that waits gets is all there is, and then nothing keeps the process alive. */
  async "time out, beside a receive"() {
    const push = new Push()
    const pull = new Pull()
    pull.bindSync("inproc://served")
    push.connect("inproc://served")
    const waiting = pull.receive()
    push.sendSync("message")
    assert.throws(() => pull.receiveSync({ timeout: 10 }), TimeoutError)
    say(String(await waiting))
  },

  /** As test tools with a fake clock do. */
  clock() {
    using pull = new Pull()
    using push = new Push()
    const clock = { now: () => 0 }
    performance.now = clock.now
    Object.defineProperty(globalThis, "performance", { value: clock })
    assert.throws(() => pull.receiveSync({ timeout: 20 }), TimeoutError)
    assert.throws(() => push.sendSync("for nobody", { timeout: 20 }), TimeoutError)
    say("timed out")
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
