// What a proxy cannot have is refused before anything is done.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Channel, Client, Datagram, Dish, Gather, Peer, Radio, Scatter, Server } from "#lib/draft"
import { Context, Pair, Proxy, Pull, Push, Reply, Request, Router, Stream, Subscriber, XSubscriber } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"
import { closeAll, streamer } from "./proxy-fixture"

test("bad arguments are refused", () => {
  using front = new Pull()
  using back = new Push()
  const make = Proxy as unknown as new (...given: unknown[]) => unknown
  const type = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" }
  for (const given of [[], [front], [front, {}], [null, back], [front, back, null], [front, back, 1]]) {
    assert.throws(() => new make(...given), type)
  }
  assert.throws(() => new make(front, back, { capture: {} }), type)
  assert.throws(() => new make(front, back, { capture: new Subscriber() }), type)
  assert.throws(() => new make(front, back, { capture: back }), { code: "ERR_INVALID_ARG_VALUE" })
})

test("run() refuses sockets that it cannot use, and changes nothing", async () => {
  using front = new Pair()
  using back = new Pair()
  using peer = new Pair()
  const proxy = new Proxy(front, back)
  await assert.rejects(proxy.run(), { code: "EINVAL", message: "Front-end socket must be bound or connected" })
  peer.connect(await bindFresh(front))
  await assert.rejects(proxy.run(), { code: "EINVAL", message: "Back-end socket must be bound or connected" })
  await bindFresh(back)

  const receives = front.receive(timeLimit)
  await assert.rejects(proxy.run(), { code: "EBUSY", message: /Front-end.*receive waits/ })
  await peer.send("still here")
  assert.equal(String(await receives), "still here")

  const gone = new AbortController()
  const sends = assert.rejects(back.send("", { signal: gone.signal }), { name: "AbortError" })
  await assert.rejects(proxy.run(), { code: "EBUSY", message: /Back-end.*send waits/ })
  gone.abort()
  await sends

  back.close()
  await assert.rejects(proxy.run(), { code: "EBADF" })
  await peer.send("and now")
  assert.equal(String(await front.receive(timeLimit)), "and now")
})

test("a proxy without room for its own sockets is refused, and prefetched messages are still there", async () => {
  await using context = new Context({ maxSockets: 4 })
  const front = new Pull({ context })
  const back = new Push({ context })
  const producer = new Push({ context })
  producer.connect(await bindFresh(front, "inproc"))
  await bindFresh(back, "inproc")
  for (const text of ["one", "two", "three"]) await producer.send(text)
  assert.equal(String(await front.receive(timeLimit)), "one")
  await assert.rejects(new Proxy(front, back).run(), { code: "EMFILE" })
  assert.equal(String(await front.receive(timeLimit)), "two")
  assert.equal(String(await front.receive(timeLimit)), "three")
  closeAll(front, back, producer)
})

test("a second run(), and a second proxy, are refused", async () => {
  using it = await streamer()
  const { proxy, front, producer, consumer, running } = it
  await assert.rejects(proxy.run(), { code: "EBUSY", message: "Proxy is running already" })
  using other = new Push()
  await bindFresh(other)
  await assert.rejects(new Proxy(front, other).run(), { code: "EBUSY", message: "Socket is used by a running Proxy" })
  await other.close()
  await producer.send("goes on")
  assert.equal(String(await consumer.receive(timeLimit)), "goes on")
  proxy.terminate()
  await running
})

describe("sockets that a proxy cannot use are refused before anything is done", () => {
  const draft = {
    code: "ERR_INVALID_ARG_TYPE",
    message: /^"(frontEnd|backEnd)" must be a socket of a stable type, or a D/,
  }
  for (const Type of [Server, Client, Radio, Dish, Gather, Scatter, Peer, Channel]) {
    test(`a ${Type.name} as a side, and as the capture`, () => {
      using socket = new Type()
      using other = new Pull()
      using back = new Push()
      assert.throws(() => new Proxy(socket, other), draft)
      assert.throws(() => new Proxy(other, socket), draft)
      assert.throws(() => new Proxy(other, back, { capture: socket as never }), { code: "ERR_INVALID_ARG_TYPE" })
      assert.equal(socket.closed, false)
    })
  }

  for (const Type of [Request, Reply, Router, Stream, Pull, Subscriber, XSubscriber, Datagram]) {
    test(`a ${Type.name} as the capture`, () => {
      using capture = new Type()
      using front = new Pull()
      using back = new Push()
      assert.throws(() => new Proxy(front, back, { capture: capture as never }), {
        name: "TypeError",
        code: "ERR_INVALID_ARG_TYPE",
        message: /^"capture" must be a socket of type Publisher, XPublisher, Push, Dealer, Pair; got an instance of /,
      })
    })
  }

  test("options that do not exist", () => {
    using front = new Pull()
    using back = new Push()
    assert.throws(() => new Proxy(front, back, { captrue: front } as never), { code: "ERR_INVALID_ARG_VALUE" })
  })
})
