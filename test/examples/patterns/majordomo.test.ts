import assert from "node:assert/strict"
import { test } from "node:test"
import { Dealer, Request } from "zmq-napi"
import { reservedEndpoint } from "../../support/endpoints"
import { timeLimit } from "../../support/waiting"
import { answered, Role, upTo } from "./pattern"

const wildcard = "tcp://127.0.0.1:*"

test("majordomo: a worker and then the broker are killed, and every request is answered once", async () => {
  const endpoint = reservedEndpoint()
  await using broker = new Role("majordomo", "broker", endpoint)
  await using first = new Role("majordomo", "worker", "echo", endpoint, "5")
  await using second = new Role("majordomo", "worker", "echo", endpoint, "5")
  await broker.printed(/^echo: a worker came, there are 2$/)
  await using client = new Role("majordomo", "client", "echo", "80", endpoint, "1000")
  await first.printedTimes(/^Works on/, 5)
  first.kill("SIGKILL")
  await broker.printed(/^echo: a worker is (gone|silent), there are 1$/)
  await client.printed(/^Reply: 40 /)
  broker.kill("SIGKILL")
  await broker.ended
  await using next = new Role("majordomo", "broker", endpoint)
  assert.deepEqual(answered(await client.exited()), upTo(80))
  await second.printed(/^The broker (is silent|has disconnected this worker); connecting again in \d+ ms$/)
  assert.equal((await next.stop("SIGINT")).at(0), `Broker at ${endpoint}`)
  await second.stop("SIGINT")
})

test("majordomo: a service can be looked up; a worker that ends takes its leave", async () => {
  await using broker = new Role("majordomo", "broker", wildcard)
  const endpoint = await broker.printed(/^Broker at (.*)$/)
  const lookUp = async () => {
    await using lookup = new Role("majordomo", "lookup", "echo", endpoint)
    return await lookup.exited()
  }
  assert.deepEqual(await lookUp(), ["echo: has no worker"])
  await using worker = new Role("majordomo", "worker", "echo", endpoint)
  await broker.printed(/^echo: a worker came, there are 1$/)
  assert.deepEqual(await lookUp(), ["echo: has a worker"])
  await worker.stop()
  await broker.printed(/^echo: a worker left, there are 0$/)
  assert.deepEqual(await lookUp(), ["echo: has no worker"])
  await broker.stop()
})

/** The next message that is no heartbeat: a text of each part, but a command's number. */
async function next(socket: Dealer): Promise<(string | number)[]> {
  for (;;) {
    const parts = await socket.receive(timeLimit)
    if (parts[2]?.[0] === 4) continue
    return parts.map((part, index) => (index === 2 && part.length === 1 ? part[0]! : String(part)))
  }
}

test("majordomo: the broker speaks MDP 0.1 with workers and clients of any kind", async () => {
  await using broker = new Role("majordomo", "broker", wildcard)
  const endpoint = await broker.printed(/^Broker at (.*)$/)
  using worker = new Dealer({ linger: 0 })
  using client = new Request({ linger: 0 })
  worker.connect(endpoint)
  client.connect(endpoint)
  const say = (kind: number, ...parts: (string | Buffer)[]) => worker.send(["", "MDPW01", Buffer.of(kind), ...parts])

  await say(1, "upper")
  await client.send(["MDPC01", "upper", "a", "b"])
  const [empty, protocol, kind, address, delimiter, ...body] = await worker.receive(timeLimit)
  assert.deepEqual([empty!.length, String(protocol), kind, delimiter!.length], [0, "MDPW01", Buffer.of(2), 0])
  assert.deepEqual(body.map(String), ["a", "b"])
  await say(3, address!, "", "A", "B")
  assert.deepEqual((await client.receive(timeLimit)).map(String), ["MDPC01", "upper", "A", "B"])

  const heartbeat = await worker.receive(timeLimit)
  assert.deepEqual(heartbeat, [Buffer.alloc(0), Buffer.from("MDPW01"), Buffer.of(4)])

  await client.send(["MDPC01", "mmi.service", "upper"])
  assert.deepEqual((await client.receive(timeLimit)).map(String), ["MDPC01", "mmi.service", "200"])
  await client.send(["MDPC01", "mmi.other", "upper"])
  assert.deepEqual((await client.receive(timeLimit)).map(String), ["MDPC01", "mmi.other", "501"])

  // It may register once; who does so twice, or says something without having registered, is told to begin again.
  await say(1, "upper")
  assert.deepEqual(await next(worker), ["", "MDPW01", 5])
  await say(4)
  assert.deepEqual(await next(worker), ["", "MDPW01", 5])
  await client.send(["MDPC01", "mmi.service", "upper"])
  assert.deepEqual((await client.receive(timeLimit)).map(String), ["MDPC01", "mmi.service", "404"])

  // A request waits for a worker.
  await client.send(["MDPC01", "upper", "c"])
  await say(1, "upper")
  assert.deepEqual((await next(worker)).slice(0, 3), ["", "MDPW01", 2])
  await broker.stop()
})
