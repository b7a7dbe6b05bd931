// The transport of pino over PUB, and its reader.
import assert from "node:assert/strict"
import { test } from "node:test"
import pino from "pino"
import { Publisher } from "zmq-napi"
import { levelOf } from "../../examples/logging/levels"
import { LogReader } from "../../examples/logging/reader"
import { Child } from "../support/child"
import { reservedEndpoint } from "../support/endpoints"
import { Example } from "./example"

const target = require.resolve("../../examples/logging/pino-transport")

/** Reads so many lines, as `topic message`. */
async function read(reader: LogReader, count: number): Promise<string[]> {
  const lines: string[] = []
  for await (const { topic, entry } of reader) {
    lines.push(`${topic} ${entry.msg}`)
    if (lines.length === count) break
  }
  return lines
}

test("logging: a collector gets the warnings and errors of two services that end at once", async () => {
  await using example = new Example("logging")
  const [collects, ...lines] = await example.exited()
  assert.match(collects!, /^Collects at tcp:\/\/127\.0\.0\.1:\d+$/)
  assert.deepEqual(lines.sort(), [
    "'error.billing': 'cannot print'",
    "'error.printing': 'cannot print'",
    "'warn.billing': 'the queue is almost full'",
    "'warn.printing': 'the queue is almost full'",
  ])
})

test("a reader gets its level and those that are worse, in order, from the first line on", async () => {
  using reader = new LogReader("warn")
  const connect = await reader.bind("tcp://127.0.0.1:*")
  const transport = pino.transport({ target, options: { connect } })
  const log = pino({ name: "api", level: "trace" }, transport)
  for (const level of ["trace", "debug", "info", "warn"] as const) log[level](`a ${level} line`)
  assert.deepEqual(await read(reader, 1), ["warn.api a warn line"])
  // Only now: fatal() blocks this thread until the transport has written, and the reader could not subscribe meanwhile.
  for (const level of ["info", "error", "fatal"] as const) log[level](`a ${level} line`)
  assert.deepEqual(await read(reader, 2), ["error.api a error line", "fatal.api a fatal line"])
  transport.end()
})

test("lines are logged before the collector starts", async () => {
  const endpoint = reservedEndpoint()
  const transport = pino.transport({ target, options: { connect: endpoint, firstReaderTimeout: 10_000 } })
  const log = pino({ name: "early" }, transport)
  for (let number = 1; number <= 3; number++) log.info(`line ${number}`)
  using reader = new LogReader()
  await reader.bind(endpoint)
  assert.deepEqual(await read(reader, 3), ["info.early line 1", "info.early line 2", "info.early line 3"])
  transport.end()
})

test("a service that binds: a reader connects to it", async () => {
  const endpoint = reservedEndpoint()
  const transport = pino.transport({ target, options: { bind: endpoint, firstReaderTimeout: 10_000 } })
  const log = pino({}, transport)
  log.error("nameless")
  using reader = new LogReader("error")
  reader.connect(endpoint)
  assert.deepEqual(await read(reader, 1), ["error. nameless"])
  transport.end()
})

test("without a reader, a service ends soon", async () => {
  const script = `
    const pino = require("pino")
    const options = { connect: "${reservedEndpoint()}", firstReaderTimeout: 50, linger: 50 }
    const log = pino({}, pino.transport({ target: ${JSON.stringify(target)}, options }))
    for (let line = 0; line < 100; line++) log.error("nobody reads this")`
  await using child = Child.node(["-e", script], { cwd: __dirname })
  await child.exited()
})

test("what is no line of a log is skipped", async () => {
  using publisher = new Publisher()
  await publisher.bind("tcp://127.0.0.1:*")
  using reader = new LogReader()
  reader.connect(publisher.lastEndpoint!)
  const reading = read(reader, 1)
  let over = false
  void reading.then(() => {
    over = true
  })
  while (!over) {
    for (const text of ["not JSON", "null", "3", '{"msg":"a line"}']) await publisher.send(["info.x", text])
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.deepEqual(await reading, ["info.x a line"])
})

test("the topic of a level", () => {
  assert.deepEqual([10, 35, 40, 60, 99].map(levelOf), ["trace", "info", "warn", "fatal", "fatal"])
  for (const odd of [5, undefined, "30", Number.NaN]) assert.equal(levelOf(odd), "trace")
})
