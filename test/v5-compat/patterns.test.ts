// Programs as they were written for zeromq 4 and 5, in all patterns.
import assert from "node:assert/strict"
import { once } from "node:events"
import { connect as connectTcp } from "node:net"
import { test } from "node:test"
import { inherits } from "node:util"
import { Authenticator } from "zmq-napi"
import * as zmq from "#lib/v5-compat/index"
import { until } from "../support/waiting"
import { bound, next, nextMessage, nextMessages, opener } from "./sockets"

test("publish and subscribe: a filter, and the topic as the first argument", async (t) => {
  const open = opener(t)
  const [pub, sub] = [open("pub"), open("sub")]
  sub.connect(bound(pub))
  sub.subscribe("kitty cats")
  const seen: string[] = []
  sub.on("message", (topic, message) => seen.push(`${topic}: ${message}`))
  // The subscription takes a moment to arrive.
  await until(() => {
    pub.send(["kitty dogs", "woof"])
    pub.send(["kitty cats", "meow!"])
    return seen.length > 0
  })
  assert.deepEqual(new Set(seen), new Set(["kitty cats: meow!"]))
})

test("router and dealer: the routing id is the dealer's identity", async (t) => {
  const open = opener(t)
  const router = open("router")
  const address = bound(router)
  const dealers = ["one", "two"].map((identity) => open("dealer", { identity }))
  router.on("message", (id, text) => router.send([id, `hello ${id}, you said ${text}`]))
  for (const dealer of dealers) dealer.connect(address).send("hi")
  const replies = await Promise.all(dealers.map(nextMessage))
  assert.deepEqual(replies, [["hello one, you said hi"], ["hello two, you said hi"]])
})

test("the old names of router and dealer", async (t) => {
  const open = opener(t)
  const [xrep, xreq] = [open("xrep"), open("xreq")]
  assert.deepEqual([xrep.type, xreq.type], ["xrep", "xreq"])
  xreq.connect(bound(xrep)).send("x")
  const [, text] = await nextMessage(xrep)
  assert.equal(text, "x")
})

test("a type may be given by its number", (t) => {
  const open = opener(t)
  assert.equal(open(zmq.types.push).type, "push")
  assert.equal(open(zmq.ZMQ_DEALER).getsockopt(zmq.ZMQ_TYPE), zmq.ZMQ_DEALER)
  for (const wrong of ["nonsense", 99, undefined, "constructor"]) {
    assert.throws(() => zmq.socket(wrong as never), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
  }
})

test("options of createSocket may be any property", (t) => {
  const socket = opener(t)("req", { backlog: 30, linger: 0, nameOfMine: "client" })
  assert.deepEqual([socket.backlog, socket.linger], [30, 0])
  assert.equal((socket as unknown as { nameOfMine: string }).nameOfMine, "client")
})

test("a class that inherits by util.inherits and calls Socket as a function", async (t) => {
  interface Client extends zmq.Socket {
    ask(question: string): void
  }
  function Client(this: Client, address: string) {
    zmq.Socket.call(this, "req")
    this.connect(address)
  }
  inherits(Client, zmq.Socket)
  Client.prototype.ask = function (this: Client, question: string) {
    this.send(question)
  }

  const rep = opener(t)("rep")
  rep.on("message", (text) => rep.send(`${text}!`))
  const client = new (Client as unknown as new (address: string) => Client)(bound(rep))
  t.after(() => client.close())
  assert.ok(client instanceof Client && client instanceof zmq.Socket)
  assert.equal(client.type, "req")
  client.ask("hello")
  assert.deepEqual(await nextMessage(client), ["hello!"])
})

test("a class that extends Socket, and Socket without new", async (t) => {
  class Puller extends zmq.Socket {
    readonly texts: string[] = []
    constructor() {
      super("pull")
      this.on("message", (text) => this.texts.push(String(text)))
    }
  }
  const puller = new Puller()
  const push = (zmq.Socket as unknown as (type: string) => zmq.Socket)("push")
  for (const socket of [puller, push]) t.after(() => socket.close())
  assert.ok(push instanceof zmq.Socket)
  push.connect(bound(puller)).send("x")
  await until(() => puller.texts.length === 1)
  assert.throws(() => Object.create(zmq.Socket.prototype).send("x"), /must call zmq\.Socket/)
})

test("a subclass may replace on() and send()", async (t) => {
  class Json extends zmq.Socket {
    override send(message: unknown): this {
      return super.send(JSON.stringify(message))
    }
    override on(event: string | symbol, listener: (...given: never[]) => void): this {
      if (event !== "message") return super.on(event, listener as () => void)
      const parse = listener as (value: unknown) => void
      return super.on(event, (text) => parse(JSON.parse(String(text))))
    }
  }
  const [one, other] = [new Json("pair"), new Json("pair")]
  for (const socket of [one, other]) t.after(() => socket.close())
  other.connect(bound(one))
  const received = new Promise((resolve) => one.on("message", (value: unknown) => resolve(value)))
  other.send({ a: 1 })
  assert.deepEqual(await received, { a: 1 })
})

test("CURVE", async (t) => {
  const open = opener(t)
  const [server, client] = [zmq.curveKeypair(), zmq.curveKeypair()]
  const rep = open("rep", { curve_server: 1, curve_secretkey: server.secret })
  const req = open("req", {
    curve_serverkey: server.public,
    curve_publickey: client.public,
    curve_secretkey: client.secret,
  })
  rep.on("message", (text) => rep.send(text))
  req.connect(bound(rep)).send("secret")
  assert.deepEqual(await nextMessage(req), ["secret"])
  assert.deepEqual([rep.mechanism, req.mechanism], [2, 2])
})

test("PLAIN, with an Authenticator of zmq-napi", async (t) => {
  const authenticator = new Authenticator().configurePlain({ users: { user: "pass" } })
  authenticator.start()
  t.after(() => authenticator.stop())
  const open = opener(t)
  const rep = open("rep", { plain_server: 1, zap_domain: "global" })
  const req = open("req", { plain_username: "user", plain_password: "pass" })
  rep.on("message", (text) => rep.send(text))
  req.connect(bound(rep)).send("x")
  assert.deepEqual(await nextMessage(req), ["x"])
})

test("a stream socket and a tcp client", async (t) => {
  const stream = opener(t)("stream")
  const address = bound(stream)
  stream.on("message", (id, data) => {
    if (data.length > 0) stream.send([id, `echo ${data}`])
  })
  const client = connectTcp(Number(new URL(address).port), "127.0.0.1")
  t.after(() => client.destroy())
  client.write("x")
  const [data] = await once(client, "data")
  assert.equal(String(data), "echo x")
})

test("a proxy of router and dealer, with a capture", async (t) => {
  const open = opener(t)
  const [router, dealer, capture, captured] = [open("router"), open("dealer"), open("pub"), open("sub")]
  const [req, rep] = [open("req"), open("rep")]
  captured.connect(bound(capture)).subscribe("")
  req.connect(bound(router))
  rep.connect(bound(dealer))
  rep.on("message", (text) => rep.send(`${text}!`))
  zmq.proxy(router, dealer, capture)
  const copies: string[] = []
  captured.on("message", (...parts) => copies.push(parts.join()))
  await until(() => {
    req.send("hello")
    return copies.length > 0
  })
  assert.equal(copies[0], "hello!")
})

test("a proxy of xpub and xsub forwards messages and subscriptions, and captures", async (t) => {
  const open = opener(t)
  const [pub, sub, xpub, xsub] = [open("pub"), open("sub"), open("xpub"), open("xsub")]
  const [capture, captured] = [open("push"), open("pull")]
  capture.connect(bound(captured))
  sub.connect(bound(xpub)).subscribe("a")
  xsub.connect(bound(pub))
  zmq.proxy(xpub, xsub, capture)
  const [seen, copies] = [[] as string[], [] as string[]]
  sub.on("message", (...parts) => seen.push(parts.join()))
  captured.on("message", (...parts) => copies.push(parts.join()))
  await until(() => {
    pub.send(["a", "1"]).send(["b", "2"])
    return seen.length > 0 && copies.length > 0
  })
  assert.deepEqual(new Set([...seen, ...copies]), new Set(["a,1"]))
})

test("proxies of push and pull, in both orders", async (t) => {
  const open = opener(t)
  for (const order of ["pull/push", "push/pull"]) {
    const [source, target, pull, push] = [open("push"), open("pull"), open("pull"), open("push")]
    source.connect(bound(pull))
    target.connect(bound(push))
    if (order === "pull/push") zmq.proxy(pull, push)
    else zmq.proxy(push, pull)
    source.send(["a", "b"]).send("c")
    assert.deepEqual(await nextMessages(target, 2), [["a", "b"], ["c"]])
  }
  for (const [front, back] of [
    ["dealer", "router"],
    ["xsub", "xpub"],
    ["pub", "sub"],
  ] as const) {
    assert.throws(() => zmq.proxy(open(front), open(back)), { message: "wrong socket order to proxy" })
  }
})

test("bind, then connect in the event, as the guide's examples do", async (t) => {
  const open = opener(t)
  const [rep, req] = [open("rep"), open("req")]
  rep.on("message", (text) => rep.send(`re: ${text}`))
  rep.on("bind", (address) => {
    req.connect(address)
    req.send("hello")
  })
  rep.bind("inproc://v5-compat-guide", (error) => assert.equal(error, undefined))
  assert.deepEqual((await next(req, "message")).map(String), ["re: hello"])
})
