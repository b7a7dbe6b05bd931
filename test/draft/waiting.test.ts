import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Channel, Client, Datagram, Dish, Gather, Peer, Radio, Scatter, Server } from "#lib/draft"
import { Context, SocketClosedError, TimeoutError } from "#lib/index"
import { at } from "../support/elements"
import { bindFresh } from "../support/endpoints"
import { processorTime } from "../support/processor-time"
import { timeLimit, until } from "../support/waiting"
import { udpEndpoint } from "./udp"

const receivers = [Server, Client, Dish, Gather, Datagram, Peer, Channel]
const terminated = { code: "ETERM" }

for (const Type of receivers) {
  describe(`a waiting receive of a ${Type.name}`, () => {
    test("a receive ends by its time-out, its signal, close and the context's end", async () => {
      const context = new Context()
      const socket = new Type({ context })
      await socket.bind(Type === Datagram ? udpEndpoint() : "tcp://127.0.0.1:*")
      await assert.rejects(socket.receive({ timeout: 10 }), TimeoutError)
      assert.throws(() => socket.receiveSync({ timeout: 10 }), TimeoutError)
      const controller = new AbortController()
      const aborted = socket.receive({ signal: controller.signal })
      controller.abort(new Error("enough"))
      await assert.rejects(aborted, /enough/)
      const ended = assert.rejects(socket.receive(), terminated)
      context.shutdown()
      await ended
      await assert.rejects(socket.receive(), terminated)
      socket.close()
      await assert.rejects(socket.receive(), { code: "EBADF" })
      await context.term()
    })

    test("a receive and an iteration end when the socket is closed", async () => {
      const socket = new Type()
      await socket.bind(Type === Datagram ? udpEndpoint() : "tcp://127.0.0.1:*")
      const waiting = assert.rejects(socket.receive(), SocketClosedError)
      const iterated = (async () => {
        for await (const _ of socket) assert.fail()
      })()
      socket.close()
      await waiting
      await iterated
    })
  })
}

/** This thread's time over a while in which nothing happens, in milliseconds. */
async function idleTime(): Promise<number> {
  const before = processorTime()
  await new Promise((resolve) => setTimeout(resolve, 300))
  return processorTime() - before
}

describe("idle sockets take no time of the processor", () => {
  test("idle after messages went to and fro, with receives waiting and not", async () => {
    using server = new Server()
    using client = new Client()
    using gather = new Gather()
    using scatter = new Scatter()
    using one = new Channel()
    using other = new Channel()
    using radio = new Radio()
    using dish = new Dish()
    dish.join("news")
    client.connect(await bindFresh(server))
    scatter.connect(await bindFresh(gather))
    one.connect(await bindFresh(other))
    dish.connect(await bindFresh(radio))
    for (let round = 0; round < 200; round++) {
      await client.send("question")
      const [, from] = await server.receive(timeLimit)
      await server.send("answer", from)
      await client.receive(timeLimit)
      await scatter.send("work")
      await one.send("there")
      await other.receive(timeLimit)
      await radio.send("update", { group: "news" })
    }
    for (let left = 200; left > 0; left--) await gather.receive(timeLimit)
    const waiting = Promise.allSettled([server, client, gather, one, other].map((socket) => socket.receive()))
    await new Promise((resolve) => setTimeout(resolve, 50))
    const spent = await idleTime()
    assert.ok(spent < 30, `${spent} ms in 300`)
    for (const socket of [server, client, gather, one, other]) socket.close()
    await waiting
  })

  test("when the context was shut down, and they are still open", async () => {
    const context = new Context()
    const sockets = [new Server({ context }), new Client({ context }), new Dish({ context })]
    for (const socket of sockets) await socket.bind("tcp://127.0.0.1:*")
    const waiting = Promise.allSettled(sockets.map((socket) => socket.receive()))
    context.shutdown()
    await waiting
    const spent = await idleTime()
    assert.ok(spent < 30, `${spent} ms in 300`)
    for (const socket of sockets) socket.close()
    await context.term()
  })
})

test("a send that waits for a peer goes when there is one", async () => {
  using client = new Client()
  using server = new Server()
  using scatter = new Scatter()
  using gather = new Gather()
  const sends = [client.send("question", timeLimit), scatter.send("work", timeLimit)]
  const endpoint = await bindFresh(server)
  const other = await bindFresh(gather)
  client.connect(endpoint)
  scatter.connect(other)
  await Promise.all(sends)
  assert.equal(String((await server.receive(timeLimit))[0]), "question")
  assert.equal(String((await gather.receive(timeLimit))[0]), "work")
})

test("at the high-water mark a Scatter waits, and nothing is lost", async () => {
  using scatter = new Scatter({ sendHighWaterMark: 5 })
  using gather = new Gather({ receiveHighWaterMark: 5 })
  scatter.connect(await bindFresh(gather, "inproc"))
  let sent = 0
  const sending = (async () => {
    for (; sent < 1000; sent++) await scatter.send(String(sent), timeLimit)
  })()
  await until(() => scatter.writable === false)
  assert.ok(sent <= 10, `${sent} were taken`)
  for (let index = 0; index < 1000; index++) assert.equal(String((await gather.receive(timeLimit))[0]), String(index))
  await sending
})

test("a blocking receive gets what a waiting thread is sent", async () => {
  using one = new Channel()
  using other = new Channel()
  one.connect(await bindFresh(other))
  one.sendSync("first")
  assert.equal(String(other.receiveSync(timeLimit)[0]), "first")
  // Whoever waits beside it is not forgotten.
  const waiting = other.receive(timeLimit)
  assert.throws(() => other.receiveSync({ timeout: 20 }), TimeoutError)
  await one.send("second")
  assert.equal(String((await waiting)[0]), "second")
})

test("a saturated socket leaves time for timers", async () => {
  using one = new Channel({ sendHighWaterMark: 0 })
  using other = new Channel({ receiveHighWaterMark: 0 })
  one.connect(await bindFresh(other))
  let running = true
  const loop = (async () => {
    while (running) {
      await one.send("again")
      await other.receive()
    }
  })()
  const late: number[] = []
  for (let index = 0; index < 20; index++) {
    const start = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 5))
    late.push(performance.now() - start - 5)
  }
  running = false
  await loop
  const median = at(
    late.sort((a, b) => a - b),
    10,
  )
  assert.ok(median < 10, `the median timer was ${median} ms late`)
})
