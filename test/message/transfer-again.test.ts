import assert from "node:assert/strict"
import { test } from "node:test"
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads"
import { only } from "../support/elements"
import { Pipeline } from "../support/pipeline"
import { fromLibzmq, fromV8, next, received, transfer } from "./transferable"

test("received memory twice in one message, and in several of a sendMany, arrives each time", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const expected = Buffer.from(fromV8(100_000))
  const one = await received(pipeline)
  await push.send([one.subarray(0, 50_000), one.subarray(50_000), new DataView(one.buffer)], transfer)
  assert.equal(one.byteLength, 0)
  const [start, end, whole] = await next(pull)
  assert.ok(Buffer.concat([start!, end!]).equals(expected))
  assert.ok(whole?.equals(expected))
  const many = await received(pipeline)
  assert.equal(await push.sendMany([many, many.subarray(1), ["", many]], transfer), 3)
  assert.equal(many.byteLength, 0)
  for (const bytes of [expected, expected.subarray(1), expected]) {
    assert.ok((await next(pull)).at(-1)?.equals(bytes))
  }
})

test("memory that was handed over cannot be sent again, nor received memory", async () => {
  using pipeline = Pipeline.joined()
  const { push } = pipeline
  for (const bytes of [fromV8(100_000), fromLibzmq(100_000), await received(pipeline)]) {
    await push.send(bytes, transfer)
    await next(pipeline.pull)
    const detached = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /detached/ }
    await assert.rejects(push.send(bytes), detached)
    await assert.rejects(push.send(bytes, transfer), detached)
    await assert.rejects(push.sendMany(["good", bytes], transfer), detached)
  }
  assert.equal(pipeline.pull.readable, false)
})

test("a received message can be forwarded again and again", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  for (const size of [32_768, 100_000]) {
    let part = await received(pipeline, size)
    for (let round = 0; round < 50; round++) {
      await push.send(["round", part], transfer)
      assert.equal(part.byteLength, 0)
      part = (await next(pull))[1]!
    }
    assert.ok(part.equals(fromV8(size)))
  }
})

test("a slice of a received part can be forwarded", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const part = await received(pipeline)
  await push.send(part.subarray(5, 90_000), transfer)
  assert.equal(part.byteLength, 0)
  const rest = only(await next(pull))
  assert.ok(rest.equals(fromV8(100_000).subarray(5, 90_000)))
  await push.send(rest.subarray(1), transfer)
  assert.ok((await next(pull))[0]?.equals(fromV8(100_000).subarray(6, 90_000)))
})

test("memory that went through a MessagePort can be handed over", async () => {
  using pipeline = Pipeline.joined()
  const { port1, port2 } = new MessageChannel()
  const ofV8 = fromV8(100_000)
  for (const bytes of [ofV8, fromLibzmq(100_000), await received(pipeline)]) {
    // Memory that an addon has made is never transferred: Node 20 copies it all the same, later versions throw.
    port1.postMessage(bytes, bytes === ofV8 ? [bytes.buffer as ArrayBuffer] : [])
    const { message } = receiveMessageOnPort(port2) as { message: Uint8Array }
    await pipeline.push.send(message, transfer)
    assert.equal(message.byteLength, 0)
    assert.ok((await next(pipeline.pull))[0]?.equals(fromV8(100_000)))
  }
  port1.close()
})
