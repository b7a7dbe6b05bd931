// zmq-napi:message:sent and zmq-napi:message:received: each way to send and to receive, sizes, and no content.
import assert from "node:assert/strict"
import { AsyncLocalStorage } from "node:async_hooks"
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { afterEach, beforeEach, describe, test } from "node:test"
import { Client, Dish, Radio, Server } from "#lib/draft"
import { type MessagePart, Proxy, Pull, Push, Reply, Request } from "#lib/index"
import { timeLimit } from "../support/waiting"
import { Subscription } from "./subscription"

const endpoint = "inproc://diagnostics-messages"
const sent = "zmq-napi:message:sent"
const received = "zmq-napi:message:received"

let push: Push
let pull: Pull
let watched: Subscription<typeof sent | typeof received>

beforeEach(() => {
  pull = new Pull()
  pull.bindSync(endpoint)
  push = new Push({ linger: 0 })
  push.connect(endpoint)
  watched = new Subscription(sent, received)
})

afterEach(() => {
  watched[Symbol.dispose]()
  push.close()
  pull.close()
})

/** The sizes on one channel, `[parts, bytes]`. */
function sizes(name: typeof sent | typeof received): [number, number][] {
  return watched.on(name).map(({ parts, bytes }) => [parts, bytes])
}

test("a message: the socket, its type, id and endpoints, parts and bytes, and nothing else", async () => {
  await push.send(["topic", "content"])
  await pull.receive(timeLimit)
  const [first, second] = watched.published.map(({ message }) => message)
  assert.deepEqual(watched.names, ["message:sent", "message:received"])
  const { id } = first!
  assert.equal(typeof id, "number")
  assert.deepEqual(
    { ...first, socket: first?.socket === push },
    { socket: true, type: "Push", id, endpoints: { bound: [], connected: [endpoint] }, parts: 2, bytes: 12 },
  )
  assert.notEqual(second?.id, id)
  assert.deepEqual(
    { ...second, socket: second?.socket === pull, id: 0 },
    { socket: true, type: "Pull", id: 0, endpoints: { bound: [endpoint], connected: [] }, parts: 2, bytes: 12 },
  )
})

test("subscribers cannot change the endpoints that others get, and get new ones after a change", async () => {
  await push.send("")
  push.disconnect(endpoint)
  push.connect("inproc://diagnostics-elsewhere")
  push.connect(endpoint)
  await push.send("")
  const [before, after] = watched.on(sent)
  assert.throws(() => before?.endpoints.connected.push("another"), TypeError)
  assert.deepEqual(before?.endpoints.connected, [endpoint])
  assert.deepEqual(after?.endpoints.connected, ["inproc://diagnostics-elsewhere", endpoint])
})

describe("bytes of each kind of part", () => {
  const kinds: [string, MessagePart, number][] = [
    ["ASCII", "abc", 3],
    ["text beyond ASCII", "äß€😀", 11],
    ["a surrogate without its other half", "\ud83d", 3],
    ["a number", -12.5, 5],
    ["null", null, 0],
    ["undefined", undefined, 0],
    ["a Buffer", Buffer.alloc(7), 7],
    ["a view of a part of its memory", new Uint16Array(new ArrayBuffer(64), 2, 3), 6],
    ["a DataView", new DataView(new ArrayBuffer(9), 4), 5],
    ["an ArrayBuffer", new ArrayBuffer(70_000), 70_000],
    ["a SharedArrayBuffer", new SharedArrayBuffer(11), 11],
  ]
  for (const [name, part, bytes] of kinds) {
    test(name, async () => {
      await push.send(part)
      await push.send(["", part])
      for (const parts of [1, 2]) {
        const message = await pull.receive(timeLimit)
        assert.equal(
          message.reduce((sum, { length }) => sum + length, 0),
          bytes,
        )
        assert.equal(message.length, parts)
      }
      const expected = [
        [1, bytes],
        [2, bytes],
      ]
      assert.deepEqual(sizes(sent), expected)
      assert.deepEqual(sizes(received), expected)
    })
  }

  test("memory that is handed over", async () => {
    const message = [Buffer.from(new ArrayBuffer(50)), new ArrayBuffer(100_000)]
    await push.send(message, { transfer: true })
    await push.send(new ArrayBuffer(60), { transfer: true })
    await push.sendMany([new ArrayBuffer(70), [new ArrayBuffer(80), "b"]], { transfer: true })
    assert.equal(message[0]?.byteLength, 0)
    assert.deepEqual(sizes(sent), [
      [2, 100_050],
      [1, 60],
      [1, 70],
      [2, 81],
    ])
  })
})

describe("each way to send", () => {
  const ways: Record<string, () => unknown> = {
    send: () => push.send("abc"),
    "send with options": () => push.send("abc", { timeout: 1000 }),
    sendString: () => push.sendString("abc"),
    sendJson: () => push.sendJson(123),
    sendSync: () => push.sendSync("abc"),
    sendStringSync: () => push.sendStringSync("abc"),
  }
  for (const [name, send] of Object.entries(ways)) {
    test(name, async () => {
      await send()
      assert.deepEqual(sizes(sent), [[1, 3]])
    })
  }

  test("sendMany: a message for each", async () => {
    await push.sendMany(["a", ["b", "cd"], Buffer.alloc(5)])
    assert.deepEqual(sizes(sent), [
      [1, 1],
      [2, 3],
      [1, 5],
    ])
  })

  test("before the promise settles", async () => {
    const order: string[] = []
    const listener = () => order.push("published")
    subscribe(sent, listener)
    await push.send("abc").then(() => order.push("settled"))
    unsubscribe(sent, listener)
    assert.deepEqual(order, ["published", "settled"])
  })
})

describe("each way to receive", () => {
  const ways: Record<string, () => Promise<unknown> | unknown> = {
    receive: () => pull.receive(timeLimit),
    receiveSync: () => pull.receiveSync(timeLimit),
    receiveMany: () => pull.receiveMany({ max: 1, ...timeLimit }),
    receiveString: () => pull.receiveString(timeLimit),
    "an iteration": async () => {
      for await (const _ of pull) break
    },
    batches: async () => {
      for await (const _ of pull.batches({ max: 1 })) break
    },
  }
  for (const [name, receive] of Object.entries(ways)) {
    test(`${name}, with prefetched messages and others`, async () => {
      for (let count = 1; count <= 3; count++) await push.send("abc")
      for (let count = 1; count <= 3; count++) {
        await receive()
        assert.deepEqual(
          sizes(received),
          Array.from({ length: count }, () => [1, 3]),
        )
      }
    })

    if (name.endsWith("Sync")) continue
    test(`${name} that waits`, async () => {
      const waiting = receive()
      assert.equal(pull.stats.waiting.receives, 1)
      await push.send("abc")
      await waiting
      assert.deepEqual(sizes(received), [[1, 3]])
    })
  }

  test("receiveMany: a message for each", async () => {
    await push.sendMany(["a", ["b", "cd"]])
    await pull.receiveMany(timeLimit)
    assert.deepEqual(sizes(received), [
      [1, 1],
      [2, 3],
    ])
  })
})

describe("a send that waits", () => {
  let lonely: Push
  beforeEach(() => {
    pull.close()
    lonely = new Push({ linger: 0, sendHighWaterMark: 1 })
  })
  afterEach(() => lonely.close())

  const connectNow = () => {
    pull = new Pull({ receiveHighWaterMark: 1 })
    pull.bindSync(endpoint)
    lonely.connect(endpoint)
  }

  test("is published when libzmq has accepted the message", async () => {
    const waiting = lonely.send(["ab", "c"])
    assert.deepEqual(sizes(sent), [])
    connectNow()
    await waiting
    assert.deepEqual(sizes(sent), [[2, 3]])
  })

  test("is not published if it is aborted", async () => {
    const controller = new AbortController()
    const waiting = lonely.send("abc", { signal: controller.signal })
    controller.abort()
    await assert.rejects(waiting)
    assert.deepEqual(sizes(sent), [])
  })

  test("of several messages: each once, when all are accepted", async () => {
    connectNow()
    const many = Array.from({ length: 10 }, (_, index) => Buffer.alloc(index))
    const waiting = lonely.sendMany(many)
    assert.equal(lonely.stats.waiting.sends, 1)
    for (let count = 0; count < 10; count++) await pull.receive(timeLimit)
    await waiting
    assert.deepEqual(
      sizes(sent),
      many.map(({ length }) => [1, length]),
    )
  })

  test("of several messages that fails: those that libzmq has accepted", async () => {
    connectNow()
    const waiting = lonely.sendMany(Array.from({ length: 10 }, () => "abc"))
    lonely.close()
    const failure = (await waiting.catch((error: unknown) => error)) as { sent: number }
    assert.ok(failure.sent > 0 && failure.sent < 10)
    assert.equal(sizes(sent).length, failure.sent)
  })

  test("that blocks the thread", () => {
    connectNow()
    while (lonely.writable) lonely.sendSync("abc")
    const before = sizes(sent).length
    assert.ok(before > 0)
    assert.throws(() => lonely.sendSync("abc", { timeout: 1 }))
    assert.equal(sizes(sent).length, before)
  })

  test("in the caller's async context", async () => {
    const storage = new AsyncLocalStorage<string>()
    const stores: (string | undefined)[] = []
    const listener = () => stores.push(storage.getStore())
    subscribe(sent, listener)
    subscribe(received, listener)
    const sending = storage.run("sender", () => lonely.send("abc"))
    connectNow()
    await sending
    await storage.run("receiver", () => pull.receive(timeLimit))
    const waiting = storage.run("waiting receiver", () => pull.receive(timeLimit))
    await storage.run("second sender", () => lonely.send("abc"))
    await waiting
    unsubscribe(sent, listener)
    unsubscribe(received, listener)
    assert.deepEqual(stores, ["sender", "receiver", "second sender", "waiting receiver"])
  })
})

test("a Request and a Reply", async () => {
  using reply = new Reply()
  reply.bindSync("inproc://diagnostics-reply")
  using request = new Request({ linger: 0 })
  request.connect("inproc://diagnostics-reply")
  const answered = request.receive(timeLimit)
  await request.send("a question")
  await reply.receive(timeLimit)
  await reply.send("an answer")
  await answered
  const seen = watched.published.map(({ channel, message }) => `${message.type} ${channel} ${message.bytes}`)
  assert.deepEqual(seen, [`Request ${sent} 10`, `Reply ${received} 10`, `Reply ${sent} 9`, `Request ${received} 9`])
})

test("draft sockets: a routing id or group is not part of a message", async () => {
  using server = new Server()
  server.bindSync("inproc://diagnostics-server")
  using client = new Client({ linger: 0 })
  client.connect("inproc://diagnostics-server")
  await client.send("abc")
  const [, { routingId }] = await server.receive(timeLimit)
  await server.send(new ArrayBuffer(4), { routingId, transfer: true })
  server.sendSync("abcde", { routingId })
  await server.sendMany([["abcdef", { routingId }]])
  using dish = new Dish()
  dish.bindSync("inproc://diagnostics-dish")
  dish.join("group")
  using radio = new Radio({ linger: 0 })
  radio.connect("inproc://diagnostics-dish")
  const arrives = dish.receive(timeLimit)
  await radio.send("abcdefg", { group: "group" })
  await arrives
  const seen = watched.published.map(({ message: { type, parts, bytes } }) => `${type} ${parts} ${bytes}`)
  assert.deepEqual(seen, [
    "Client 1 3",
    "Server 1 3",
    "Server 1 4",
    "Server 1 5",
    "Server 1 6",
    "Radio 1 7",
    "Dish 1 7",
  ])
})

test("a proxy's messages are not published", async () => {
  const front = new Pull()
  front.bindSync("inproc://diagnostics-front")
  const back = new Push()
  back.connect(endpoint)
  const proxy = new Proxy(front, back)
  const running = proxy.run()
  using source = new Push({ linger: 0 })
  source.connect("inproc://diagnostics-front")
  await source.send("abc")
  await pull.receive(timeLimit)
  proxy.terminate()
  await running
  assert.deepEqual(
    watched.published.map(({ message }) => message.socket === source || message.socket === pull),
    [true, true],
  )
})
