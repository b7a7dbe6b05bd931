import assert from "node:assert/strict"
import { createSocket } from "node:dgram"
import { once } from "node:events"
import { test } from "node:test"
import { Datagram, Dish } from "#lib/draft"
import { Context, TimeoutError } from "#lib/index"
import { patched } from "../support/patched"
import { timeLimit, until } from "../support/waiting"
import { udpEndpoint } from "./udp"

function addressOf(endpoint: string): string {
  return endpoint.replace("udp://", "")
}

/** Two Datagrams that have heard of each other. */
async function pair() {
  const [here, there] = [udpEndpoint(), udpEndpoint()]
  const one = new Datagram()
  const other = new Datagram()
  await one.bind(here)
  await other.bind(there)
  // Another libzmq than the vendored one binds a moment later, and what comes before is lost.
  await until(async () => {
    await one.send([addressOf(there), "?"])
    return other.readable
  })
  await one.send([addressOf(there), "!"])
  while (String((await other.receive(timeLimit))[1]) !== "!");
  const close = () => {
    one.close()
    other.close()
  }
  return { one, other, here: addressOf(here), there: addressOf(there), [Symbol.dispose]: close }
}

test("a datagram tells where it came from, and can be answered", async () => {
  using line = await pair()
  await line.one.send([line.there, "question"])
  const [address, data] = await line.other.receive(timeLimit)
  assert.deepEqual([String(address), String(data)], [line.here, "question"])
  await line.other.send([address, "answer"])
  assert.deepEqual(await line.one.receive(timeLimit), [Buffer.from(line.there), Buffer.from("answer")])
})

test("every way to send and receive", async () => {
  using line = await pair()
  await line.one.sendMany([
    [line.there, "a"],
    [Buffer.from(line.there), Buffer.from("b")],
    [line.there, ""],
  ])
  line.one.sendSync([line.there, "d"])
  const received: string[] = []
  while (received.length < 4)
    for (const [, data] of await line.other.receiveMany(timeLimit)) received.push(String(data))
  assert.deepEqual(received, ["a", "b", "", "d"])
  await line.one.send([line.there, "e"])
  assert.equal(String(line.other.receiveSync(timeLimit)[1]), "e")
})

test("a Datagram speaks with any UDP socket", async () => {
  const endpoint = udpEndpoint()
  using datagram = new Datagram()
  await datagram.bind(endpoint)
  const plain = createSocket("udp4")
  plain.bind(0, "127.0.0.1")
  await once(plain, "listening")
  try {
    const { hostname, port } = new URL(endpoint.replace("udp:", "http:"))
    await until(async () => {
      plain.send("hello", Number(port), hostname)
      return datagram.readable
    })
    const [address, data] = await datagram.receive(timeLimit)
    assert.deepEqual([String(address), String(data)], [`127.0.0.1:${plain.address().port}`, "hello"])
    const answer = once(plain, "message")
    await datagram.send([address, "welcome"])
    assert.equal(String((await answer)[0]), "welcome")
  } finally {
    plain.close()
  }
})

test("what libzmq would drop silently is refused", async () => {
  using line = await pair()
  const wrong = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" }
  for (const address of ["", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "1.2.3.256:1", "host:80", "::1:80", null]) {
    await assert.rejects(line.one.send([address, "data"]), wrong, String(address))
    await assert.rejects(
      line.one.sendMany([
        [line.there, "fine"],
        [address, "data"],
      ] as never),
      wrong,
    )
    assert.throws(() => line.one.sendSync([address, "data"]), wrong)
  }
  const tooLarge = { code: "EMSGSIZE" }
  await assert.rejects(line.one.send([line.there, Buffer.alloc(8193)]), tooLarge)
  await assert.rejects(line.one.sendMany([[line.there, "x".repeat(8193)]]), tooLarge)
  for (const message of ["data", [line.there], [line.there, "a", "b"], []]) {
    await assert.rejects(line.one.send(message as never), wrong)
    await assert.rejects(line.one.sendMany([message as never]), wrong)
    assert.throws(() => line.one.sendSync(message as never), wrong)
  }
  await assert.rejects(line.other.receive({ timeout: 0 }), TimeoutError)
  await line.one.send([line.there, Buffer.alloc(8192, 7)])
  assert.deepEqual((await line.other.receive(timeLimit))[1], Buffer.alloc(8192, 7))
})

test("before it is bound it cannot send, and it does not connect", async () => {
  using datagram = new Datagram()
  const there = udpEndpoint()
  await assert.rejects(datagram.send([addressOf(there), "data"]), { code: "ENOTCONN", syscall: "zmq_msg_send" })
  assert.throws(() => datagram.connect(there), { code: "ENOCOMPATPROTO", address: there })
  for (const endpoint of ["tcp://127.0.0.1:*", "inproc://datagram"]) {
    await assert.rejects(datagram.bind(endpoint), { code: "ENOCOMPATPROTO", address: endpoint })
    assert.throws(() => datagram.connect(endpoint), { code: "ENOCOMPATPROTO", address: endpoint })
  }
})

test("with ipv6, datagrams come by IPv4 as before, and an address of IPv6 is refused", patched, async () => {
  const endpoint = udpEndpoint()
  using datagram = new Datagram({ ipv6: true })
  await assert.rejects(datagram.bind("udp://[::1]:5555"), { name: "ZmqError", syscall: "zmq_bind" })
  await datagram.bind(endpoint.replace(/\/\/.*:/, "//*:"))
  const sender = createSocket("udp4")
  const { hostname, port } = new URL(endpoint)
  await until(() => {
    sender.send("hello", Number(port), hostname)
    return datagram.readable
  })
  assert.equal(String((await datagram.receive(timeLimit))[1]), "hello")
  sender.close()
})

test("a Datagram that has read all that came goes on, although it would not connect anew", patched, async () => {
  await using context = new Context()
  const endpoint = udpEndpoint()
  using datagram = new Datagram({ context, receiveHighWaterMark: 1, reconnectInterval: -1 })
  await datagram.bind(endpoint)
  const { hostname, port } = new URL(endpoint)
  const sender = createSocket("udp4")
  for (let round = 0; round < 3; round++) {
    // What finds no room is dropped, but for what the system keeps meanwhile.
    await until(() => {
      for (let count = 0; count < 5; count++) sender.send("hello", Number(port), hostname)
      return datagram.readable
    })
    // When there is room again, the I/O thread looks whether more has come.
    while (await datagram.receive({ timeout: 20 }).catch(() => undefined));
  }
  sender.close()
})

test("what is longer than 8192 bytes is dropped, not cut", patched, async () => {
  const endpoint = udpEndpoint()
  using datagram = new Datagram()
  using dish = new Dish()
  dish.join("g")
  await datagram.bind(endpoint)
  const other = udpEndpoint()
  await dish.bind(other)
  const sender = createSocket("udp4")
  const received = async (socket: Datagram | Dish, at: string, group: string) => {
    const { hostname, port } = new URL(at)
    await until(() => {
      for (const length of [8193, 9000])
        sender.send(`${group}${"long".repeat(length)}`.slice(0, length), Number(port), hostname)
      sender.send(`${group}fits`.padEnd(8192), Number(port), hostname)
      return socket.readable
    })
    return String((await socket.receive(timeLimit)).find((part) => Buffer.isBuffer(part) && part.length > 100))
  }
  assert.equal(await received(datagram, endpoint, ""), "fits".padEnd(8192))
  assert.equal(await received(dish, other, "\x01g"), "fits".padEnd(8190))
  sender.close()
})

test("what comes as soon as bind has returned is received", patched, async () => {
  const sender = createSocket("udp4").bind(0, "127.0.0.1")
  await once(sender, "listening")
  sender.unref()
  for (let round = 0; round < 50; round += 1) {
    const endpoint = udpEndpoint()
    const { hostname, port } = new URL(endpoint)
    using datagram = new Datagram()
    datagram.bindSync(endpoint)
    sender.send("hello", Number(port), hostname)
    assert.equal(String((await datagram.receive(timeLimit))[1]), "hello")
  }
})

test("unbound, and bound again in the same turn, it still receives and sends", patched, async () => {
  const endpoint = udpEndpoint()
  using datagram = new Datagram()
  using other = new Datagram()
  await other.bind(udpEndpoint())
  await datagram.bind(endpoint)
  for (let round = 0; round < 20; round += 1) {
    datagram.unbindSync(endpoint)
    datagram.bindSync(endpoint)
    await other.send([addressOf(endpoint), "question"])
    const [address, data] = await datagram.receive(timeLimit)
    assert.equal(String(data), "question")
    await datagram.send([address, "answer"])
    assert.equal(String((await other.receive(timeLimit))[1]), "answer")
  }
})

test("it is bound to one address at a time", patched, async () => {
  const endpoint = udpEndpoint()
  const another = udpEndpoint()
  using datagram = new Datagram()
  await datagram.bind(endpoint)
  await assert.rejects(datagram.bind(another), { code: "EINVAL", syscall: "zmq_bind", address: another })
  assert.deepEqual(datagram.endpoints.bound, [endpoint])
  await datagram.unbind(endpoint)
  await datagram.bind(another)
})

test("lastEndpoint tells what a wildcard port became, and unbind takes it", patched, async () => {
  using datagram = new Datagram()
  const sender = createSocket("udp4")
  sender.unref()
  for (const wildcard of ["udp://127.0.0.1:*", "udp://127.0.0.1:0", "udp://*:*"]) {
    for (const name of ["what it became", "what was given"]) {
      await datagram.bind(wildcard)
      const endpoint = datagram.lastEndpoint!
      const port = Number(/^udp:\/\/(?:127\.0\.0\.1|\*):(\d+)$/.exec(endpoint)?.[1])
      assert.ok(port > 0, endpoint)
      assert.deepEqual(datagram.endpoints.bound, [endpoint])
      sender.send("hello", port, "127.0.0.1")
      assert.equal(String((await datagram.receive(timeLimit))[1]), "hello")
      await datagram.unbind(name === "what was given" ? wildcard : endpoint)
      assert.deepEqual(datagram.endpoints.bound, [])
    }
  }
})

for (const Socket of [Datagram, Dish]) {
  test(`a ${Socket.name} is told that another program has the port`, patched, async () => {
    const endpoint = udpEndpoint()
    const { hostname, port } = new URL(endpoint)
    const other = createSocket("udp4").bind({ port: Number(port), address: hostname, exclusive: true })
    await once(other, "listening")
    using socket = new Socket()
    const expected = { name: "ZmqError", code: "EADDRINUSE", syscall: "zmq_bind", address: endpoint }
    await assert.rejects(socket.bind(endpoint), expected)
    other.close()
    await once(other, "close")
    await socket.bind(endpoint)
  })
}

test("a Datagram whose socket was given up can be bound again", patched, async () => {
  using datagram = new Datagram({ reconnectInterval: -1 })
  await datagram.bind("udp://127.0.0.1:*")
  // A broadcast that was not allowed ends the socket.
  await datagram.send(["127.255.255.255:9", "a broadcast"], timeLimit)
  await until(async () => {
    try {
      await datagram.bind(udpEndpoint())
      return true
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "EINVAL")
      return false
    }
  })
})
