// Sockets as sinks of streams, and the example that goes through all kinds of them.
import assert from "node:assert/strict"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { test } from "node:test"
import { Pull, Push, type SocketClosedError } from "zmq-napi"
import { webWritableTo, writableTo } from "../../examples/streams"
import { repository } from "../support/repository"
import { timeLimit, until } from "../support/waiting"
import { Example, numbered } from "./example"

const endpoint = "inproc://example-streams"

/** A Push and a Pull whose queues have room for one message each. */
function narrow(): { push: Push; pull: Pull } & Disposable {
  const pull = new Pull({ receiveHighWaterMark: 1 })
  pull.bindSync(endpoint)
  const push = new Push({ sendHighWaterMark: 1 })
  push.connect(endpoint)
  return {
    push,
    pull,
    [Symbol.dispose]() {
      push.close()
      pull.close()
    },
  }
}

async function take(pull: Pull, count: number): Promise<string[]> {
  const taken: string[] = []
  while (taken.length < count) taken.push(String(await pull.receive(timeLimit)))
  return taken
}

test("every line of a file arrives, in order", async () => {
  const file = join(repository, "examples", "streams.ts")
  const expected = readFileSync(file, "utf8").trimEnd().split("\n")
  // An empty line ends the example's stream.
  const end = expected.indexOf("")
  await using example = new Example("streams", file)
  const lines = await example.exited()
  assert.deepEqual(
    lines.slice(0, end),
    numbered(end, (number) => `${number}: ${expected[number - 1]}`),
  )
})

test("writableTo: a pipeline waits for the peer, loses nothing, and closes the socket at its end", async () => {
  using sockets = narrow()
  const { push, pull } = sockets
  let produced = 0
  const source = Readable.from(
    (function* () {
      for (; produced < 500; produced++) yield String(produced)
    })(),
    { highWaterMark: 1 },
  )
  const running = pipeline(source, writableTo(push))
  await take(pull, 1)
  // One in each queue, 16 in the stream, and those that are on their way.
  assert.ok(produced <= 1 + 2 * 16 + 4, String(produced))
  assert.deepEqual(
    await take(pull, 499),
    Array.from({ length: 499 }, (_, index) => String(index + 1)),
  )
  await running
  assert.ok(push.closed)
})

test("writableTo: write() says when to wait, and writes that have waited go in one call", async () => {
  using sockets = narrow()
  const { push, pull } = sockets
  const stream = writableTo(push)
  const accepted = Array.from({ length: 16 }, () => stream.write(["a", "b"]))
  assert.ok(accepted[0])
  assert.ok(!accepted.at(-1))
  const drained = once(stream, "drain")
  for (let count = 0; count < 16; count++) assert.equal((await pull.receive(timeLimit)).length, 2)
  await drained
})

test("writableTo: an error of the socket is that of the stream", async () => {
  using sockets = narrow()
  const { push } = sockets
  const stream = writableTo(push)
  const failed = once(stream, "error")
  for (let count = 0; count < 8; count++) stream.write("abc")
  await until(() => push.stats.waiting.sends === 1)
  push.close()
  const [error] = (await failed) as [SocketClosedError]
  assert.equal(error.code, "EAGAIN")
})

test("webWritableTo: a write resolves when libzmq has the message, and close() closes the socket", async () => {
  using sockets = narrow()
  const { push, pull } = sockets
  const writer = webWritableTo(push).getWriter()
  let resolved = 0
  const writes = Array.from({ length: 20 }, (_, index) => writer.write(String(index)).then(() => resolved++))
  await writes[0]
  assert.ok(resolved < 10, String(resolved))
  const closing = writer.close()
  assert.deepEqual(
    await take(pull, 20),
    Array.from({ length: 20 }, (_, index) => String(index)),
  )
  await Promise.all([...writes, closing])
  assert.ok(push.closed)
})
