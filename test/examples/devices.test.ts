import assert from "node:assert/strict"
import { test } from "node:test"
import { Request } from "#lib/index"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"
import { Example, numbered } from "./example"

test("queue device: REQ clients and REP workers, and how much went through", async () => {
  using folder = new TemporaryFolder()
  const [front, back] = [folder.ipc("clients"), folder.ipc("workers")]
  await using worker = new Example("broker-worker", "Ada", back)
  await using queue = new Example("queue-device", front, back)
  await queue.printed(/^Workers at ipc:/)
  await using client = new Example("hello-client", front)
  assert.deepEqual(await client.exited(), [
    `Asking ${front}`,
    ...numbered(10, (round) => `Received World from Ada (${round})`),
  ])
  assert.equal((await queue.stop("SIGINT")).at(-1), "10 requests, 10 replies")
  await worker.stop()
})

test("queue device: ends with code 0 while a request waits for a worker", async () => {
  await using queue = new Example("queue-device", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
  using client = new Request({ linger: 0 })
  await queue.printed(/^Workers at/)
  client.connect(await queue.printed(/^Clients at (.*)$/))
  await client.send("Hello", timeLimit)
  assert.equal((await queue.stop()).at(-1), "0 requests, 0 replies")
})

test("forwarder device: weather to readers, and its capture sees both directions", async () => {
  using folder = new TemporaryFolder()
  const [front, back] = [folder.ipc("stations"), folder.ipc("readers")]
  await using forwarder = new Example("forwarder-device", front, back)
  await forwarder.printed(/^Readers at ipc:/)
  await using station = new Example("weather-station", front)
  await using reader = new Example("weather-reader", "10001", back)
  await reader.exited()
  await forwarder.printed(/^"\\u000110001/)
  await forwarder.printed(/^"10001/)
  await station.stop()
  await forwarder.stop()
})

test("streamer device: three consumers share the work of two producers", async () => {
  await using streamer = new Example("streamer-device", "30")
  assert.deepEqual(await streamer.exited(), ["Ada did 10 of 30", "Ben did 10 of 30", "Cem did 10 of 30"])
})
