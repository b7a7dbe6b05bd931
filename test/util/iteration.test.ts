import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, Pair, Pull, Push, Reply, Request } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { numbers, Pipeline, receiveText, receiveTexts } from "../support/pipeline"
import { timeLimit } from "../support/waiting"

/** Iterates over the socket until the loop ends by itself: the messages, of one part each, as text. */
async function drain(socket: AsyncIterable<Buffer[]>, each?: (text: string) => void): Promise<string[]> {
  const texts: string[] = []
  for await (const [part] of socket) {
    texts.push(String(part))
    each?.(String(part))
  }
  return texts
}

test("a loop receives messages in order, and ends quietly when the socket is closed in it", async () => {
  using pipeline = Pipeline.joined()
  for (const text of numbers(100)) await pipeline.push.send(text)
  const texts = await drain(pipeline.pull, (text) => {
    if (text === "49") pipeline.pull.close()
  })
  assert.deepEqual(texts, numbers(50))
})

test("a loop receives messages of several parts", async () => {
  using pipeline = Pipeline.joined()
  await pipeline.push.send(["a", "", "c"])
  for await (const message of pipeline.pull) {
    assert.deepEqual(message.map(String), ["a", "", "c"])
    break
  }
})

test("a loop over the network receives what comes later, and ends quietly when the socket is closed", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  const texts = drain(pull, (text) => {
    if (text === "199") pull.close()
  })
  for (const text of numbers(200)) await push.send(text)
  assert.deepEqual(await texts, numbers(200))
})

test("a loop that waits ends quietly when the socket is closed", async () => {
  using pull = new Pull()
  const texts = drain(pull)
  pull.close()
  assert.deepEqual(await texts, [])
})

test("all loops that wait end quietly when the socket is closed, and receives beside them do not", async () => {
  using pull = new Pull()
  const loops = [drain(pull), drain(pull), drain(pull)]
  const receive = pull.receive()
  receive.catch(() => undefined)
  pull.close()
  assert.deepEqual(await Promise.all(loops), [[], [], []])
  await assert.rejects(receive, { name: "SocketClosedError", code: "EAGAIN" })
})

test("break leaves the socket open and loses nothing", async () => {
  using pipeline = Pipeline.joined()
  for (const text of numbers(20)) await pipeline.push.send(text)
  const seen: string[] = []
  for await (const [part] of pipeline.pull) {
    seen.push(String(part))
    if (seen.length === 5) break
  }
  assert.equal(pipeline.pull.closed, false)
  seen.push(await receiveText(pipeline.pull))
  for await (const [part] of pipeline.pull) {
    seen.push(String(part))
    if (seen.length === 20) break
  }
  assert.deepEqual(seen, numbers(20))
  assert.equal(pipeline.pull.readable, false)
  await pipeline.push.send("after")
  assert.equal(await receiveText(pipeline.pull), "after")
})

test("an error thrown in the loop, and a return out of it, leave the socket open and lose nothing", async () => {
  using pipeline = Pipeline.joined()
  for (const text of numbers(4)) await pipeline.push.send(text)
  const failure = new Error("thrown in the loop")
  const throwing = async () => {
    for await (const _ of pipeline.pull) throw failure
  }
  const returning = async () => {
    for await (const [part] of pipeline.pull) return String(part)
    return undefined
  }
  await assert.rejects(throwing(), failure)
  assert.equal(await returning(), "1")
  assert.deepEqual(await receiveTexts(pipeline.pull, 2), ["2", "3"])
})

test("several loops over one socket share its messages: each goes to one of them", async () => {
  using pipeline = Pipeline.joined()
  const seen: string[] = []
  const each = (text: string) => {
    seen.push(text)
    if (seen.length === 300) pipeline.pull.close()
  }
  const loops = [drain(pipeline.pull, each), drain(pipeline.pull, each), drain(pipeline.pull, each)]
  for (const text of numbers(300)) await pipeline.push.send(text)
  const shares = await Promise.all(loops)
  assert.deepEqual(
    shares.flat().sort((one, other) => Number(one) - Number(other)),
    numbers(300),
  )
  for (const share of shares) {
    assert.deepEqual(
      share,
      [...share].sort((one, other) => Number(one) - Number(other)),
      "each in order",
    )
  }
})

test("a loop can answer on its own socket", async () => {
  using reply = new Reply()
  using request = new Request({ linger: 0 })
  request.connect(await bindFresh(reply))
  const serving = (async () => {
    for await (const [part] of reply) await reply.send(`answer to ${part}`)
  })()
  for (const text of numbers(20)) {
    await request.send(text)
    assert.equal(await receiveText(request), `answer to ${text}`)
  }
  reply.close()
  await serving
})

test("iterating over a closed socket throws", async () => {
  const pull = new Pull()
  pull.close()
  const closed = { name: "ZmqError", code: "EBADF", message: "Socket is closed" }
  await assert.rejects(drain(pull), closed)
  assert.throws(() => pull[Symbol.asyncIterator](), closed)
})

test("an iterator that was taken before the socket was closed is done", async () => {
  using pipeline = Pipeline.joined()
  await pipeline.push.send("dropped")
  const iterator = pipeline.pull[Symbol.asyncIterator]()
  pipeline.pull.close()
  assert.deepEqual(await iterator.next(), { done: true, value: undefined })
  assert.deepEqual(await iterator.next(), { done: true, value: undefined })
})

test("an iterator that was returned is done, and leaves later messages to others", async () => {
  using pipeline = Pipeline.joined()
  const iterator = pipeline.pull[Symbol.asyncIterator]()
  await pipeline.push.send("0")
  await pipeline.push.send("1")
  assert.deepEqual((await iterator.next()).value?.map(String), ["0"])
  assert.deepEqual(await iterator.return?.(), { done: true, value: undefined })
  assert.deepEqual(await iterator.next(), { done: true, value: undefined })
  assert.equal(await receiveText(pipeline.pull), "1")
  assert.equal(iterator[Symbol.asyncIterator](), iterator)
})

test("calls of next() that are not awaited are served in order, with the receives between them", async () => {
  using pipeline = Pipeline.joined()
  const iterator = pipeline.pull[Symbol.asyncIterator]()
  const results = [
    iterator.next().then(({ value }) => String(value?.[0])),
    receiveText(pipeline.pull),
    iterator.next().then(({ value }) => String(value?.[0])),
    pipeline.pull[Symbol.asyncIterator]()
      .next()
      .then(({ value }) => String(value?.[0])),
  ]
  for (const text of numbers(4)) await pipeline.push.send(text)
  assert.deepEqual(await Promise.all(results), numbers(4))
})

test("a loop ends with the receive's error: the time-out of the socket, or the end of its context", async () => {
  const context = new Context()
  using pull = new Pull({ context, receiveTimeout: 1 })
  await assert.rejects(drain(pull), { name: "TimeoutError", code: "EAGAIN" })
  pull.receiveTimeout = -1
  const loop = drain(pull)
  context.shutdown()
  await assert.rejects(loop, { name: "ZmqError", code: "ETERM" })
  pull.close()
  await context.term()
})

test("a loop that must not wait ends with EFSM in a state that cannot receive", async () => {
  using request = new Request({ receiveTimeout: 0 })
  await assert.rejects(drain(request), { name: "ZmqError", code: "EFSM" })
})

test("loops and bursts of sends on both ends do not hold each other up", async () => {
  using one = new Pair({ linger: 0, sendHighWaterMark: 1, receiveHighWaterMark: 1 })
  using other = new Pair({ linger: 0, sendHighWaterMark: 1, receiveHighWaterMark: 1 })
  other.connect(await bindFresh(one))
  let left = 600
  const each = () => {
    if (--left > 0) return
    one.close()
    other.close()
  }
  const loops = [drain(one, each), drain(other, each)]
  await Promise.all([one, other].flatMap((pair) => numbers(300).map((text) => pair.send(text, timeLimit))))
  assert.deepEqual(await Promise.all(loops), [numbers(300), numbers(300)])
})
