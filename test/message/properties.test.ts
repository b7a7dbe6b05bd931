import assert from "node:assert/strict"
import { once } from "node:events"
import { createConnection } from "node:net"
import { test } from "node:test"
import { binding } from "#lib/addon/binding"
import {
  Context,
  Dealer,
  type MessageProperties,
  Pair,
  Publisher,
  Pull,
  Push,
  propertiesOf,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  ZmqError,
} from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"
import { greeting, message, RawPeer, ready } from "../support/zmtp"

const loopback = { peerAddress: "127.0.0.1", metadata: {} }

/** A Pull that tells of properties, and a Push with the options given, connected to it. */
async function pipeline(
  wanted: boolean | readonly string[],
  options: ConstructorParameters<typeof Push>[0] = {},
  transport: "tcp" | "ipc" | "inproc" | "ws" = "tcp",
) {
  const pull = new Pull({ messageProperties: wanted })
  const push = new Push(options)
  push.connect(await bindFresh(pull, transport))
  const close = () => {
    pull.close()
    push.close()
  }
  return { pull, push, [Symbol.dispose]: close }
}

test("a received message has its peer's address and socket type", async () => {
  using line = await pipeline(true)
  await line.push.send(["one", "two"])
  const message = await line.pull.receive(timeLimit)
  assert.deepEqual(message.map(String), ["one", "two"])
  assert.deepEqual(propertiesOf(message), { ...loopback, socketType: "PUSH" })
})

test("without messageProperties a message has no properties", async () => {
  using line = await pipeline(false)
  await line.push.send("one")
  assert.equal(propertiesOf(await line.pull.receive(timeLimit)), undefined)
  assert.equal(line.pull.messageProperties, false)
  assert.equal(new Pull().messageProperties, false)
})

test("an array that was not received has no properties, and what is no array is refused", () => {
  assert.equal(propertiesOf([Buffer.from("one")]), undefined)
  for (const bad of [undefined, null, "message", {}]) {
    assert.throws(() => propertiesOf(bad as never), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  }
})

test("every way to receive gives the properties", async () => {
  using line = await pipeline(true, { sendHighWaterMark: 0 })
  const { pull, push } = line
  const expected = { ...loopback, socketType: "PUSH" }
  const send = () => push.sendMany(["a", ["b", "c"], "d", ["e", Buffer.alloc(100_000)], "f"])

  await send()
  for (let index = 0; index < 5; index++) assert.deepEqual(propertiesOf(await pull.receive(timeLimit)), expected)

  // Waiting when the message comes.
  const waiting = pull.receive(timeLimit)
  await push.send("late")
  assert.deepEqual(propertiesOf(await waiting), expected)

  await send()
  for (let left = 5; left > 0; ) {
    const messages = await pull.receiveMany({ ...timeLimit, max: 2 })
    for (const message of messages) assert.deepEqual(propertiesOf(message), expected)
    left -= messages.length
  }

  await send()
  for (let index = 0; index < 5; index++) assert.deepEqual(propertiesOf(pull.receiveSync(timeLimit)), expected)

  await send()
  let seen = 0
  for await (const message of pull) {
    assert.deepEqual(propertiesOf(message), expected)
    if (++seen === 5) break
  }

  await send()
  seen = 0
  for await (const batch of pull.batches()) {
    for (const message of batch) assert.deepEqual(propertiesOf(message), expected)
    seen += batch.length
    if (seen === 5) break
  }
})

test("messages of several peers in one batch have each its own peer's", async () => {
  using pull = new Pull({ messageProperties: ["X-Name", "X-Absent"] })
  const endpoint = await bindFresh(pull)
  const names = Array.from({ length: 8 }, (_, index) => `peer ${index}`)
  const peers = names.map((name) => new Push({ metadata: `X-Name:${name}` }))
  for (const peer of peers) peer.connect(endpoint)
  const count = 50
  for (let round = 0; round < count; round++) {
    for (const [index, peer] of peers.entries()) await peer.send([names[index], String(round)])
  }
  const seen = new Map<string, number>()
  for (let left = count * peers.length; left > 0; ) {
    const messages = await pull.receiveMany(timeLimit)
    for (const message of messages) {
      const name = String(message[0])
      assert.deepEqual(propertiesOf(message), { ...loopback, socketType: "PUSH", metadata: { "X-Name": name } })
      seen.set(name, (seen.get(name) ?? 0) + 1)
    }
    left -= messages.length
  }
  assert.deepEqual(
    [...seen].sort(),
    names.map((name) => [name, count]),
  )
  for (const peer of peers) peer.close()
})

test("metadata is given by name, as UTF-8, for the names that were asked for", async () => {
  using line = await pipeline(["X-Service", "X-City", "Peer-Address", "Routing-Id", "X-City"], {
    metadata: "X-Service:billing",
  })
  await line.push.send("one")
  const properties = propertiesOf(await line.pull.receive(timeLimit))
  assert.deepEqual(properties, { ...loopback, socketType: "PUSH", metadata: { "X-Service": "billing" } })
  assert.deepEqual(line.pull.messageProperties, ["X-Service", "X-City"])

  using city = await pipeline(["X-City"], { metadata: "X-City:Köln" })
  await city.push.send("one")
  assert.equal(propertiesOf(await city.pull.receive(timeLimit))?.metadata["X-City"], "Köln")
})

test("the properties are frozen, since the messages of a batch share them", async () => {
  using line = await pipeline(["X-Service"], { metadata: "X-Service:billing" })
  await line.push.send("one")
  const properties = propertiesOf(await line.pull.receive(timeLimit)) as MessageProperties
  assert.ok(Object.isFrozen(properties) && Object.isFrozen(properties.metadata))
})

test("a Router learns the routing id that a peer gave itself, for every part and after readable was asked", async () => {
  using router = new Router({ messageProperties: true })
  using dealer = new Dealer({ routingId: "worker" })
  dealer.connect(await bindFresh(router))
  const expected = { ...loopback, socketType: "DEALER", routingId: "worker" }
  await dealer.send("one")
  assert.deepEqual(propertiesOf(await router.receive(timeLimit)), expected)
  // libzmq looks ahead, and gives the routing id's part no properties then.
  await dealer.send("two")
  await until(() => router.readable)
  assert.deepEqual(propertiesOf(await router.receive(timeLimit)), expected)
})

test("a peer without a routing id of its own has no routing id in the properties", async () => {
  using router = new Router({ messageProperties: true })
  using dealer = new Dealer()
  dealer.connect(await bindFresh(router))
  await dealer.send("one")
  assert.deepEqual(propertiesOf(await router.receive(timeLimit)), { ...loopback, socketType: "DEALER" })
})

test("requests and replies, subscriptions and raw connections have properties", async () => {
  using reply = new Reply({ messageProperties: true })
  using request = new Request({ messageProperties: true })
  request.connect(await bindFresh(reply))
  await request.send("question")
  assert.deepEqual(propertiesOf(await reply.receive(timeLimit)), { ...loopback, socketType: "REQ" })
  await reply.send("answer")
  assert.deepEqual(propertiesOf(await request.receive(timeLimit)), { ...loopback, socketType: "REP" })

  using publisher = new XPublisher({ messageProperties: true })
  using subscriber = new Subscriber({ messageProperties: true })
  subscriber.connect(await bindFresh(publisher))
  subscriber.subscribe("topic")
  assert.deepEqual(propertiesOf(await publisher.receive(timeLimit)), { ...loopback, socketType: "SUB" })
  await publisher.send(["topic", "news"])
  assert.deepEqual(propertiesOf(await subscriber.receive(timeLimit)), { ...loopback, socketType: "XPUB" })

  using raw = new Stream({ messageProperties: true })
  using other = new Stream()
  other.connect(await bindFresh(raw))
  assert.deepEqual(propertiesOf(await raw.receive(timeLimit)), loopback)
})

test("a Subscriber that unsubscribes keeps the properties of prefetched messages", async () => {
  using publisher = new Publisher()
  using subscriber = new Subscriber({ messageProperties: true })
  subscriber.subscribe("a", "b")
  subscriber.connect(await bindFresh(publisher))
  await until(async () => {
    await publisher.send("b first")
    return subscriber.readable
  })
  await publisher.sendMany(["a one", "b two", "a three", "b four"])
  while (String(await subscriber.receive(timeLimit)) !== "a one");
  subscriber.unsubscribe("a")
  let text = ""
  while (text !== "b four") {
    const message = await subscriber.receive(timeLimit)
    text = String(message[0])
    assert.match(text, /^b /)
    assert.deepEqual(propertiesOf(message), { ...loopback, socketType: "PUB" })
  }
})

test("over ipc the peer's address is its process; over ws its address; over inproc there is nothing", async () => {
  using ipc = await pipeline(true, {}, "ipc")
  await ipc.push.send("one")
  assert.match(propertiesOf(await ipc.pull.receive(timeLimit))?.peerAddress ?? "", new RegExp(`:${process.pid}$`))

  using ws = await pipeline(true, {}, "ws")
  await ws.push.send("one")
  assert.deepEqual(propertiesOf(await ws.pull.receive(timeLimit)), { ...loopback, socketType: "PUSH" })

  using inproc = await pipeline(true, {}, "inproc")
  await inproc.push.send("one")
  assert.deepEqual(propertiesOf(await inproc.pull.receive(timeLimit)), { metadata: {} })
})

test("a forwarded message does not carry the properties of its origin", async () => {
  using line = await pipeline(["X-Name"], { metadata: "X-Name:first" })
  using next = await pipeline(["X-Name"], { metadata: "X-Name:second" })
  await line.push.send("one")
  await next.push.send(await line.pull.receive(timeLimit))
  assert.equal(propertiesOf(await next.pull.receive(timeLimit))?.metadata["X-Name"], "second")
})

test("the user id is the one that authentication found", async () => {
  await using context = new Context()
  using zap = new Reply({ context })
  await zap.bind("inproc://zeromq.zap.01")
  using pull = new Pull({ context, plainServer: true, zapDomain: "test", messageProperties: true, linger: 0 })
  using push = new Push({ context, plainUsername: "zoe", plainPassword: "secret", linger: 0 })
  push.connect(await bindFresh(pull))
  const [version, id] = await zap.receive(timeLimit)
  await zap.send([version, id, "200", "OK", "Zoë", ""])
  await push.send("one")
  assert.deepEqual(propertiesOf(await pull.receive(timeLimit)), { ...loopback, socketType: "PUSH", userId: "Zoë" })
})

/** A frame of ZMTP 3 with a command. */
function command(name: string, properties: Record<string, string>): Buffer {
  const sized = (text: string, write: (size: Buffer) => void, width: number) => {
    const size = Buffer.alloc(width)
    write(size)
    return Buffer.concat([size, Buffer.from(text)])
  }
  const body = Buffer.concat([
    sized(name, (size) => size.writeUInt8(name.length), 1),
    ...Object.entries(properties).flatMap(([key, value]) => [
      sized(key, (size) => size.writeUInt8(key.length), 1),
      sized(value, (size) => size.writeUInt32BE(value.length), 4),
    ]),
  ])
  return Buffer.concat([Buffer.from([4, body.length]), body])
}

test("metadata that is no text is given as its bytes", async () => {
  const values = {
    "X-Text": Buffer.from("Köln"),
    "X-Empty": Buffer.alloc(0),
    "X-Latin": Buffer.from("K\xf6ln", "latin1"),
    "X-Number": Buffer.from([0, 0, 1, 0]),
  }
  const names = Object.keys(values)
  using pull = new Pull({ messageProperties: names })
  using peer = await RawPeer.connect(await bindFresh(pull))
  peer.socket.write(greeting)
  await peer.take(greeting.length)
  peer.socket.write(ready("PUSH", "", values))
  await peer.frame()
  peer.socket.write(message("one"))
  const { metadata } = propertiesOf(await pull.receive(timeLimit)) as MessageProperties
  assert.equal(metadata["X-Text"], "Köln")
  assert.equal(metadata["X-Empty"], "")
  assert.deepEqual(metadata["X-Latin"], values["X-Latin"])
  assert.deepEqual(metadata["X-Number"], binding.vendored ? values["X-Number"] : "")
})

test("a peer cannot say which user it is, or which address it has", async () => {
  using pull = new Pull({ messageProperties: ["X-Name"] })
  const { port } = new URL((await bindFresh(pull)).replace("tcp:", "http:"))
  const peer = createConnection(Number(port), "127.0.0.1")
  const signature = Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0])
  peer.write(Buffer.concat([signature, Buffer.from("NULL".padEnd(20, "\0")), Buffer.alloc(32)]))
  const claims = { "Socket-Type": "PUSH", "User-Id": "admin", "Peer-Address": "10.0.0.1", "X-Name": "mallory" }
  peer.write(command("READY", claims))
  try {
    // Only then may messages follow.
    for (let seen = ""; !seen.includes("READY"); ) seen += (await once(peer, "data"))[0].toString("latin1")
    peer.write(Buffer.from([0, 3, ...Buffer.from("one")]))
    const properties = propertiesOf(await pull.receive(timeLimit))
    assert.deepEqual(properties, { ...loopback, socketType: "PUSH", metadata: { "X-Name": "mallory" } })
  } finally {
    peer.destroy()
  }
})

test("messageProperties can be set at any time, for what is received from then on", async () => {
  using line = await pipeline(false)
  const { pull, push } = line
  await push.sendMany(["one", "two"])
  assert.equal(propertiesOf(await pull.receive(timeLimit)), undefined)
  pull.messageProperties = true
  assert.equal(pull.messageProperties, true)
  assert.deepEqual((await pull.receive(timeLimit)).map(String), ["two"])
  await push.send("three")
  assert.equal(propertiesOf(await pull.receive(timeLimit))?.socketType, "PUSH")
  await push.sendMany(["four", "five", "six"])
  await until(() => pull.readable)
  const four = await pull.receive(timeLimit)
  pull.messageProperties = false
  assert.equal(propertiesOf(four)?.socketType, "PUSH")
  assert.deepEqual([...(await pull.receiveMany({ ...timeLimit, max: 2 }))].map(String), ["five", "six"])
  await push.send("seven")
  assert.equal(propertiesOf(await pull.receive(timeLimit)), undefined)
})

test("a wrong messageProperties is refused, by the constructor before a socket is opened", () => {
  using pull = new Pull({ messageProperties: true })
  const wrong: [unknown, string][] = [
    ["X-Service", "ERR_INVALID_ARG_TYPE"],
    [1, "ERR_INVALID_ARG_TYPE"],
    [null, "ERR_INVALID_ARG_TYPE"],
    [[1], "ERR_INVALID_ARG_TYPE"],
    [[""], "ERR_INVALID_ARG_VALUE"],
    [["X\0Y"], "ERR_INVALID_ARG_VALUE"],
    [["X".repeat(256)], "ERR_INVALID_ARG_VALUE"],
  ]
  for (const [value, code] of wrong) {
    const error = { name: "TypeError", code }
    assert.throws(() => new Pull({ messageProperties: value as never }), error)
    assert.throws(() => {
      pull.messageProperties = value as never
    }, error)
    assert.equal(pull.messageProperties, true)
  }
})

test("messageProperties of a closed socket can be read, and not set", () => {
  const pair = new Pair({ messageProperties: ["X-Service"] })
  pair.close()
  assert.deepEqual(pair.messageProperties, ["X-Service"])
  assert.throws(
    () => {
      pair.messageProperties = true
    },
    (error) => error instanceof ZmqError && error.code === "EBADF",
  )
})

test("names with a gap between them are refused, and no socket is opened", () => {
  // biome-ignore lint/suspicious/noSparseArray: the gap is what is tested.
  const names = ["X-a", , "X-b"] as string[]
  const context = new Context({ maxSockets: 1 })
  const message = '"messageProperties[1]" must be the name of a property; got undefined'
  for (let round = 0; round < 3; round++) {
    assert.throws(() => new Pull({ context, messageProperties: names }), { code: "ERR_INVALID_ARG_TYPE", message })
  }
  using pull = new Pull({ context })
  assert.equal(pull.messageProperties, false)
})
