import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Context, type Message, Pull, Push, Reply, Request } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { numbers, Pipeline, receiveText, receiveTexts } from "../support/pipeline"
import { timeLimit } from "../support/waiting"

function texts(batch: Message[][]): string[] {
  return batch.map(([part]) => String(part))
}

/** Iterates until the loop ends by itself: the messages, as text. */
async function drain(socket: Pull, each?: (seen: string[]) => void): Promise<string[]> {
  const seen: string[] = []
  for await (const batch of socket.batches()) {
    assert.ok(batch.length > 0)
    seen.push(...texts(batch))
    each?.(seen)
  }
  return seen
}

test("batches give all messages in order", async () => {
  using pipeline = Pipeline.joined()
  for (const number of numbers(600)) await pipeline.push.send(number)
  const seen = await drain(pipeline.pull, ({ length }) => {
    if (length === 600) pipeline.pull.close()
  })
  assert.deepEqual(seen, numbers(600))
})

test("max is the most messages of a batch", async () => {
  using pipeline = Pipeline.joined()
  for (const number of numbers(10)) await pipeline.push.send(number)
  const sizes: number[] = []
  const seen: string[] = []
  for await (const batch of pipeline.pull.batches({ max: 4 })) {
    sizes.push(batch.length)
    seen.push(...texts(batch))
    if (seen.length === 10) break
  }
  assert.deepEqual(seen, numbers(10))
  assert.ok(sizes.every((size) => size <= 4))
})

test("batches over the network end quietly when the socket is closed", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  const draining = drain(pull, ({ length }) => {
    if (length === 2000) pull.close()
  })
  assert.equal(await push.sendMany(numbers(2000)), 2000)
  assert.deepEqual(await draining, numbers(2000))
})

test("loops that wait end quietly when the socket is closed", async () => {
  using pull = new Pull()
  const loops = [drain(pull), drain(pull)]
  pull.close()
  assert.deepEqual(await Promise.all(loops), [[], []])
})

test("a break, an error and a return leave the socket open and lose no message", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  for (const number of numbers(20)) await push.send(number)
  const seen: string[] = []
  for await (const batch of pull.batches({ max: 3 })) {
    seen.push(...texts(batch))
    break
  }
  const failure = new Error("thrown in the loop")
  const throwing = async () => {
    for await (const batch of pull.batches({ max: 2 })) {
      seen.push(...texts(batch))
      throw failure
    }
  }
  await assert.rejects(throwing(), failure)
  assert.equal(pull.closed, false)
  seen.push(await receiveText(pull))
  for await (const [part] of pull) {
    seen.push(String(part))
    break
  }
  while (seen.length < 20) seen.push(...texts(await pull.receiveMany({ timeout: 0 })))
  assert.deepEqual(seen, numbers(20))
  assert.equal(pull.readable, false)
})

test("an iterator that was returned is done, and leaves later messages to others", async () => {
  using pipeline = Pipeline.joined()
  const iterator = pipeline.pull.batches({ max: 1 })
  assert.equal(iterator[Symbol.asyncIterator](), iterator)
  await pipeline.push.sendMany(["0", "1"])
  assert.deepEqual(texts((await iterator.next()).value as Message[][]), ["0"])
  assert.deepEqual(await iterator.return?.(), { done: true, value: undefined })
  assert.deepEqual(await iterator.next(), { done: true, value: undefined })
  assert.equal(await receiveText(pipeline.pull), "1")
})

test("calls of next() that are not awaited are served in order, with the receives between them", async () => {
  using pipeline = Pipeline.joined()
  const iterator = pipeline.pull.batches({ max: 2 })
  const next = () => iterator.next().then(({ value }) => texts(value as Message[][]))
  const results = [next(), receiveTexts(pipeline.pull, 1), next(), next()]
  let served = 0
  for (const result of results) void result.then(() => served++)
  let sent = 0
  while (served < results.length) {
    // Once all are served, nobody receives: a send to a full queue would wait for ever.
    if (pipeline.push.writable) await pipeline.push.send(String(sent++))
    await setImmediate()
  }
  const seen = (await Promise.all(results)).flat()
  while (seen.length < sent) seen.push(...texts(await pipeline.pull.receiveMany(timeLimit)))
  assert.deepEqual(seen, numbers(sent))
})

test("an invalid max is refused by batches() itself", () => {
  using pull = new Pull()
  for (const max of [0, -1, 1.5, Number.NaN]) {
    assert.throws(() => pull.batches({ max }), { name: "RangeError", code: "ERR_OUT_OF_RANGE" })
  }
  assert.throws(() => pull.batches({ max: "5" as never }), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  assert.throws(() => pull.batches(5 as never), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
})

test("batches of a closed socket: new ones throw, those from before are done", async () => {
  const pull = new Pull()
  const before = pull.batches()
  pull.close()
  assert.throws(() => pull.batches(), { name: "ZmqError", code: "EBADF", message: "Socket is closed" })
  assert.deepEqual(await before.next(), { done: true, value: undefined })
})

test("a loop over batches ends with the receive's error: time-out, ETERM, EFSM", async () => {
  const context = new Context()
  using pull = new Pull({ context, receiveTimeout: 1 })
  await assert.rejects(drain(pull), { name: "TimeoutError", code: "EAGAIN" })
  pull.receiveTimeout = -1
  const loop = drain(pull)
  context.shutdown()
  await assert.rejects(loop, { name: "ZmqError", code: "ETERM" })
  pull.close()
  await context.term()
  using request = new Request({ receiveTimeout: 0 })
  await assert.rejects(request.batches().next(), { name: "ZmqError", code: "EFSM" })
})

test("a loop over batches can answer on its own socket", async () => {
  using reply = new Reply()
  using request = new Request({ linger: 0 })
  request.connect(await bindFresh(reply))
  const serving = (async () => {
    for await (const batch of reply.batches()) {
      for (const [part] of batch) await reply.send(`answer to ${part}`)
    }
  })()
  for (const number of numbers(20)) {
    await request.send(number)
    assert.equal(await receiveText(request), `answer to ${number}`)
  }
  reply.close()
  await serving
})

test("several loops over batches of one socket share its messages", async () => {
  using pipeline = Pipeline.joined()
  let left = 300
  const loop = async () => {
    const seen: string[] = []
    for await (const batch of pipeline.pull.batches({ max: 7 })) {
      seen.push(...texts(batch))
      left -= batch.length
      if (left === 0) pipeline.pull.close()
    }
    return seen
  }
  const loops = [loop(), loop(), loop()]
  for (const number of numbers(300)) await pipeline.push.send(number)
  const shares = await Promise.all(loops)
  const ascending = (one: string, other: string) => Number(one) - Number(other)
  assert.deepEqual(shares.flat().sort(ascending), numbers(300))
  for (const share of shares) assert.deepEqual(share, [...share].sort(ascending), "each in order")
})
