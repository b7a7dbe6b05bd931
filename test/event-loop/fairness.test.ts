import assert from "node:assert/strict"
import { once } from "node:events"
import { join } from "node:path"
import { describe, test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { Dealer, Poller, Pull, Push, Request, Router } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { numbers, Pipeline, receiveText } from "../support/pipeline"
import { thoroughOnly } from "../support/thorough"
import { until } from "../support/waiting"
import { loops } from "./saturated/loops"
import type { Beside, Task } from "./saturated/thread"

// Each loop here always has something to do and only ends when a timer says so. If timers were kept waiting it would
// come to the number of rounds that no machine does in the timer's time, and fail.
const manyRounds = 2_000_000

/** Runs `round` over and over until a timer has fired three times: how many rounds that were. */
async function untilTimers(round: () => Promise<unknown>, rounds = manyRounds): Promise<number> {
  let fired = 0
  const timer = setInterval(() => fired++, 1)
  try {
    let count = 0
    while (fired < 3 && count < rounds) {
      await round()
      count++
    }
    assert.equal(fired, 3, `timers ran during ${count} rounds`)
    return count
  } finally {
    clearInterval(timer)
  }
}

/** Runs `round` until the event loop has turned `turns` times. */
async function untilTurns(turns: number, round: () => Promise<unknown>, rounds = manyRounds): Promise<void> {
  let turned = 0
  let running = true
  const turning = (async () => {
    while (running) {
      await setImmediate()
      turned++
    }
  })()
  for (let count = 0; turned < turns && count < rounds; count++) await round()
  running = false
  assert.ok(turned >= turns, `the event loop turned ${turned} times`)
  await turning
}

/** A pipeline with far more messages in it than are received in a timer's time. */
async function full(): Promise<Pipeline> {
  const pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  for (let count = 0; count < 300_000; count++) await pipeline.push.send("again")
  return pipeline
}

const ignore = () => undefined

test("a loop of polls that always have something leaves timers and immediates running", async () => {
  using socket = new Dealer()
  const poller = new Poller().add(socket).add(new Router(), { writable: true })
  await untilTimers(() => poller.poll())
  await untilTurns(20, () => poller.poll())
  await untilTurns(20, () => poller.poll(0))
  await untilTurns(20, () => new Poller().poll().catch(ignore))
  let rounds = 0
  let fired = 0
  const timer = setInterval(() => fired++, 1)
  for await (const _ of poller) if (fired === 3 || ++rounds === manyRounds) break
  clearInterval(timer)
  assert.equal(fired, 3, `timers ran during ${rounds} rounds`)
  for (const [router] of poller.pollSync()) (router as Router).close()
})

test("a saturated loop of sends leaves timers and immediates running", async () => {
  using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  const { push } = pipeline
  await untilTimers(() => push.send("again"))
  await untilTimers(() => push.send(["again", "and more"]))
  await untilTimers(() => push.send("again", { timeout: 1000 }))
  await untilTurns(20, () => push.send("again"))
})

test("a saturated loop of receives leaves timers and immediates running", async () => {
  using pipeline = await full()
  const { pull } = pipeline
  await untilTimers(() => pull.receive({ timeout: 0 }))
  await untilTimers(() => pull.receive())
  await untilTurns(20, () => pull.receive({ timeout: 0 }))
  await untilTurns(20, () => pull.receive())
  assert.equal(pull.readable, true, "the loops had something to do to their end")
})

test("a saturated loop with for await leaves timers and immediates running", async () => {
  using pipeline = await full()
  const { pull } = pipeline
  const iterator = pull[Symbol.asyncIterator]()
  await untilTimers(() => iterator.next())
  await untilTurns(20, () => iterator.next())
  let fired = false
  setTimeout(() => {
    fired = true
  })
  for await (const _ of pull) if (fired || !pull.readable) break
  assert.equal(fired, true)
  assert.equal(pull.readable, true, "the loop had something to do to its end")
})

test("a saturated loop that sends and receives leaves timers and immediates running", async () => {
  using pipeline = Pipeline.joined()
  const round = async () => {
    await pipeline.push.send("again")
    await pipeline.pull.receive()
  }
  await untilTimers(round)
  await untilTurns(20, round)
})

test("a loop of failing operations leaves timers and immediates running", async () => {
  using push = new Push({ linger: 0 })
  using pull = new Pull()
  const receive = () => pull.receive({ timeout: 0 }).catch(ignore)
  const send = () => push.send("lost", { timeout: 0 }).catch(ignore)
  await untilTimers(receive)
  await untilTimers(send)
  await untilTurns(20, receive)
  await untilTurns(20, send)
  push.sendTimeout = 0
  pull.receiveTimeout = 0
  await untilTimers(() => push.send("lost").catch(ignore))
  await untilTimers(() => pull.receive().catch(ignore))
})

test("several saturated loops together leave timers running", async () => {
  using first = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  using second = await full()
  let stopped = false
  setTimeout(() => {
    stopped = true
  }, 2)
  const loop = async (round: () => Promise<unknown>) => {
    for (let count = 0; !stopped && count < manyRounds; count++) await round()
    return stopped
  }
  const loops = [
    loop(() => first.push.send("again")),
    loop(() => first.push.send(["again"])),
    loop(() => second.pull.receive()),
    loop(() => second.pull.receive({ timeout: 0 })),
  ]
  assert.deepEqual(await Promise.all(loops), [true, true, true, true])
  assert.equal(second.pull.readable, true)
})

test("other sockets are served while a saturated loop runs", async () => {
  using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  using server = new Dealer({ linger: 0 })
  using client = new Dealer({ linger: 0 })
  client.connect(await bindFresh(server))
  const echo = (async () => {
    for await (const message of server) await server.send(message)
  })()
  let answers = 0
  const asking = (async () => {
    for (; answers < 20; answers++) {
      await client.send(String(answers))
      assert.equal(await receiveText(client), String(answers))
    }
  })()
  for (let count = 0; answers < 20 && count < manyRounds; count++) await pipeline.push.send("again")
  assert.equal(answers, 20, "answers came during the loop")
  await asking
  server.close()
  await echo
})

test("many loops that wait on many sockets are all served", async () => {
  const pipelines = Array.from({ length: 50 }, () => Pipeline.joined())
  const counts = pipelines.map(() => 0)
  const loops = pipelines.map(async ({ pull }, index) => {
    for await (const _ of pull) counts[index] = (counts[index] ?? 0) + 1
  })
  for (let round = 0; round < 20; round++) for (const { push } of pipelines) await push.send("again")
  await until(() => counts.every((count) => count === 20))
  for (const pipeline of pipelines) pipeline[Symbol.dispose]()
  await Promise.all(loops)
})

/** Runs `round` until a timer fires; fails when it never does. */
async function untilTimer(round: () => Promise<unknown>): Promise<void> {
  let fired = false
  setTimeout(() => {
    fired = true
  }, 2)
  for (let count = 0; !fired && count < 500_000; count++) await round().catch(() => undefined)
  assert.ok(fired, "the loop left the event loop no turn")
}

test("a loop that is refused again and again leaves timers running", async () => {
  using push = new Push({ linger: 0, pendingSendLimit: 1 })
  using router = new Router({ mandatory: true })
  using request = new Request()
  const closed = new Pull()
  closed.close()
  push.send("waits").catch(() => undefined)
  await untilTimer(() => push.send("lost", { timeout: 0 }))
  await untilTimer(() => push.send("too many"))
  await untilTimer(() => router.send(["nobody", ""]))
  await untilTimer(() => request.receive({ timeout: 0 }))
  await untilTimer(() => closed.receive())
})

test("results that are delivered a turn later keep the order of their operations", async () => {
  using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  for (const text of numbers(20_000)) await pipeline.push.send(text)
  const order: string[] = []
  const receives = numbers(20_000).map((text) =>
    pipeline.pull.receive().then(([part]) => {
      order.push(text)
      return String(part)
    }),
  )
  assert.deepEqual(await Promise.all(receives), numbers(20_000))
  assert.deepEqual(order, numbers(20_000))
})

/** A saturated loop in a thread of its own. */
class Saturated implements AsyncDisposable {
  readonly thread: Worker
  readonly ended: Promise<unknown>
  /** The first that the thread posts. */
  readonly posted: Promise<unknown>

  constructor(loop: string, beside: Beside) {
    const workerData: Task = { loop, beside }
    this.thread = new Worker(join(__dirname, "saturated", "thread.js"), { workerData })
    this.ended = once(this.thread, "exit")
    // What the thread throws rejects `posted` too.
    this.ended.catch(() => undefined)
    this.posted = once(this.thread, "message", { signal: AbortSignal.timeout(30_000) }).then(([posted]) => posted)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.thread.terminate()
  }
}

for (const loop of Object.keys(loops)) {
  describe(`beside a saturated loop: ${loop}`, () => {
    test("a timer of 10 ms keeps its time within 10 ms at p99", { skip: thoroughOnly }, async () => {
      await using saturated = new Saturated(loop, "timer")
      const late = ((await saturated.posted) as number[]).sort((one, other) => one - other)
      assert.ok(late[Math.floor(late.length * 0.99) - 1]! < 10, `ms late: ${late}`)
      await saturated.ended
    })

    test("an HTTP server in the same thread answers", async () => {
      await using saturated = new Saturated(loop, "server")
      const port = await saturated.posted
      for (let asked = 0; asked < 20; asked++) {
        const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(10_000) })
        assert.equal(await response.text(), "here")
      }
      saturated.thread.postMessage("stop")
      await saturated.ended
    })
  })
}
