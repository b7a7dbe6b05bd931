// Contexts that threads share, attach, use and end at random: node sharing.js <seed> <rounds>
// Eight workers, each of which may be in the middle of anything when a context, or it itself, ends.
import assert from "node:assert/strict"
import { setImmediate as turn } from "node:timers/promises"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { Context, type ContextToken, Pair, Pull, Push, Router, type ZmqError } from "#lib/index"
import { SeededRandom } from "../support/seeded-random.js"

const workerCount = 8
const contextCount = 4

/** How errors of what another thread has ended look; any other fails the run. */
const expected = new Set(["ETERM", "EAGAIN", "EBADF", "EADDRINUSE", "EHOSTUNREACH"])

function tolerate(error: unknown): void {
  if (!expected.has((error as ZmqError).code)) throw error
}

// --- the main thread

interface Slot {
  context: Context
  token: ContextToken
}

async function main(seed: number, rounds: number): Promise<void> {
  const random = new SeededRandom(seed)
  // A term() holds the process for a second alone; what takes longer on a busy machine is waited for, a hang is killed.
  const alive = setInterval(() => undefined, 1000)
  const slots = Array.from({ length: contextCount }, share)
  const terms: Promise<void>[] = []
  const workers = Array.from({ length: workerCount }, start)

  function share(): Slot {
    const context = new Context()
    return { context, token: context.share() }
  }

  function start(): { worker: Worker; entered: Promise<unknown>; exit: Promise<number> } {
    const end = random.pick(["natural", "exit"])
    const tokens = slots.map(({ token }) => token)
    const worker = new Worker(__filename, { workerData: { seed: random.below(2 ** 31), end, tokens } })
    worker.on("error", (error) => {
      console.log(error)
      process.exit(2)
    })
    const exit = new Promise<number>((resolve) => worker.once("exit", resolve))
    const entered = Promise.race([new Promise((resolve) => worker.once("message", resolve)), exit])
    return { worker, entered, exit }
  }

  for (let round = 0; round < rounds; round++) {
    // A context ends while other threads use it, and another replaces it.
    const slot = random.below(contextCount)
    if (random.below(3) === 0) {
      const { context } = slots[slot]!
      if (random.below(2) === 0) terms.push(context.term())
      else context.shutdown()
      slots[slot] = share()
    }
    const index = random.below(workerCount)
    const { worker, entered, exit } = workers[index]!
    if (random.below(4) > 0) await entered
    for (let count = random.below(20); count > 0; count--) await turn()
    // Those that end by themselves do so in their own time.
    if (random.below(2) === 0) await worker.terminate()
    else worker.postMessage("end")
    await exit
    workers[index] = start()
  }
  for (const { worker } of workers) await worker.terminate()
  for (const { context } of slots) terms.push(context.term())
  await Promise.all(terms)
  clearInterval(alive)
  console.log(`${rounds} rounds`)
}

// --- the workers

async function work(): Promise<void> {
  const { seed, end, tokens } = workerData as { seed: number; end: string; tokens: ContextToken[] }
  const random = new SeededRandom(seed)
  let over = false
  parentPort!.on("message", () => {
    over = true
    // What is under way then is left as it is.
    if (end === "exit") process.exit(0)
    if (end === "natural") parentPort!.unref()
  })
  parentPort!.postMessage("entered")
  while (!over) {
    try {
      await act(random, Context.attach(random.pick(tokens)))
    } catch (error) {
      tolerate(error)
    }
    await turn()
  }
}

async function act(random: SeededRandom, context: Context): Promise<void> {
  const name = `inproc://${random.below(4)}`
  switch (random.below(7)) {
    case 0: {
      using pull = new Pull({ context })
      using push = new Push({ context, linger: 0 })
      await pull.bind(name)
      push.connect(name)
      for (let count = 0; count < 100; count++) await push.send(Buffer.alloc(random.below(50_000)), { timeout: 50 })
      for (let count = 0; count < 50; count++) await pull.receive({ timeout: 50 })
      return
    }
    case 1: {
      // To whatever thread is there.
      using push = new Push({ context, linger: 0, sendHighWaterMark: 5 })
      push.connect(name)
      for (let count = 0; count < 20; count++) await push.send(`${count}`, { timeout: 5 })
      return
    }
    case 2: {
      using router = new Router({ context, linger: 0 })
      router.bindSync("tcp://127.0.0.1:*")
      using pair = new Pair({ context, linger: 0 })
      await Promise.allSettled([
        router.receive({ timeout: 5 }),
        pair.receive({ timeout: 3 }),
        pair.send("", { timeout: 4 }),
      ])
      return
    }
    case 3: {
      // Blocks while others end it.
      using pair = new Pair({ context, linger: 0 })
      pair.receiveSync({ timeout: random.below(10) })
      return
    }
    case 4: {
      // The claim is released, and taken again later.
      await context[Symbol.asyncDispose]()
      return
    }
    case 5: {
      const context = new Context()
      const again = Context.attach(context.share())
      assert.equal(again, context)
      new Pair({ context }).close()
      if (random.below(2) === 0) await context.term()
      return
    }
    case 6: {
      if (random.below(4) === 0) global.gc?.()
      context.exitLinger = 0
      assert.equal(context.ioThreads, 1)
      assert.equal(typeof context.closed, "boolean")
      if (random.below(10) === 0) await context.term()
    }
  }
}

if (isMainThread) {
  main(Number(process.argv[2]), Number(process.argv[3]))
} else {
  void work()
}
