import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Dealer, Reply, Request, Router } from "#lib/index"
import { exactly } from "../support/elements"
import { bindFresh, freshAddress, reservedEndpoint, transports } from "../support/endpoints"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"

const unreachable = {
  name: "ZmqError",
  code: "EHOSTUNREACH",
  message: "Host unreachable: no connected peer has this routing id",
  syscall: "zmq_msg_send",
}

describe("a routing id may be of any bytes", () => {
  const ids = {
    "NULs inside and at the end": Buffer.from([1, 0, 2, 0, 0]),
    "no UTF-8": Buffer.from([0xff, 0xfe, 0, 0x80]),
    "255 bytes": Buffer.alloc(255, 0xa5),
    "one byte": Buffer.from("x"),
    "text beyond ASCII": Buffer.from("Zürich ⚡"),
  }
  for (const [name, routingId] of Object.entries(ids)) {
    test(name, async () => {
      using router = new Router({ mandatory: true })
      using dealer = new Dealer({ routingId })
      assert.deepEqual(Buffer.from(dealer.routingId as string | Buffer), routingId)
      dealer.connect(await bindFresh(router))
      await dealer.send("hello")
      assert.deepEqual(await router.receive(timeLimit), [routingId, Buffer.from("hello")])
      await router.send([routingId, "hello back"])
      assert.deepEqual(text(await dealer.receive(timeLimit)), ["hello back"])
    })
  }

  test("two that differ only after a NUL are two", async () => {
    using router = new Router({ mandatory: true })
    const endpoint = await bindFresh(router)
    using one = new Dealer({ routingId: Buffer.from("a\0one") })
    using other = new Dealer({ routingId: Buffer.from("a\0other") })
    for (const dealer of [one, other]) {
      dealer.connect(endpoint)
      await dealer.send("hello")
      await router.receive(timeLimit)
    }
    await router.send(["a\0other", "for the other"])
    await router.send(["a\0one", "for one"])
    assert.deepEqual(text(await one.receive(timeLimit)), ["for one"])
    assert.deepEqual(text(await other.receive(timeLimit)), ["for the other"])
  })

  for (const [name, routingId] of Object.entries({
    "an empty one": "",
    "one of 256 bytes": "x".repeat(256),
    "one that begins with a NUL": "\0a",
  })) {
    test(`${name} is refused as a routing id`, () => {
      assert.throws(() => new Dealer({ routingId }), { name: /TypeError|RangeError/, code: /^ERR_/ })
    })
  }
})

test("a peer without a routing id gets one that begins with a NUL, and keeps it", async () => {
  using router = new Router()
  const endpoint = await bindFresh(router)
  using one = new Dealer()
  using other = new Dealer()
  const ids: Buffer[] = []
  for (const dealer of [one, other, one, other]) {
    if (ids.length < 2) dealer.connect(endpoint)
    await dealer.send("hello")
    const [id] = exactly(2, await router.receive(timeLimit))
    assert.equal(id.length, 5)
    assert.equal(id[0], 0)
    ids.push(id)
  }
  assert.deepEqual(ids.slice(2), ids.slice(0, 2))
  assert.notDeepEqual(ids[0], ids[1])
})

test("Request and Reply have routing ids too", async () => {
  using router = new Router()
  using request = new Request({ routingId: "client" })
  request.connect(await bindFresh(router))
  await request.send("question")
  assert.deepEqual(text(await router.receive(timeLimit)), ["client", "", "question"])

  using reply = new Reply({ routingId: "server" })
  using asking = new Router({ mandatory: true })
  await reply.bind("inproc://reply-with-routing-id")
  asking.connect("inproc://reply-with-routing-id")
  await asking.send(["server", "", "question"])
  assert.deepEqual(text(await reply.receive(timeLimit)), ["question"])
})

describe("two peers with the same routing id", () => {
  test("the second is ignored", async () => {
    using router = new Router()
    const endpoint = await bindFresh(router)
    using first = new Dealer({ routingId: "same" })
    first.connect(endpoint)
    await first.send("from the first")
    assert.deepEqual(text(await router.receive(timeLimit)), ["same", "from the first"])
    using second = new Dealer({ routingId: "same", linger: 0 })
    second.connect(endpoint)
    await second.send("from the second")
    for (let round = 0; round < 100; round += 1) {
      await router.send(["same", `${round}`])
      assert.deepEqual(text(await first.receive(timeLimit)), [`${round}`])
      await first.send(`${round}`)
      assert.deepEqual(text(await router.receive(timeLimit)), ["same", `${round}`])
    }
    assert.equal(second.readable, false)
  })

  test("handover: the second takes the place of the first", async () => {
    using router = new Router({ handover: true, mandatory: true })
    const endpoint = await bindFresh(router)
    using first = new Dealer({ routingId: "same", reconnectInterval: -1 })
    first.connect(endpoint)
    await first.send("from the first")
    assert.deepEqual(text(await router.receive(timeLimit)), ["same", "from the first"])
    using second = new Dealer({ routingId: "same" })
    second.connect(endpoint)
    await second.send("from the second")
    assert.deepEqual(text(await router.receive(timeLimit)), ["same", "from the second"])
    await router.send(["same", "for whoever it is now"])
    assert.deepEqual(text(await second.receive(timeLimit)), ["for whoever it is now"])
    assert.equal(first.readable, false)
  })
})

describe("a message to a peer that is not there", () => {
  test("a message to a missing peer is dropped silently, in the middle of others", async () => {
    using router = new Router()
    using dealer = new Dealer({ routingId: "here" })
    dealer.connect(await bindFresh(router))
    await dealer.send("hello")
    await router.receive(timeLimit)
    await router.send(["not here", "a message", "of several parts"])
    await router.send(["here", "another"])
    assert.deepEqual(text(await dealer.receive(timeLimit)), ["another"])
  })

  test("mandatory: is refused with EHOSTUNREACH, and the socket goes on", async () => {
    using router = new Router({ mandatory: true })
    const endpoint = await bindFresh(router)
    await assert.rejects(router.send(["not here", "a message"]), unreachable)
    using dealer = new Dealer({ routingId: "here" })
    dealer.connect(endpoint)
    await dealer.send("hello")
    await router.receive(timeLimit)
    await assert.rejects(router.send(["not here", "a message", "of several parts"]), unreachable)
    await router.send(["here", "another"])
    assert.deepEqual(text(await dealer.receive(timeLimit)), ["another"])
  })

  test("mandatory: a peer that has gone is unreachable as one that never came", async () => {
    using router = new Router({ mandatory: true, routerNotify: ["disconnect"] })
    const dealer = new Dealer({ routingId: "gone" })
    dealer.connect(await bindFresh(router))
    await dealer.send("hello")
    assert.deepEqual(text(await router.receive(timeLimit)), ["gone", "hello"])
    dealer.close()
    assert.deepEqual(text(await router.receive(timeLimit)), ["gone", ""])
    // libzmq tells of the end before it has forgotten the peer.
    let error: unknown
    await until(async () => {
      error = await router.send(["gone", "a message"]).catch((reason) => reason)
      return error !== undefined
    })
    assert.throws(() => {
      throw error
    }, unreachable)
  })
})

describe("connect({ routingId }): the name by which the connecting Router knows its peer", () => {
  for (const transport of transports) {
    test(`the named peer can be sent to at once, over ${transport}`, async () => {
      using server = new Router()
      using client = new Router({ mandatory: true })
      client.connect(await bindFresh(server, transport), { routingId: Buffer.from("the\0server") })
      await client.send(["the\0server", "first word"])
      const [id, word] = await server.receive(timeLimit)
      assert.equal(String(word), "first word")
      await server.send([id, "an answer"])
      assert.deepEqual(text(await client.receive(timeLimit)), ["the\0server", "an answer"])
    })
  }

  test("a routing id holds for that one connect, and several connects have one each", async () => {
    using one = new Reply()
    using other = new Dealer()
    using client = new Router({ mandatory: true })
    client.connect(await bindFresh(one, "inproc"), { routingId: "one" })
    client.connect(await bindFresh(other), { routingId: "other" })
    await client.send(["other", "for the other"])
    await client.send(["one", "", "for one"])
    assert.deepEqual(text(await one.receive(timeLimit)), ["for one"])
    assert.deepEqual(text(await other.receive(timeLimit)), ["for the other"])
  })

  test("messages to a named peer that is not bound yet wait for it", async () => {
    using client = new Router({ mandatory: true, reconnectInterval: 1 })
    const endpoint = reservedEndpoint()
    client.connect(endpoint, { routingId: "later" })
    await client.send(["later", "first word"])
    using server = new Dealer()
    await server.bind(endpoint)
    assert.deepEqual(text(await server.receive(timeLimit)), ["first word"])
  })

  for (const [name, routingId] of Object.entries({ "no string or Buffer": 7, empty: "", "a NUL first": "\0x" })) {
    test(`${name}: refused, and nothing is connected`, () => {
      using client = new Router()
      const connect = () => client.connect(freshAddress("inproc"), { routingId: routingId as string })
      assert.throws(connect, { name: /TypeError|RangeError/, code: /^ERR_/ })
      assert.equal(client.lastEndpoint, null)
    })
  }
})

test("probeRouter makes a peer known that has not sent anything", async () => {
  using router = new Router({ mandatory: true })
  using dealer = new Dealer({ routingId: "quiet", probeRouter: true })
  dealer.connect(await bindFresh(router))
  assert.deepEqual(text(await router.receive(timeLimit)), ["quiet", ""])
  await router.send(["quiet", "I know you"])
  assert.deepEqual(text(await dealer.receive(timeLimit)), ["I know you"])
})

test("a peer that comes back is known by its routing id again", async () => {
  // Without handover it would be ignored if it came before libzmq has forgotten its last visit.
  using router = new Router({ mandatory: true, handover: true })
  const endpoint = await bindFresh(router)
  for (let visit = 0; visit < 3; visit += 1) {
    const dealer = new Dealer({ routingId: "client" })
    dealer.connect(endpoint)
    await dealer.send(`visit ${visit}`)
    assert.deepEqual(text(await router.receive(timeLimit)), ["client", `visit ${visit}`])
    await router.send(["client", "welcome"])
    assert.deepEqual(text(await dealer.receive(timeLimit)), ["welcome"])
    dealer.close()
  }
})

test("a connect that fails gives its routing id to no later peer", async () => {
  using router = new Router({ mandatory: true })
  assert.throws(() => router.connect("tcp://nonsense", { routingId: "name" }), { code: "EINVAL" })
  using peer = new Router()
  router.connect(await bindFresh(peer, "inproc"))
  await assert.rejects(router.send(["name", "x"]), { code: "EHOSTUNREACH" })
  const known = freshAddress("inproc")
  router.connect(known, { routingId: "known" })
  const inUse = { code: "EADDRINUSE", address: "tcp://127.0.0.1:9" }
  assert.throws(() => router.connect("tcp://127.0.0.1:9", { routingId: "known" }), inUse)
  router.connect("tcp://127.0.0.1:9")
})
