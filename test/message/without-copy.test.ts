// Sends with `copy: false`: the message and the program use the same memory.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Channel, Client, Dish, Gather, Radio, Scatter, Server } from "#lib/draft"
import { allocUnsafe, Context, curveKeyPair, isFree, Publisher, Pull, Push, TimeoutError, whenFree } from "#lib/index"
import { untilJoined } from "../draft/until-joined"
import { runProgram } from "../support/child"
import { only } from "../support/elements"
import { bindFresh, freshAddress, transports } from "../support/endpoints"
import { numbers, Pipeline, receiveText } from "../support/pipeline"
import { subscribersOf } from "../support/subscriptions"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"
import { names as ends, peerPrograms } from "./programs/in-use-end"
import { fill, fromLibzmq, fromV8, next, received } from "./transferable"

const uncopied = { copy: false }
const size = 100_000

/** Fails unless memory that is in use shows it. */
function inUse(memory: ArrayBufferView): void {
  assert.equal(isFree(memory), false)
}

for (const transport of transports) {
  test(`messages arrive, and their memory is as it was, over ${transport}`, async () => {
    using pull = new Pull()
    using push = new Push({ linger: 0 })
    push.connect(await bindFresh(pull, transport))
    for (const length of [1, 32_767, 32_768, size, 5_000_000]) {
      const bytes = fromLibzmq(length, 3)
      await push.send(bytes, uncopied)
      await push.send(["topic", bytes, bytes.buffer, new DataView(bytes.buffer)], uncopied)
      assert.equal(await push.sendMany([bytes, ["topic", bytes]], uncopied), 2)
      push.sendSync(bytes, { copy: false, ...timeLimit })
      const arrived: Buffer[] = []
      for (let count = 0; count < 5; count++) {
        arrived.push(...(await next(pull)).filter((part) => String(part) !== "topic"))
      }
      assert.equal(arrived.length, 7)
      for (const part of arrived) assert.ok(part.equals(fromLibzmq(length, 3)))
      await whenFree(bytes, timeLimit)
      assert.equal(isFree(bytes), true)
      assert.ok(
        fromLibzmq(length, 3).every((byte, index) => bytes[index] === byte),
        "it was written to",
      )
    }
  })
}

test("the memory is used until the message is received: what is written meanwhile arrives", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const bytes = fromLibzmq(size)
  await push.send(bytes, uncopied)
  inUse(bytes)
  let free = false
  const freed = whenFree(bytes).then(() => {
    free = true
  })
  fill(bytes, 50)
  await setImmediate()
  assert.equal(free, false)
  assert.ok((await next(pull))[0]?.equals(fromV8(size, 50)), "it was copied")
  await freed
  assert.equal(isFree(bytes), true)
})

test("a part of the memory is sent from its place; of a small part, a copy", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const bytes = fromLibzmq(size)
  const expected = Buffer.from(bytes)
  await push.send([bytes.subarray(10, 20), bytes.subarray(1001, 1001 + 32_767)], uncopied)
  assert.equal(isFree(bytes), true)
  assert.deepEqual(await next(pull), [expected.subarray(10, 20), expected.subarray(1001, 1001 + 32_767)])
  await push.send([bytes.subarray(50_001), bytes.subarray(7, 9000)], uncopied)
  inUse(bytes)
  assert.deepEqual(await next(pull), [expected.subarray(50_001), expected.subarray(7, 9000)])
  await whenFree(bytes, timeLimit)
})

test("who receives has memory of its own: neither side sees what the other writes", async () => {
  using publisher = new Publisher()
  const address = await bindFresh(publisher, "inproc")
  const subscribers = subscribersOf(address, 3)
  const bytes = fromLibzmq(size)
  await publisher.send(bytes, uncopied)
  const parts: Buffer[] = []
  for (const subscriber of subscribers) {
    inUse(bytes)
    parts.push(only(await subscriber.receive(timeLimit)))
  }
  await whenFree(bytes, timeLimit)
  parts[0]?.fill(1)
  assert.ok(fromV8(size).every((byte, index) => bytes[index] === byte))
  bytes.fill(2)
  for (const part of parts.slice(1)) assert.ok(part.equals(fromV8(size)))
  for (const subscriber of subscribers) subscriber.close()
})

test("the same for one receiver, and for one that receives into memory", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const bytes = fromLibzmq(size)
  for (let count = 0; count < 2; count++) await push.send(bytes, uncopied)
  const part = only(await next(pull))
  part.fill(1)
  assert.ok(fromV8(size).every((byte, index) => bytes[index] === byte))
  const memory = Buffer.alloc(size)
  await pull.receiveInto(memory)
  await whenFree(bytes, timeLimit)
  assert.ok(memory.equals(fromV8(size)))
})

test("a large part that was received is forwarded without a copy", async () => {
  using pipeline = Pipeline.joined()
  const part = await received(pipeline)
  await pipeline.push.send(["again", part], uncopied)
  inUse(part)
  fill(part, 9)
  assert.ok((await next(pipeline.pull))[1]?.equals(fromV8(size, 9)))
  await whenFree(part, timeLimit)
})

test("several messages use the memory, of several sockets: it is free after the last of them", async () => {
  const pipelines = numbers(3).map(() => Pipeline.joined())
  const bytes = fromLibzmq(size)
  for (const { push } of pipelines) await push.sendMany([bytes, [bytes, bytes]], uncopied)
  let free = 0
  const waits = numbers(3).map(() => whenFree(bytes).then(() => free++))
  for (const pipeline of pipelines) {
    inUse(bytes)
    assert.equal(free, 0)
    assert.ok((await next(pipeline.pull))[0]?.equals(fromV8(size)))
    assert.equal((await next(pipeline.pull)).length, 2)
    await setImmediate()
    pipeline[Symbol.dispose]()
  }
  await Promise.all(waits)
  assert.equal(isFree(bytes), true)
})

test("other memory is copied: it is free at once", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const shared = new Uint8Array(new SharedArrayBuffer(size)).fill(5)
  for (const bytes of [fromV8(size), Buffer.from(fromV8(size)), allocUnsafe(32_767), shared]) {
    const expected = Buffer.from(bytes)
    await push.sendMany([bytes, [bytes, "text", 5, null]], uncopied)
    assert.equal(isFree(bytes), true)
    await whenFree(bytes)
    bytes.fill(0)
    assert.deepEqual(await next(pull), [expected])
    assert.deepEqual(await next(pull), [expected, Buffer.from("text"), Buffer.from("5"), Buffer.alloc(0)])
  }
  assert.equal(isFree(new SharedArrayBuffer(5)), true)
  for (const part of ["text", 5, null, new ArrayBuffer(0), allocUnsafe(size).subarray(5, 5)]) {
    await push.send(part, uncopied)
    assert.equal(String((await next(pull))[0]), part === "text" || part === 5 ? String(part) : "")
  }
})

test("a send that fails or does not begin uses no memory", async () => {
  using pipeline = new Pipeline({ pendingSendLimit: 1 })
  const { push } = pipeline
  const bytes = fromLibzmq(size)
  const refused = async (sending: () => unknown, error: object) => {
    await assert.rejects(async () => sending(), error)
    assert.equal(isFree(bytes), true)
  }
  const bad = true as never
  await refused(() => push.send([bytes, bad], uncopied), TypeError)
  await refused(() => push.sendMany([bytes, [bytes, bad]], uncopied), TypeError)
  await refused(() => push.sendMany([[bytes], []], uncopied), TypeError)
  await refused(() => push.send(bytes, { copy: 1 as never }), {
    code: "ERR_INVALID_ARG_TYPE",
    message: /options\.copy/,
  })
  await refused(() => push.send(bytes, { copy: false, transfer: true }), {
    code: "ERR_INVALID_ARG_VALUE",
    message: /`transfer: true` .* `copy: false`/,
  })
  await refused(() => push.send(bytes, { copy: false, timeout: 0 }), TimeoutError)
  await refused(() => push.sendMany([bytes], { copy: false, timeout: 0 }), TimeoutError)
  await refused(() => push.sendSync(bytes, { copy: false, timeout: 1 }), TimeoutError)
  await refused(() => push.send(bytes, { copy: false, timeout: 1 }), TimeoutError)
  await refused(() => push.send(bytes, { copy: false, signal: AbortSignal.abort() }), { name: "AbortError" })
  push.send("waits").catch(() => undefined)
  await refused(() => push.send(bytes, uncopied), { code: "EBUSY" })
  push.close()
  await refused(() => push.send(bytes, uncopied), { code: "EBADF" })
})

test("a send that waits uses the memory; when it is aborted, late or closed, no longer", async () => {
  using pipeline = new Pipeline()
  const { push } = pipeline
  const blocks = numbers(4).map(() => fromLibzmq(size))
  const controller = new AbortController()
  const sends = [
    push.send(blocks[0]!, { copy: false, signal: controller.signal }),
    push.send([blocks[1]!, "more"], { copy: false, timeout: 5 }),
    push.sendMany([blocks[2]!, [blocks[3]!]], uncopied),
  ]
  const outcomes = Promise.allSettled(sends)
  for (const block of blocks) inUse(block)
  const waits = blocks.map((block) => whenFree(block, timeLimit))
  controller.abort()
  await waits[0]
  await waits[1]
  for (const block of blocks.slice(2)) inUse(block)
  push.close()
  await Promise.all(waits)
  assert.deepEqual(
    (await outcomes).map((outcome) => outcome.status === "rejected" && outcome.reason.name),
    ["AbortError", "TimeoutError", "SocketClosedError"],
  )
})

test("at the high-water mark, all messages arrive in order, each from memory of its own", async () => {
  using pipeline = Pipeline.narrow(2)
  const { push, pull } = pipeline
  const blocks = numbers(20).map((_, index) => fromLibzmq(size, index))
  const sends = blocks.map((block, index) =>
    index % 2 === 0 ? push.send(block, uncopied) : push.sendMany([block], uncopied),
  )
  for (const [index, block] of blocks.entries()) {
    assert.ok((await next(pull))[0]?.equals(fromV8(size, index)))
    await whenFree(block, timeLimit)
  }
  await Promise.all(sends)
})

test("two blocks by turns, over the network", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  const blocks = [allocUnsafe(size), allocUnsafe(size)]
  const target = Buffer.alloc(size)
  const receiving = (async () => {
    for (let index = 0; index < 200; index++) {
      assert.equal(await pull.receiveInto(target, timeLimit), size)
      assert.ok(
        target.every((byte) => byte === index),
        `message ${index}`,
      )
    }
  })()
  for (let index = 0; index < 200; index++) {
    const block = blocks[index % 2]!
    await whenFree(block, timeLimit)
    block.fill(index)
    await push.send(block, uncopied)
  }
  await receiving
})

test("a close with linger 0, and the end of a context, free the memory of messages that nobody received", async () => {
  for (const transport of ["tcp", "ipc", "inproc"] as const) {
    const context = new Context()
    const pull = new Pull({ context, receiveHighWaterMark: 1 })
    const push = new Push({ context, linger: 0 })
    push.connect(await bindFresh(pull, transport))
    const bytes = fromLibzmq(5_000_000)
    for (let count = 0; count < 10; count++) await push.send(bytes, uncopied)
    inUse(bytes)
    push.close()
    pull.close()
    await context.term()
    await whenFree(bytes, timeLimit)
  }
  const context = new Context()
  const push = new Push({ context, linger: 0 })
  push.connect(freshAddress("ipc"))
  const bytes = fromLibzmq(size)
  await push.send(bytes, uncopied)
  inUse(bytes)
  push.close()
  await whenFree(bytes, timeLimit)
  await context.term()
})

test("handed over while messages use it: all arrive, and nobody else can write to the memory", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const bytes = fromLibzmq(size)
  const part = fromLibzmq(size).subarray(10, 90_000)
  await push.send(bytes, uncopied)
  await push.send(part, uncopied)
  const freed = Promise.all([whenFree(bytes, timeLimit), whenFree(part, timeLimit)])
  await push.send(bytes, { transfer: true })
  await push.send(part, { transfer: true })
  assert.equal(bytes.length + part.length, 0)
  assert.throws(() => isFree(bytes), { code: "ERR_INVALID_ARG_VALUE" })
  const parts: Buffer[] = []
  for (let count = 0; count < 4; count++) parts.push(only(await next(pull)))
  await freed
  for (const [index, arrived] of parts.entries()) {
    assert.ok(arrived.equals(index % 2 === 0 ? fromV8(size) : fromV8(size).subarray(10, 90_000)))
    arrived.fill(0)
  }
})

test("the collector takes a Buffer whose memory is in use: the message has it still", async () => {
  using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  const { push, pull } = pipeline
  const count = 50
  const references: WeakRef<ArrayBufferLike>[] = []
  for (let index = 0; index < count; index++) {
    const bytes = fromLibzmq(size, index)
    references.push(new WeakRef(bytes.buffer))
    await push.send(bytes, uncopied)
  }
  const collected = () => references.filter((reference) => reference.deref() === undefined).length
  await until(() => {
    globalThis.gc!()
    return collected() >= count - 1
  })
  // Memory of the size of what was sent, where that would be if it were free.
  const others = numbers(count).map(() => allocUnsafe(size).fill(0xff))
  for (let index = 0; index < count; index++) assert.ok((await next(pull))[0]?.equals(fromV8(size, index)))
  assert.equal(others.length, count)
})

test("encrypted messages", async () => {
  const server = curveKeyPair()
  const client = curveKeyPair()
  using pull = new Pull({ curveServer: true, curveSecretKey: server.secretKey })
  using push = new Push({
    linger: 0,
    curveServerKey: server.publicKey,
    curvePublicKey: client.publicKey,
    curveSecretKey: client.secretKey,
  })
  push.connect(await bindFresh(pull))
  const bytes = fromLibzmq(size)
  await push.send(bytes, uncopied)
  assert.ok((await next(pull))[0]?.equals(fromV8(size)))
  await whenFree(bytes, timeLimit)
  assert.ok(fromV8(size).every((byte, index) => bytes[index] === byte))
})

describe("draft sockets", () => {
  test("Client and Server, Scatter and Gather, Channel", async () => {
    using server = new Server()
    using client = new Client()
    client.connect(await bindFresh(server, "inproc"))
    const bytes = fromLibzmq(size)
    await client.send(bytes, uncopied)
    inUse(bytes)
    const [question, tag] = await server.receive(timeLimit)
    assert.ok(question.equals(fromV8(size)))
    await server.send(bytes, { ...tag, copy: false })
    await server.sendMany(
      [
        [bytes, tag],
        ["text", tag],
      ],
      uncopied,
    )
    server.sendSync(bytes, { ...tag, copy: false })
    inUse(bytes)
    assert.ok(only(await client.receive(timeLimit)).equals(fromV8(size)))
    assert.ok(only(await client.receive(timeLimit)).equals(fromV8(size)))
    assert.equal(await receiveText(client), "text")
    assert.ok(only(await client.receive(timeLimit)).equals(fromV8(size)))
    using scatter = new Scatter()
    using gather = new Gather()
    scatter.connect(await bindFresh(gather, "inproc"))
    await scatter.send(bytes, uncopied)
    inUse(bytes)
    assert.ok(only(await gather.receive(timeLimit)).equals(fromV8(size)))
    using one = new Channel()
    using other = new Channel()
    one.connect(await bindFresh(other, "inproc"))
    await one.send(bytes, uncopied)
    inUse(bytes)
    const memory = Buffer.alloc(size)
    assert.equal(await other.receiveInto(memory, timeLimit), size)
    assert.ok(memory.equals(fromV8(size)))
    await whenFree(bytes, timeLimit)
  })

  test("Radio and Dish", async () => {
    using radio = new Radio()
    using dish = new Dish()
    dish.join("group")
    dish.connect(await bindFresh(radio))
    await untilJoined(radio, dish, "group")
    const bytes = fromLibzmq(size)
    await radio.send(bytes, { group: "group", copy: false })
    assert.ok((await dish.receive(timeLimit))[0].equals(fromV8(size)))
    await whenFree(bytes, timeLimit)
  })
})

test("a wait for memory: time-outs, signals, wrong arguments", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const bytes = fromLibzmq(size)
  await whenFree(bytes, { timeout: 0 })
  await push.send(bytes, uncopied)
  const late = { name: "TimeoutError", code: "EAGAIN" }
  await assert.rejects(whenFree(bytes, { timeout: 0 }), {
    ...late,
    message: "A message still used the memory after 0 ms",
  })
  for (let count = 0; count < 5; count++) await assert.rejects(whenFree(bytes, { timeout: 1 }), { ...late, timeout: 1 })
  const controller = new AbortController()
  const aborted = whenFree(bytes, { signal: controller.signal })
  controller.abort()
  await assert.rejects(aborted, { name: "AbortError" })
  await assert.rejects(whenFree(bytes, { signal: AbortSignal.abort() }), { name: "AbortError" })
  await assert.rejects(whenFree(bytes, { timeout: -2 }), { code: "ERR_OUT_OF_RANGE" })
  await assert.rejects(whenFree(bytes, { linger: 0 } as never), { code: "ERR_INVALID_ARG_VALUE" })
  for (const bad of [undefined, null, "text", 5, {}, []] as never[]) {
    assert.throws(() => isFree(bad), { code: "ERR_INVALID_ARG_TYPE", message: /^"memory" must be a Buffer, / })
    await assert.rejects(whenFree(bad), { code: "ERR_INVALID_ARG_TYPE" })
  }
  inUse(bytes)
  const freed = whenFree(bytes, timeLimit)
  assert.ok((await next(pull))[0]?.equals(fromV8(size)))
  await freed
  await assert.rejects(push.send("x", { copied: false } as never), { code: "ERR_INVALID_ARG_VALUE" })
  assert.deepEqual(text([Buffer.from("end")]), ["end"])
})

describe("ends of threads and of the process while messages use memory", { concurrency: 2 }, () => {
  for (const [name, code] of Object.entries(ends)) {
    test(name, async () => {
      assert.equal(await runProgram("message/programs/in-use-end", [name], { code }), "checked\n")
    })
  }

  for (const [name, code] of Object.entries(peerPrograms)) {
    test(`${name}: what was sent arrives`, async () => {
      using pull = new Pull()
      const address = await bindFresh(pull)
      const ended = runProgram("message/programs/in-use-end", [name, address], { code })
      for (let index = 0; index < 20; index++) {
        const [part] = await pull.receive({ timeout: 60_000 })
        assert.ok(part?.equals(Buffer.alloc(1_000_000, index)), `message ${index}`)
      }
      assert.equal(await ended, "checked\n")
    })
  }
})
