import assert from "node:assert/strict"
import { test } from "node:test"
import {
  Context,
  Dealer,
  Proxy,
  ProxyError,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Subscriber,
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { bindFresh, freshAddress } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"
import { closeAll, queue, streamer } from "./proxy-fixture"

test("requests go to the services, and replies back to the clients that asked", async () => {
  using front = new Router()
  using back = new Dealer()
  const [frontAddress, backAddress] = [await bindFresh(front), await bindFresh(back)]
  const proxy = new Proxy(front, back)
  const running = proxy.run()

  const services = [new Reply(), new Reply()]
  const clients = [new Request(), new Request(), new Request()]
  const serving = services.map(async (service) => {
    service.connect(backAddress)
    for await (const [request] of service) await service.send([`re: ${request}`, ""])
  })
  const asked = clients.map(async (client, index) => {
    client.connect(frontAddress)
    for (let round = 0; round < 50; round++) {
      await client.send(`${index} ${round}`)
      assert.deepEqual((await client.receive(timeLimit)).map(String), [`re: ${index} ${round}`, ""])
    }
  })
  await Promise.all(asked)
  proxy.terminate()
  await running
  closeAll(...clients, ...services)
  await Promise.all(serving)
})

test("publications go one way, subscriptions the other", async () => {
  using front = new XSubscriber()
  using back = new XPublisher()
  using publisher = new XPublisher()
  using subscriber = new Subscriber()
  publisher.connect(await bindFresh(front))
  subscriber.connect(await bindFresh(back))
  using proxy = new Proxy(front, back)
  const running = proxy.run()
  subscriber.subscribe("a")
  assert.deepEqual((await publisher.receive(timeLimit))[0], Buffer.from("\x01a"))
  await publisher.send(["b", "not wanted"])
  await publisher.send(["a", "wanted"])
  assert.deepEqual((await subscriber.receive(timeLimit)).map(String), ["a", "wanted"])
  subscriber.unsubscribe("a")
  assert.deepEqual((await publisher.receive(timeLimit))[0], Buffer.from("\x00a"))
  proxy.terminate()
  await running
})

test("a Push in front and a Pull behind: messages go from back to front", async () => {
  using front = new Push()
  using back = new Pull()
  using producer = new Push()
  using consumer = new Pull()
  consumer.connect(await bindFresh(front))
  producer.connect(await bindFresh(back))
  using proxy = new Proxy(front, back)
  const running = proxy.run()
  for (let number = 0; number < 100; number++) await producer.send([`${number}`, "", Buffer.alloc(50_000, number)])
  for (let number = 0; number < 100; number++) {
    const parts = await consumer.receive(timeLimit)
    assert.deepEqual([parts.length, String(parts[0]), parts[2]![49_999]], [3, `${number}`, number])
  }
  proxy.terminate()
  await running
})

test("the same socket on both sides is sent what it receives", async () => {
  using echo = new Router()
  using client = new Dealer()
  client.connect(await bindFresh(echo))
  using proxy = new Proxy(echo, echo)
  const running = proxy.run()
  await client.send(["to", "and fro"])
  assert.deepEqual((await client.receive(timeLimit)).map(String), ["to", "and fro"])
  proxy.terminate()
  await running
})

test("a Reply in front of a Request: one request after the other", async () => {
  using front = new Reply()
  using back = new Request()
  using client = new Dealer()
  using service = new Reply()
  client.connect(await bindFresh(front))
  service.connect(await bindFresh(back))
  using proxy = new Proxy(front, back)
  const running = proxy.run()
  for (let round = 0; round < 20; round++) await client.send(["", `${round}`])
  for (let round = 0; round < 20; round++) {
    const request = String(await service.receive(timeLimit))
    assert.equal(request, `${round}`)
    await service.send(request)
    assert.deepEqual((await client.receive(timeLimit)).map(String), ["", `${round}`])
  }
  proxy.terminate()
  await running
})

test("the sockets are closed when the proxy has ended, and say so", async () => {
  using it = await streamer()
  const { proxy, front, back, running } = it
  assert.deepEqual([front.closed, back.closed], [false, false])
  proxy.terminate()
  await running
  assert.deepEqual([front.closed, back.closed], [true, true])
  await assert.rejects(front.receive(), { code: "EBADF" })
  await assert.rejects(proxy.run(), { code: "EBADF", message: "Socket is closed" })
  for (const command of ["pause", "resume", "terminate"] as const) {
    assert.throws(() => proxy[command](), { code: "EBADF", message: "Proxy is not running" })
  }
})

test("frontEnd, backEnd and capture are what was given", () => {
  using front = new Pull()
  using back = new Push()
  using capture = new Publisher()
  const proxy: Proxy<Pull, Push> = new Proxy(front, back, { capture })
  assert.deepEqual([proxy.frontEnd, proxy.backEnd, proxy.capture], [front, back, capture])
  assert.throws(() => proxy.terminate(), { code: "EBADF" })
})

test("prefetched messages are forwarded first, in order, on both sides", async () => {
  using it = await queue()
  const { front, back, client, service } = it
  const count = 300
  for (let number = 0; number < count; number++) {
    await client.send(number === 1 ? Array(3000).fill(`${number}`) : [`${number}`, "x"])
    await service.send([`${number}`, "y"])
  }
  // Receives ahead what is there; the second message has more parts than fit into what is received at once.
  const [id, first] = await front.receive(timeLimit)
  assert.equal(String(first), "0")
  const [none] = await back.receive(timeLimit)
  assert.equal(String(none), "0")
  // More may be on its way, which makes no difference.
  await until(() => front.readable && back.readable)
  using proxy = new Proxy(front, back)
  const running = proxy.run()
  for (let number = 1; number < count; number++) {
    const [from, ...parts] = await service.receive(timeLimit)
    assert.deepEqual([from, String(parts[0])], [id, `${number}`])
    assert.equal(parts.length, number === 1 ? 3000 : 2)
  }
  const { frontEnd } = proxy.statistics()
  assert.equal(frontEnd.messagesReceived, count - 1)
  proxy.terminate()
  await running
})

test("paused, it forwards nothing and loses nothing", async () => {
  using it = await streamer()
  const { proxy, producer, consumer, running } = it
  await producer.send("first")
  assert.equal(String(await consumer.receive(timeLimit)), "first")
  proxy.pause()
  // Sent when the proxy may not have heard yet: it counts only what it takes.
  for (let number = 0; number < 100; number++) await producer.send(`${number}`)
  await assert.rejects(
    async () => {
      for (;;) await consumer.receive({ timeout: 200 })
    },
    { name: "TimeoutError" },
  )
  const before = proxy.statistics().frontEnd.messagesReceived
  await producer.send("last")
  await assert.rejects(consumer.receive({ timeout: 100 }), { name: "TimeoutError" })
  assert.equal(proxy.statistics().frontEnd.messagesReceived, before)
  proxy.pause()
  proxy.resume()
  let text = ""
  while (text !== "last") text = String(await consumer.receive(timeLimit))
  assert.equal(proxy.statistics().backEnd.messagesSent, 102)
  proxy.terminate()
  await running
})

test("statistics count messages and bytes on each side, while it runs and afterwards", async () => {
  using it = await queue()
  const { front, back, client, service } = it
  const proxy = new Proxy(front, back)
  const nothing = { messagesReceived: 0, bytesReceived: 0, messagesSent: 0, bytesSent: 0 }
  assert.deepEqual(proxy.statistics(), { frontEnd: nothing, backEnd: nothing })
  const running = proxy.run()
  for (let number = 0; number < 10; number++) {
    await client.send(["ab", "cde"])
    const request = await service.receive(timeLimit)
    await service.send([request[0]!, "z"])
    await client.receive(timeLimit)
  }
  const id = 5
  const expected = {
    frontEnd: { messagesReceived: 10, bytesReceived: 10 * (id + 5), messagesSent: 10, bytesSent: 10 * (id + 1) },
    backEnd: { messagesReceived: 10, bytesReceived: 10 * (id + 1), messagesSent: 10, bytesSent: 10 * (id + 5) },
  }
  // A message may be there before it was counted.
  await until(() => proxy.statistics().frontEnd.messagesSent === 10)
  assert.deepEqual(proxy.statistics(), expected)
  proxy.terminate()
  await running
  assert.deepEqual(proxy.statistics(), expected)
})

test("terminate() is quick while both sides are blocked", async () => {
  const options = { linger: 0, sendHighWaterMark: 1, receiveHighWaterMark: 1 }
  using front = new Dealer(options)
  using back = new Dealer(options)
  using left = new Dealer(options)
  using right = new Dealer(options)
  left.connect(await bindFresh(front, "inproc"))
  right.connect(await bindFresh(back, "inproc"))
  using proxy = new Proxy(front, back)
  const running = proxy.run()
  let blocked = 0
  for (const socket of [left, right]) {
    await assert.rejects(
      async () => {
        for (;;) await socket.send("x", { timeout: 100 })
      },
      { name: "TimeoutError" },
    )
    blocked += 1
  }
  assert.equal(blocked, 2)
  const start = performance.now()
  proxy.terminate()
  await running
  assert.ok(performance.now() - start < 1000)
})

test("a side that is full does not hold up the other direction", async () => {
  const options = { linger: 0, sendHighWaterMark: 1, receiveHighWaterMark: 1 }
  using front = new Dealer(options)
  using back = new Dealer(options)
  using left = new Dealer(options)
  using right = new Dealer(options)
  left.connect(await bindFresh(front, "inproc"))
  right.connect(await bindFresh(back, "inproc"))
  using proxy = new Proxy(front, back)
  const running = proxy.run()
  await assert.rejects(
    async () => {
      for (;;) await left.send("x", { timeout: 100 })
    },
    { name: "TimeoutError" },
  )
  for (let number = 0; number < 200; number++) {
    await right.send(`${number}`, timeLimit)
    assert.equal(String(await left.receive(timeLimit)), `${number}`)
  }
  proxy.terminate()
  await running
})

test("a mandatory Router that does not know the peer ends the proxy: which side, and why", async () => {
  using it = await queue()
  const { front, back, client, service } = it
  front.mandatory = true
  await client.send("hello")
  const proxy = new Proxy(front, back)
  const running = proxy.run()
  await service.receive(timeLimit)
  await service.send(["nobody", "lost"])
  await assert.rejects(running, (error: unknown) => {
    assert.ok(error instanceof ProxyError)
    assert.deepEqual(
      [error.code, error.side, error.syscall, error.name],
      ["EHOSTUNREACH", "frontEnd", "zmq_msg_send", "ProxyError"],
    )
    assert.match(error.message, /Front-end/)
    return true
  })
  assert.deepEqual([front.closed, back.closed], [true, true])
  const { frontEnd, backEnd } = proxy.statistics()
  assert.equal(backEnd.messagesReceived - frontEnd.messagesSent, 1)
})

test("the end of the context ends it with ETERM, and does not wait for it", async () => {
  const context = new Context()
  const front = new Pull({ context })
  const back = new Push({ context })
  await front.bind(freshAddress("tcp"))
  await back.bind(freshAddress("tcp"))
  const running = assert.rejects(new Proxy(front, back).run(), { name: "ProxyError", code: "ETERM" })
  await context.term()
  await running
  assert.deepEqual([front.closed, back.closed], [true, true])
})

test("sockets of two contexts, the second of which ends", async () => {
  const contexts = [new Context(), new Context()] as const
  const front = new Pull({ context: contexts[0] })
  const back = new Push({ context: contexts[1] })
  await front.bind(freshAddress("tcp"))
  await back.bind(freshAddress("tcp"))
  const running = assert.rejects(new Proxy(front, back).run(), { code: "ETERM", side: "backEnd" })
  contexts[1].shutdown()
  await running
  await Promise.all(contexts.map((context) => context.term()))
})

test("the end of the context right after terminate() is no failure", async () => {
  for (let round = 0; round < 300; round++) {
    await using context = new Context()
    using producer = new Push({ context, linger: 0 })
    using consumer = new Pull({ context })
    const front = new Pull({ context })
    const back = new Push({ context, linger: 0 })
    producer.connect(await bindFresh(front, "inproc"))
    consumer.connect(await bindFresh(back, "inproc"))
    const proxy = new Proxy(front, back)
    const running = proxy.run()
    await producer.sendMany(Array(200).fill("x"))
    proxy.terminate()
    context.shutdown()
    await running
  }
})

test("proxies that follow one another need no more room than one", async () => {
  await using context = new Context({ maxSockets: 4 })
  for (let round = 0; round < 100; round++) {
    const front = new Pull({ context })
    const back = new Push({ context })
    await bindFresh(front, "inproc")
    await bindFresh(back, "inproc")
    const proxy = new Proxy(front, back)
    const running = proxy.run()
    proxy.terminate()
    await running
  }
})
