// The build option --system-libzmq: the addon over the libzmq that the system has. `npm run test:builds` builds it.
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { describe, test } from "node:test"
import {
  capability,
  Dealer,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Subscriber,
  version,
  XPublisher,
  ZmqError,
} from "#lib/index"
import { bindFresh, reservedEndpoint } from "../support/endpoints"
import { allEvents, eventOf } from "../support/events"
import { numbers, Pipeline, receiveText } from "../support/pipeline"
import { timeLimit } from "../support/waiting"

const folder = process.env.ZMQ_NAPI_PREBUILD ?? ""
const skip = folder.includes("system-libzmq") ? false : "the addon has its own libzmq: see npm run test:builds"

function pkgConfig(...parameters: string[]): string {
  return execFileSync("pkg-config", [...parameters, "libzmq"], { encoding: "utf8" }).trim()
}

test("version and capability are those of the system's libzmq", { skip }, () => {
  assert.equal(version, pkgConfig("--modversion"))
  assert.equal(capability.draft, pkgConfig("--cflags").includes("ZMQ_BUILD_DRAFT_API"))
})

test("a request and its reply", { skip }, async () => {
  using reply = new Reply()
  using request = new Request()
  request.connect(await bindFresh(reply))
  await request.send(["hello", Buffer.alloc(100_000, "x")])
  assert.equal((await reply.receive()).length, 2)
  await reply.send("world")
  assert.equal(String(await request.receive()), "world")
})

test("with conflate the event loop alone leaves the newest message to be received", { skip }, async () => {
  using publisher = new XPublisher()
  using subscriber = new Subscriber({ conflate: true })
  subscriber.subscribe("")
  subscriber.connect(await bindFresh(publisher, "inproc"))
  await publisher.receive(timeLimit)
  using bystanders = Pipeline.joined()
  for (const number of numbers(20)) {
    await publisher.send(number)
    const turned = receiveText(bystanders.pull)
    await bystanders.push.send("turn")
    await turned
  }
  assert.equal(await receiveText(subscriber), "19")
  const waiting = receiveText(subscriber)
  await publisher.send("20")
  assert.equal(await waiting, "20")
})

const drafts = skip || (capability.draft && "it has drafts")

test("without drafts, what needs them says so", { skip: drafts }, () => {
  using router = new Router()
  assert.throws(
    () => {
      router.routerNotify = ["connect"]
    },
    (error) => error instanceof ZmqError && /is a draft, and this libzmq .* without its draft API/.test(error.message),
  )
})

test("what would end the process over pgm is refused", { skip: skip || !capability.pgm }, () => {
  for (const options of [{ rate: 11 }, { multicastMaxTransportDataUnit: 127 }]) {
    using publisher = new Publisher(options)
    for (const transport of ["epgm", "pgm"]) {
      const address = `${transport}://127.0.0.1;239.192.1.1:5555`
      assert.throws(() => publisher.connect(address), { code: "EINVAL", address })
      assert.throws(() => publisher.bindSync(address), { code: "EINVAL", address })
    }
  }
})

// The monitor reports on a PAIR there, and is stopped before its socket is closed.
describe("an observer, without drafts", { skip: drafts }, () => {
  test("bind, accept, connect and disconnect are reported, as elsewhere", async () => {
    using server = new Router()
    const client = new Dealer({ linger: 0 })
    const [ofServer, ofClient] = [server.events, client.events]
    const address = await bindFresh(server)
    client.connect(address)
    assert.deepEqual(await ofServer.receive(timeLimit), { type: "bind", address })
    assert.deepEqual(await eventOf(ofServer, "accept"), { type: "accept", address })
    assert.deepEqual(await eventOf(ofClient, "connect"), { type: "connect", address })
    await eventOf(ofServer, "handshake")
    await eventOf(ofClient, "handshake")
    client.close()
    assert.deepEqual(await ofServer.receive(timeLimit), { type: "disconnect", address })
    assert.deepEqual(await allEvents(ofClient), [{ type: "end" }])
    assert.equal(ofClient.closed, true)
  })

  test("an endpoint that is unbound tells when it is free, while its socket is open", async () => {
    using socket = new Router()
    const { events } = socket
    const address = await bindFresh(socket)
    await socket.unbind(address)
    assert.deepEqual(await eventOf(events, "close"), { type: "close", address })
  })

  test("close() of a socket that listens ends its events, without a close of the listener", async () => {
    const socket = new Router()
    const { events } = socket
    const address = await bindFresh(socket)
    socket.close()
    assert.deepEqual(await allEvents(events), [{ type: "bind", address }, { type: "end" }])
  })

  test("the end comes before messages that linger have left", async () => {
    const endpoint = reservedEndpoint()
    const push = new Push({ linger: -1 })
    const events = push.observe({ events: ["connect"] })
    push.connect(endpoint)
    await push.send("late")
    push.close()
    assert.deepEqual(await allEvents(events), [{ type: "end" }])
    using pull = new Pull()
    await pull.bind(endpoint)
    assert.equal(String(await pull.receive(timeLimit)), "late")
  })

  test("a closed observer can be followed by another, and the socket goes on", async () => {
    using pull = new Pull()
    using push = new Push()
    for (const first of [pull.events, push.events]) {
      first.close()
      assert.equal(first.closed, true)
    }
    const second = pull.observe({ events: ["bind", "accept"] })
    const address = await bindFresh(pull)
    push.connect(address)
    assert.deepEqual(await second.receive(timeLimit), { type: "bind", address })
    assert.deepEqual(await second.receive(timeLimit), { type: "accept", address })
    await push.send("goes")
    assert.equal(String(await pull.receive(timeLimit)), "goes")
  })

  test("version 2 and statistics are refused", () => {
    using socket = new Router()
    const needsDrafts = { code: "ENOTSUP", message: /needs? (a libzmq .* its draft API|observe\({ version: 2 }\))$/ }
    assert.throws(() => socket.observe({ version: 2 }), needsDrafts)
    assert.throws(() => socket.events.requestPipeStatistics(), needsDrafts)
  })
})
