import assert from "node:assert/strict"
import { test } from "node:test"
import { Request } from "#lib/index"
import { reservedEndpoint } from "../support/endpoints"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"
import { Example, numbered } from "./example"

const wildcard = "tcp://127.0.0.1:*"
const tenWorlds = numbered(10, (round) => `Received World (${round})`)

test("hello: ten requests, ten replies, the server first; Ctrl+C ends the server", async () => {
  await using server = new Example("hello-server", wildcard)
  const endpoint = await server.printed(/^Listening at (tcp:.*)$/)
  await using client = new Example("hello-client", endpoint)
  assert.deepEqual(await client.exited(), [`Asking ${endpoint}`, ...tenWorlds])
  assert.deepEqual(await server.stop("SIGINT"), [`Listening at ${endpoint}`, ...Array(10).fill("Received Hello")])
})

test("hello: the client first", async () => {
  using folder = new TemporaryFolder()
  for (const endpoint of [reservedEndpoint(), folder.ipc("hello")]) {
    await using client = new Example("hello-client", endpoint)
    await client.printed(/^Asking/)
    await using server = new Example("hello-server", endpoint)
    assert.deepEqual(await client.exited(), [`Asking ${endpoint}`, ...tenWorlds])
    assert.deepEqual(await server.stop(), [`Listening at ${endpoint}`, ...Array(10).fill("Received Hello")])
  }
})

test("hello: a server in the middle of its work ends at once, with code 0", async () => {
  await using server = new Example("hello-server", wildcard)
  using client = new Request({ linger: 0 })
  client.connect(await server.printed(/^Listening at (.*)$/))
  await client.send("Hello")
  await server.printed(/^Received Hello$/)
  await server.stop()
})

test("hello: an endpoint that is taken fails with the address in the message", async () => {
  await using server = new Example("hello-server", wildcard)
  const endpoint = await server.printed(/^Listening at (.*)$/)
  await using second = new Example("hello-server", endpoint)
  const { code, stderr } = await second.ended
  assert.equal(code, 1)
  assert.match(stderr, /ZmqError: Address .*in use: tcp:/)
  assert.ok(stderr.includes(endpoint))
})

test("echo: one server at several endpoints, words and parts come back as they were", async () => {
  using folder = new TemporaryFolder()
  await using server = new Example("echo-server", wildcard, folder.ipc("echo"))
  const tcp = await server.printed(/^Listening at (tcp:.*)$/)
  await server.printed(/^Listening at ipc:/)
  for (const endpoint of [tcp, folder.ipc("echo")]) {
    await using client = new Example("echo-client", endpoint, "one", "", "žluť")
    assert.deepEqual(await client.exited(), [
      "Echo of 1 part: one",
      "Echo of 1 part: ",
      "Echo of 1 part: žluť",
      "Echo of 3 parts: one |  | žluť",
    ])
  }
  await server.stop()
})

test("request broker: REQ clients share two REP workers in turn, started in any order", async () => {
  using folder = new TemporaryFolder()
  const [front, back] = [folder.ipc("clients"), folder.ipc("workers")]
  await using ada = new Example("broker-worker", "Ada", back)
  await ada.printed(/^Worker Ada works for/)
  await using broker = new Example("request-broker", front, back)
  await broker.printed(/^Workers at/)
  await using ben = new Example("broker-worker", "Ben", back)

  const asked = await askUntilAnsweredBy(front, ["World from Ada", "World from Ben"])
  await using one = new Example("hello-client", front)
  await using other = new Example("hello-client", front)
  const replies = [...(await one.exited()), ...(await other.exited())].filter((line) => line.startsWith("Received"))
  const byAda = replies.filter((line) => line.startsWith("Received World from Ada"))
  const byBen = replies.filter((line) => line.startsWith("Received World from Ben"))
  assert.deepEqual([byAda.length, byBen.length], [10, 10])

  await broker.stop()
  const requests = [...(await ada.stop()), ...(await ben.stop())].filter((line) => line === "Received Hello")
  assert.equal(requests.length, asked + 20)
})

test("request broker: ends with code 0 while a request waits for a worker", async () => {
  await using broker = new Example("request-broker", wildcard, wildcard)
  const front = await broker.printed(/^Clients at (.*)$/)
  await broker.printed(/^Workers at/)
  using client = new Request({ linger: 0 })
  client.connect(front)
  await client.send("Hello")
  await broker.stop()
})

test("poller broker: carries requests and replies across, part by part", async () => {
  using folder = new TemporaryFolder()
  const [front, back] = [folder.ipc("clients"), folder.ipc("workers")]
  await using client = new Example("hello-client", front)
  await using broker = new Example("poller-broker", front, back)
  await broker.printed(/^Workers at/)
  await using ada = new Example("broker-worker", "Ada", back)
  const replies = numbered(10, (round) => `Received World from Ada (${round})`)
  assert.deepEqual(await client.exited(), [`Asking ${front}`, ...replies])
  const carried = ["Request: 5 bytes and more, 0 bytes and more, 5 bytes"]
  carried.push("Reply: 5 bytes and more, 0 bytes and more, 14 bytes")
  assert.deepEqual(await broker.stop("SIGINT"), [
    `Clients at ${front}`,
    `Workers at ${back}`,
    ...Array(10).fill(carried).flat(),
  ])
  await ada.stop()
})

test("poller broker: ends with code 0 while a request waits for a worker", async () => {
  await using broker = new Example("poller-broker", wildcard, wildcard)
  const front = await broker.printed(/^Clients at (.*)$/)
  await broker.printed(/^Workers at/)
  using client = new Request({ linger: 0 })
  client.connect(front)
  await client.send("Hello")
  await broker.printed(/^Request: /)
  await broker.stop()
})

test("worker threads: five threads at inproc://workers answer in turn", async () => {
  await using server = new Example("worker-threads", wildcard)
  const endpoint = await server.printed(/^5 threads serve at (.*)$/)
  await using client = new Example("hello-client", endpoint)
  const replies = (await client.exited())
    .slice(1)
    .map((line) => /^Received World from thread (\d) \(\d+\)$/.exec(line)?.[1])
  assert.deepEqual([...replies].sort(), ["1", "1", "2", "2", "3", "3", "4", "4", "5", "5"])
  await server.stop("SIGINT")
})

/** Workers that connect later take part from then on: asks until each has answered, and tells how many requests it took. */
async function askUntilAnsweredBy(endpoint: string, expected: string[]): Promise<number> {
  using client = new Request({ linger: 0 })
  client.connect(endpoint)
  const received = new Set<string>()
  let asked = 0
  while (expected.some((reply) => !received.has(reply))) {
    await client.send("Hello")
    received.add(String((await client.receive(timeLimit))[0]))
    asked += 1
  }
  return asked
}
