import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { allocUnsafe, type Message, PartialSendError, Pull, Push, TimeoutError } from "#lib/index"
import { bindFresh, type Transport } from "../support/endpoints"
import { numbers, Pipeline } from "../support/pipeline"
import { SeededRandom } from "../support/seeded-random"
import { timeLimit } from "../support/waiting"

// Whatever calls are mixed, and whether they are awaited, time out or are aborted: the messages that they deal with,
// in the order of the calls, are all messages in their order.

const seeds = Array.from({ length: 25 }, (_, index) => index + 1)

/** What a call came to: the texts of its messages; none, if it timed out or was aborted. */
type Texts = Promise<string[]>

function text(message: Message[]): string {
  return String(message[0])
}

/** Whether the error is one that ends a call without a message, because the test wanted it so. */
function isEnd(error: unknown): boolean {
  return error instanceof TimeoutError || (error as Error).name === "AbortError"
}

async function none(error: unknown): Texts {
  if (isEnd(error)) return []
  throw error
}

/** Calls with a signal that is aborted at once, in the next turn, or never. */
function aborting<T>(random: SeededRandom, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const called = call(controller.signal)
  const when = random.below(3)
  if (when === 0) controller.abort()
  if (when === 1) void setImmediate().then(() => controller.abort())
  return called
}

type Receive = (pull: Pull, random: SeededRandom) => Texts

function one(received: Promise<Message[]>): Texts {
  return received.then((message) => [text(message)], none)
}

function many(received: Promise<Message[][]>): Texts {
  return received.then((messages) => messages.map(text), none)
}

const iterators = new WeakMap<Pull, AsyncIterator<Message[], undefined>>()
const batches = new WeakMap<Pull, AsyncIterator<Message[][], undefined>>()

function iteratorOf<T>(known: WeakMap<Pull, AsyncIterator<T, undefined>>, pull: Pull, make: () => AsyncIterator<T>) {
  const iterator = known.get(pull) ?? make()
  known.set(pull, iterator)
  return async () => {
    const { done, value } = await iterator.next()
    if (done) throw new Error("The iterator ended before the socket was closed")
    return value
  }
}

const receives: Record<string, Receive> = {
  receive: (pull) => one(pull.receive()),
  "receive or time out": (pull, random) => one(pull.receive({ timeout: random.below(3) })),
  "receive or abort": (pull, random) => one(aborting(random, (signal) => pull.receive({ signal }))),
  iterator: (pull) => one(iteratorOf(iterators, pull, () => pull[Symbol.asyncIterator]())()),
  loop: async (pull) => {
    for await (const message of pull) return [text(message)]
    return []
  },
  receiveMany: (pull, random) => many(pull.receiveMany({ max: 1 + random.below(9) })),
  "receiveMany without a limit": (pull) => many(pull.receiveMany()),
  "receiveMany or time out": (pull, random) => many(pull.receiveMany({ timeout: random.below(3) })),
  "receiveMany or abort": (pull, random) => many(aborting(random, (signal) => pull.receiveMany({ max: 2, signal }))),
  batches: (pull) => many(iteratorOf(batches, pull, () => pull.batches({ max: 5 }))()),
  receiveSync: async (pull, random) => {
    try {
      return [text(pull.receiveSync({ timeout: random.below(2) }))]
    } catch (error) {
      return none(error)
    }
  },
}

/** A message with `text` as its first part: small, of several parts, or large. */
function message(text: string, random: SeededRandom): string | (string | Buffer)[] {
  const size = random.below(20)
  if (size === 0) return [text, Buffer.alloc(50_000, text)]
  return size < 5 ? [text, "", "more"] : text
}

async function mixReceives(push: Push, pull: Pull, seed: number): Promise<void> {
  const random = new SeededRandom(seed)
  const names = Object.keys(receives)
  const calls: Texts[] = []
  let sent = 0
  let pending = 0
  const send = async (count: number) => {
    for (let left = count; left > 0; left--) await push.send(message(String(sent++), random), timeLimit)
  }
  for (let step = 0; step < 150; step++) {
    if (random.below(2) === 0) await send(random.below(15))
    const call = receives[random.pick(names)]!(pull, random)
    pending++
    const settled = call.finally(() => pending--)
    settled.catch(() => undefined)
    calls.push(settled)
    if (random.below(4) === 0) await setImmediate()
  }
  // Each of them gets a message, and what is left is received one by one.
  while (pending > 0) {
    await send(pending)
    await setImmediate()
  }
  const texts = (await Promise.all(calls)).flat()
  while (texts.length < sent) texts.push(text(await pull.receive(timeLimit)))
  assert.deepEqual(texts, numbers(sent))
  assert.equal(pull.readable, false)
}

for (const transport of ["inproc", "tcp"] satisfies Transport[]) {
  for (const seed of seeds) {
    test(`messages over ${transport} keep their order through all ways to receive, mixed by seed ${seed}`, async () => {
      using pull = new Pull({ receiveHighWaterMark: [1, 2, 10, 1000][seed % 4]! })
      using push = new Push({ linger: 0, sendHighWaterMark: 0 })
      push.connect(await bindFresh(pull, transport))
      await mixReceives(push, pull, seed)
    })
  }
}

type Send = (push: Push, random: SeededRandom, next: (count: number) => string[]) => Texts

/** What a send of `texts` came to. */
async function taken(texts: string[], sending: Promise<unknown>): Texts {
  try {
    await sending
    return texts
  } catch (error) {
    if (error instanceof PartialSendError && isEnd(error.cause)) {
      assert.ok(error.sent > 0 && error.sent < texts.length, `${error.sent} of ${texts.length} were sent`)
      return texts.slice(0, error.sent)
    }
    return none(error)
  }
}

const sends: Record<string, Send> = {
  send: (push, _, next) => {
    const [text] = next(1)
    return taken([text!], push.send([text, "more"]))
  },
  "send or time out": (push, random, next) => {
    const texts = next(1)
    return taken(texts, push.send(texts, { timeout: random.below(3) }))
  },
  "send or abort": (push, random, next) => {
    const texts = next(1)
    return taken(
      texts,
      aborting(random, (signal) => push.send(texts, { signal })),
    )
  },
  sendMany: (push, random, next) => {
    const texts = next(random.below(6))
    return taken(texts, push.sendMany(texts))
  },
  "sendMany or time out": (push, random, next) => {
    const texts = next(random.below(6))
    return taken(texts, push.sendMany(texts, { timeout: random.below(3) }))
  },
  "sendMany or abort": (push, random, next) => {
    const texts = next(random.below(6))
    return taken(
      texts,
      aborting(random, (signal) => push.sendMany(texts, { signal })),
    )
  },
  transfer: (push, random, next) => {
    const texts = next(1 + random.below(3))
    const parts = texts.map((text) => {
      const memory = allocUnsafe(40_000)
      return memory.subarray(0, memory.write(text))
    })
    return taken(texts, push.sendMany(parts, { transfer: true, timeout: random.below(3) - 1 }))
  },
  sendSync: async (push, random, next) => {
    const texts = next(1)
    return taken(texts, (async () => push.sendSync(texts, { timeout: random.below(2) }))())
  },
}

async function mixSends(push: Push, pull: Pull, seed: number): Promise<void> {
  const random = new SeededRandom(seed)
  const names = Object.keys(sends)
  const calls: Texts[] = []
  const received: string[] = []
  let last = 0
  let pending = 0
  const next = (count: number) => {
    last += count
    return numbers(count, last - count)
  }
  const receive = async (count: number) => {
    for (let left = count; left > 0 && pull.readable; left--) received.push(text(await pull.receive(timeLimit)))
  }
  for (let step = 0; step < 150; step++) {
    if (random.below(2) === 0) await receive(random.below(8))
    pending++
    const settled = sends[random.pick(names)]!(push, random, next).finally(() => pending--)
    settled.catch(() => undefined)
    calls.push(settled)
    if (random.below(4) === 0) await setImmediate()
  }
  while (pending > 0) {
    await receive(1)
    await setImmediate()
  }
  const texts = (await Promise.all(calls)).flat()
  while (received.length < texts.length) received.push(text(await pull.receive(timeLimit)))
  assert.deepEqual(received, texts)
  assert.equal(pull.readable, false)
}

for (const seed of seeds) {
  test(`messages keep their order through all ways to send, mixed by seed ${seed}`, async () => {
    using pipeline = Pipeline.narrow(3)
    await mixSends(pipeline.push, pipeline.pull, seed)
  })
}

test("calls of next() that are not awaited settle in order", async () => {
  using push = new Push()
  using pull = new Pull()
  push.connect(await bindFresh(pull, "inproc"))
  for (let index = 0; index < 3; index++) await push.send(String(index))
  const iterator = pull[Symbol.asyncIterator]()
  const settled: string[] = []
  await Promise.all([0, 1, 2].map(async () => settled.push(String((await iterator.next()).value?.[0]))))
  assert.deepEqual(settled, ["0", "1", "2"])
})

test("calls of next() of batches that are not awaited settle in order", async () => {
  using push = new Push()
  using pull = new Pull()
  push.connect(await bindFresh(pull, "inproc"))
  await push.sendMany(["0", "1", "2", "3"])
  const batches = pull.batches({ max: 1 })
  const settled: string[] = []
  await Promise.all([0, 1, 2, 3].map(async () => settled.push(String((await batches.next()).value?.[0]))))
  assert.deepEqual(settled, ["0", "1", "2", "3"])
})
