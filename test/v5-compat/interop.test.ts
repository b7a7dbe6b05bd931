// With sockets of zmq-napi, and with the v5-compat of zeromq 6, in one process: each sends to the other.
import assert from "node:assert/strict"
import { test } from "node:test"
import { Dealer, Pull, Push, Router } from "zmq-napi"
import * as zmq from "#lib/v5-compat/index"
import { timeLimit } from "../support/waiting"
import { bound, nextMessage, nextMessages, opener } from "./sockets"

const peer: typeof import("zeromq/v5-compat") = require("zeromq/v5-compat")

const texts = (parts: unknown[]) => parts.map(String)

test("an old socket and a new one, also by inproc: they share the context", async (t) => {
  const open = opener(t)
  using push = new Push()
  using pull = new Pull()
  const [oldPull, oldPush] = [open("pull"), open("push")]
  oldPull.bindSync("inproc://v5-compat-to-old")
  push.connect("inproc://v5-compat-to-old")
  await push.send(["a", "b"])
  assert.deepEqual(await nextMessage(oldPull), ["a", "b"])
  await pull.bind("inproc://v5-compat-to-new")
  oldPush.connect("inproc://v5-compat-to-new").send(["c", "d"])
  assert.deepEqual(texts(await pull.receive(timeLimit)), ["c", "d"])
})

test("a new router and old dealers, an old router and a new dealer", async (t) => {
  const open = opener(t)
  using router = new Router()
  await router.bind("tcp://127.0.0.1:*")
  const dealer = open("dealer", { identity: "old" }).connect(router.lastEndpoint as string)
  dealer.send("hi")
  assert.deepEqual(texts(await router.receive(timeLimit)), ["old", "hi"])
  await router.send(["old", "hello"])
  assert.deepEqual(await nextMessage(dealer), ["hello"])
  const oldRouter = open("router")
  using newDealer = new Dealer({ routingId: "new" })
  newDealer.connect(bound(oldRouter))
  await newDealer.send("hi")
  assert.deepEqual(await nextMessage(oldRouter), ["new", "hi"])
  oldRouter.send(["new", "hello"])
  assert.deepEqual(texts(await newDealer.receive(timeLimit)), ["hello"])
})

interface Side {
  name: string
  open(type: string, options?: Record<string, unknown>): zmq.Socket
}

const here: Side = { name: "zmq-napi", open: (type, options) => zmq.socket(type as zmq.SocketType, options) }
const there: Side = { name: "zeromq 6", open: (type, options) => peer.socket(type as never, options) as never }

for (const [server, client] of [
  [here, there],
  [there, here],
] as const) {
  test(`req of ${client.name} and rep of ${server.name}, with CURVE`, async (t) => {
    const keys = zmq.curveKeypair()
    const own = peer.curveKeypair()
    const rep = server.open("rep", { curve_server: 1, curve_secretkey: keys.secret })
    const req = client.open("req", {
      curve_serverkey: keys.public,
      curve_publickey: own.public,
      curve_secretkey: own.secret,
    })
    for (const socket of [rep, req]) t.after(() => socket.close())
    rep.bindSync("tcp://127.0.0.1:*")
    rep.on("message", (...parts: Buffer[]) => rep.send([...parts, "reply"]))
    req.connect(rep.last_endpoint)
    const replies = nextMessages(req, 3)
    for (const number of [1, 2, 3]) req.send(["request", String(number)])
    assert.deepEqual(
      await replies,
      [1, 2, 3].map((number) => ["request", `${number}`, "reply"]),
    )
  })

  test(`push of ${client.name} and pull of ${server.name}: 2000 messages in order`, async (t) => {
    const [pull, push] = [server.open("pull"), client.open("push")]
    for (const socket of [pull, push]) t.after(() => socket.close())
    pull.bindSync("tcp://127.0.0.1:*")
    push.connect(pull.last_endpoint)
    const received = nextMessages(pull, 2000)
    for (let index = 0; index < 2000; index++) push.send(String(index))
    const messages = await received
    assert.ok(messages.every(([text], index) => text === `${index}`))
  })
}
