import assert from "node:assert/strict"
import { join } from "node:path"
import { test } from "node:test"
import { Worker } from "node:worker_threads"
import { Pair, Request } from "#lib/index"
import { freshAddress } from "../support/endpoints"
import { timeLimit } from "../support/waiting"
import { exchange as exchangeMessagePack } from "./formats/message-pack"
import { exchange as exchangeProtocolBuffers } from "./formats/protocol-buffers"

// Code of docs/how-to/serialization.md and worker-threads.md.

async function pairs(): Promise<[Pair, Pair]> {
  const [a, b] = [new Pair({ receiveTimeout: 10_000 }), new Pair({ receiveTimeout: 10_000 })]
  const address = freshAddress("inproc")
  await a.bind(address)
  b.connect(address)
  return [a, b]
}

test("MessagePack carries binary data and text", async () => {
  const [a, b] = await pairs()
  const value = { id: 7, bytes: Buffer.of(1, 2, 3), text: "ä" }
  assert.deepEqual(await exchangeMessagePack(a, b, value), value)
  a.close()
  b.close()
})

test("Protocol Buffers carry what their schema has", async () => {
  const [a, b] = await pairs()
  assert.deepEqual(await exchangeProtocolBuffers(a, b, { id: 7, tags: ["x", "y"] }), { id: 7, tags: ["x", "y"] })
  a.close()
  b.close()
})

test("a worker that blocks answers, and can be terminated while it blocks", async () => {
  const endpoint = freshAddress("inproc")
  const request = new Request()
  await request.bind(endpoint)
  const worker = new Worker(join(__dirname, "formats", "blocking-worker.js"), { workerData: endpoint })
  await request.send("hello", timeLimit)
  assert.equal(await request.receiveString(timeLimit), "re: hello")
  await worker.terminate()
  request.close()
})
