import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Dealer, Pair, Pull, Push, SocketClosedError } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { numbers, Pipeline, receiveText, receiveTexts } from "../support/pipeline"
import { timeLimit } from "../support/waiting"

test("a receive resolves with the parts of the next message, each a Buffer", async () => {
  using pipeline = Pipeline.joined()
  await pipeline.push.send(["topic", Buffer.from([0, 1, 255]), ""])
  const message = await pipeline.pull.receive()
  assert.ok(Array.isArray(message))
  assert.ok(message.every(Buffer.isBuffer))
  assert.deepEqual(message, [Buffer.from("topic"), Buffer.from([0, 1, 255]), Buffer.alloc(0)])
})

test("receives that wait are served in the order of their calls", async () => {
  using pipeline = Pipeline.joined()
  const order: string[] = []
  const receives = numbers(50).map((text) =>
    pipeline.pull.receive().then(([part]) => {
      order.push(text)
      return String(part)
    }),
  )
  for (const text of numbers(50)) await pipeline.push.send(text)
  assert.deepEqual(await Promise.all(receives), numbers(50))
  assert.deepEqual(order, numbers(50))
})

test("receives that wait are served in the order of their calls over the network", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  const receives = numbers(300).map(() => receiveText(pull, {}))
  for (const text of numbers(300)) await push.send(text)
  assert.deepEqual(await Promise.all(receives), numbers(300))
})

test("receives that are called before and after the messages arrive share them in order", async () => {
  using pipeline = Pipeline.joined()
  const before = [receiveText(pipeline.pull), receiveText(pipeline.pull)]
  for (const text of numbers(6)) await pipeline.push.send(text)
  const after = [receiveText(pipeline.pull), receiveText(pipeline.pull, { timeout: -1 })]
  assert.deepEqual(await Promise.all([...before, ...after]), numbers(4))
  assert.deepEqual(await receiveTexts(pipeline.pull, 2), numbers(2, 4))
})

test("fewer messages than receives: the rest go on waiting", async () => {
  using pipeline = Pipeline.joined()
  let settled = 0
  const receives = numbers(3).map(() => receiveText(pipeline.pull, {}).finally(() => settled++))
  await pipeline.push.send("0")
  assert.equal(await receives[0], "0")
  await setImmediate()
  assert.equal(settled, 1)
  await pipeline.push.send("1")
  await pipeline.push.send("2")
  assert.deepEqual(await Promise.all(receives), numbers(3))
})

test("close() rejects every receive that waits, in order", async () => {
  using pull = new Pull()
  await bindFresh(pull)
  const ended: string[] = []
  const receives = numbers(100).map((text) =>
    pull.receive(Number(text) % 2 === 0 ? undefined : { timeout: 10_000 }).catch((error) => {
      ended.push(text)
      throw error
    }),
  )
  pull.close()
  for (const receive of receives) {
    await assert.rejects(receive, {
      name: "SocketClosedError",
      code: "EAGAIN",
      syscall: "zmq_msg_recv",
      message: "Socket was closed while the operation waited",
    })
  }
  assert.deepEqual(ended, numbers(100))
})

test("close() from where a receive continues rejects the receives behind it", async () => {
  using pipeline = Pipeline.joined()
  const first = pipeline.pull.receive().then(([part]) => {
    pipeline.pull.close()
    return String(part)
  })
  const second = pipeline.pull.receive()
  second.catch(() => undefined)
  await pipeline.push.send("only")
  assert.equal(await first, "only")
  await assert.rejects(second, SocketClosedError)
})

test("sends and receives that wait on one socket do not hold each other up", async () => {
  using one = new Pair({ linger: 0, sendHighWaterMark: 1, receiveHighWaterMark: 1 })
  using other = new Pair({ linger: 0, sendHighWaterMark: 1, receiveHighWaterMark: 1 })
  const receives = [one, other].map((pair) => numbers(500).map(() => receiveText(pair)))
  const sends = [one, other].map((pair) => numbers(500).map((text) => pair.send(text, timeLimit)))
  other.connect(await bindFresh(one))
  await Promise.all(sends.flat())
  for (const texts of receives) assert.deepEqual(await Promise.all(texts), numbers(500))
})

test("a busy sender does not keep its own receives waiting", async () => {
  using one = new Dealer({ linger: 0, sendHighWaterMark: 0 })
  using other = new Dealer({ linger: 0, receiveHighWaterMark: 0 })
  other.connect(await bindFresh(one))
  await other.send("hello")
  await one.receive(timeLimit)
  // Every send may handle the signal of a message that arrives meanwhile.
  let running = true
  const received = receiveText(one).finally(() => {
    running = false
  })
  await other.send("stop")
  let turns = 0
  while (running && turns++ < 1_000_000) await one.send("busy")
  assert.equal(await received, "stop")
})

test("100,000 receives that wait are served in order", { timeout: 60_000 }, async () => {
  const count = 100_000
  using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  let served = 0
  const receives = numbers(count).map(async (text, index) => {
    const [part] = await pipeline.pull.receive()
    if (served++ !== index || part?.toString() !== text) assert.fail(`receive ${index} got ${part} as number ${served}`)
  })
  for (const text of numbers(count)) await pipeline.push.send(text)
  await Promise.all(receives)
  assert.equal(served, count)
})
