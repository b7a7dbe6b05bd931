// Processes that end in the middle of something: node abrupt-end.js <name>
import { once } from "node:events"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { context, Pair } from "#lib/index"
import { enter, type State, states } from "./states.js"

const [, , name, endpoint] = process.argv as [string, string, string, string]

const programs: Record<string, () => Promise<void>> = {
  async "process.exit() in a message handler"() {
    const { receiver } = await flooded()
    for (let count = 1; ; count++) {
      await receiver.receive()
      if (count === 1000) process.exit(7)
    }
  },

  async "process.exit() in a handler that a wake-up calls"() {
    const { receiver, sender } = await connected()
    void receiver.receive().then(() => process.exit(7))
    setImmediate(() => sender.send("exit"))
  },

  async "an error in an iteration"() {
    const { receiver } = await flooded()
    let count = 0
    for await (const _ of receiver) {
      if (++count === 1000) throw new Error("thrown on purpose")
    }
  },

  async "an error in an iteration that a wake-up calls"() {
    const { receiver, sender } = await connected()
    setImmediate(() => sender.send("throw"))
    for await (const message of receiver) throw new Error(`thrown on purpose at ${message}`)
  },

  async "process.exit() with everything open, in workers too"() {
    await everything()
    process.exit(7)
  },

  async "an error with everything open, in workers too"() {
    await everything()
    setImmediate(() => {
      throw new Error("thrown on purpose")
    })
  },

  async "a signal with everything open, in workers too"() {
    await everything()
    console.log("open")
  },

  async "a signal whose handler closes and lets the messages leave"() {
    const { sender, receiver } = await connected()
    const loop = (async () => {
      for await (const _ of receiver);
      console.log("the iteration ended")
    })()
    process.once("SIGTERM", () => {
      sender.close()
      receiver.close()
    })
    // A handler of signals alone does not keep the process alive; the iteration does.
    console.log("open")
    await loop
  },
}

async function connected(): Promise<{ receiver: Pair; sender: Pair }> {
  // What is under way in a flood need not leave.
  const receiver = new Pair({ linger: 0 })
  const sender = new Pair({ linger: 0 })
  receiver.bindSync("tcp://127.0.0.1:*")
  sender.connect(receiver.lastEndpoint!)
  await sender.send("connected")
  await receiver.receive()
  return { receiver, sender }
}

async function flooded(): Promise<{ receiver: Pair }> {
  const { receiver, sender } = await connected()
  const flood = async () => {
    for (;;) await sender.send("flood")
  }
  void flood()
  return { receiver }
}

/** All states at once, in this thread and in two others. */
async function everything(): Promise<void> {
  const workers = [0, 1].map((number) => new Worker(__filename, { workerData: `${endpoint}-${number}` }))
  await Promise.all(workers.map((worker) => once(worker, "message")))
  await enterAll(endpoint)
}

/** Refers to the sockets: Node 26 collects garbage before these programs end. */
const entered: unknown[] = []

async function enterAll(unusedEndpoint: string): Promise<void> {
  // The unsent messages shall not make these tests long.
  context.exitLinger = 0
  const all: State[] = [...states, "busy"]
  for (const [index, state] of all.entries()) entered.push(await enter(state, `${unusedEndpoint}-${index}`))
}

if (isMainThread) {
  void programs[name]!()
} else {
  void enterAll(workerData).then(() => parentPort!.postMessage("entered"))
}
