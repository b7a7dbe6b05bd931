import assert from "node:assert/strict"
import { test } from "node:test"
import * as zmq from "#lib/v5-compat/index"
import { bound, opener } from "./sockets"

/** The values of a new dealer in zeromq 5.3.1. */
const defaults: Record<string, number | string> = {
  _ioevents: 0,
  _receiveMore: 0,
  affinity: 0,
  backlog: 100,
  identity: "",
  linger: -1,
  rate: 100,
  rcvbuf: -1,
  last_endpoint: "",
  reconnect_ivl: 100,
  recovery_ivl: 10_000,
  sndbuf: -1,
  mechanism: 0,
  plain_server: 0,
  plain_username: "",
  plain_password: "",
  curve_server: 0,
  zap_domain: "",
  heartbeat_ivl: 0,
  heartbeat_ttl: 0,
  heartbeat_timeout: -1,
  connect_timeout: 0,
}

test("options have the defaults of zeromq 5, on sockets of every type", (t) => {
  const open = opener(t)
  for (const type of Object.keys(zmq.types) as zmq.SocketType[]) {
    const socket = open(type)
    for (const [name, value] of Object.entries(defaults)) {
      // What can be sent at once, and a rule of libzmq for types that send nothing but subscriptions.
      if (name === "_ioevents" || (name === "linger" && /^x?sub$/.test(type))) continue
      assert.equal(socket.getsockopt(name), value, `${type} ${name}`)
    }
    assert.equal(socket.getsockopt(zmq.ZMQ_TYPE), zmq.types[type])
    assert.equal(socket.getsockopt(zmq.ZMQ_SNDHWM), 1000)
    assert.equal(socket.getsockopt(zmq.ZMQ_RCVHWM), 1000)
    assert.equal(socket.getsockopt(zmq.ZMQ_RCVTIMEO), -1)
    assert.equal(socket.getsockopt(zmq.ZMQ_MULTICAST_HOPS), 1)
    assert.ok(socket._fd > 0)
  }
})

test("an option is the same by its property, its number, its short and its long name", (t) => {
  const socket = opener(t)("dealer")
  socket.backlog = 30
  const read = () => [socket.backlog, ...["backlog", "ZMQ_BACKLOG", 19].map((name) => socket.getsockopt(name))]
  assert.deepEqual(read(), [30, 30, 30, 30])
  for (const [value, name] of [
    [31, "backlog"],
    [32, "ZMQ_BACKLOG"],
    [33, zmq.ZMQ_BACKLOG],
  ] as const) {
    assert.equal(socket.setsockopt(name, value), socket)
    assert.deepEqual(read(), [value, value, value, value])
  }
})

test("values keep their kinds: numbers for yes and no, texts for what zeromq 5 reads as text", (t) => {
  const socket = opener(t)("dealer")
  const written: [keyof typeof defaults, unknown, unknown][] = [
    ["linger", 5.7, 5],
    ["identity", "abc", "abc"],
    ["identity", Buffer.from("abd"), "abd"],
    ["plain_server", 1, 1],
    ["plain_server", false, 0],
    ["plain_username", "user", "user"],
    ["plain_password", Buffer.from("secret"), "secret"],
    ["zap_domain", "global", "global"],
    ["heartbeat_ttl", 250, 200],
  ]
  for (const [name, value, read] of written) {
    socket.setsockopt(name, value)
    assert.equal(socket.getsockopt(name), read, name)
  }
  assert.equal(socket.mechanism, 1)
  socket.setsockopt(zmq.ZMQ_IPV6, 1)
  assert.equal(socket.getsockopt(zmq.ZMQ_IPV4ONLY), 0)
  socket.setsockopt(zmq.ZMQ_RECOVERY_IVL_MSEC, 500)
  assert.equal(socket.recovery_ivl, 500)
  const binary = Buffer.from([1, 0, 255])
  socket.identity = binary
  assert.deepEqual(socket.identity, binary)
})

test("CURVE keys are set as text, as the bytes of the text or as keys, and can be read", (t) => {
  const open = opener(t)
  const { public: publicKey, secret } = zmq.curveKeypair()
  assert.deepEqual([publicKey.length, secret.length], [40, 40])
  for (const key of [publicKey, Buffer.from(publicKey), Buffer.from(`${publicKey}\0`)]) {
    const socket = open("req", { curve_serverkey: key })
    assert.equal(socket.curve_serverkey, publicKey)
    assert.equal(socket.mechanism, 2)
  }
  for (const wrong of ["x", Buffer.from(`${publicKey}x`), Buffer.alloc(31)]) {
    assert.throws(() => open("req", { curve_serverkey: wrong }), { name: "TypeError" })
  }
})

test("hwm sets the marks of both directions", (t) => {
  const open = opener(t)
  const dealer = open("dealer", { hwm: 7 })
  assert.deepEqual(
    [zmq.ZMQ_SNDHWM, zmq.ZMQ_RCVHWM, zmq.ZMQ_HWM].map((name) => dealer.getsockopt(name)),
    [7, 7, 7],
  )
  const pull = open("pull", { hwm: 8 })
  assert.equal(pull.hwm, 8)
})

test("an option that a type does not use keeps its value", (t) => {
  const sub = opener(t)("sub", { identity: "subscriber", sndbuf: 5000 })
  assert.deepEqual([sub.identity, sub.sndbuf], ["subscriber", 5000])
  sub.identity = Buffer.from("other")
  assert.equal(sub.identity, "other")
  assert.throws(() => sub.setsockopt("identity", 5), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
  assert.throws(() => sub.setsockopt("sndbuf", "5"), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
  assert.deepEqual([sub.identity, sub.sndbuf], ["other", 5000])
})

test("what libzmq no longer has, what is unknown, and wrong values are errors", (t) => {
  const open = opener(t)
  const dealer = open("dealer")
  for (const name of ["swap", "mcast_loop", zmq.ZMQ_SWAP, zmq.ZMQ_MCAST_LOOP]) {
    assert.throws(() => dealer.getsockopt(name), { code: "EINVAL" })
    assert.throws(() => dealer.setsockopt(name, 1), { code: "EINVAL" })
  }
  for (const name of ["nonsense", "ZMQ_NONSENSE", "ZMQ_PUB", 9999]) {
    assert.throws(() => dealer.getsockopt(name), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
    assert.throws(() => dealer.setsockopt(name, 1), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
  }
  assert.throws(() => dealer.setsockopt("linger", "5"), { name: "TypeError" })
  assert.throws(() => dealer.setsockopt("mechanism", 1), { name: "TypeError" })
  assert.throws(() => dealer.subscribe(""), { name: "TypeError" })
  assert.throws(() => open("sub").subscribe(undefined as never), { name: "TypeError" })
  assert.throws(() => open("sub")._subscribe, { name: "TypeError" })
  assert.throws(() => open("dealer", { linger: "x" as never }), { name: "TypeError" })
})

test("options of one type alone", (t) => {
  const open = opener(t)
  const router = open("router")
  for (const name of [zmq.ZMQ_ROUTER_MANDATORY, zmq.ZMQ_ROUTER_RAW, zmq.ZMQ_ROUTER_HANDOVER]) {
    assert.equal(router.setsockopt(name, 1), router)
    assert.throws(() => router.getsockopt(name), { name: "TypeError" })
    assert.throws(() => open("dealer").setsockopt(name, 1), { name: "TypeError" })
  }
  const xpub = open("xpub")
  assert.equal(xpub.setsockopt(zmq.ZMQ_XPUB_VERBOSE, 1), xpub)
  assert.equal(xpub.setsockopt(zmq.ZMQ_XPUB_VERBOSE, 0), xpub)
  // Without names, but accepted by zeromq 5.
  assert.equal(open("dealer").setsockopt(51, 1).setsockopt(66, 1000).getsockopt(66), 1000)
})

test("ZMQ_EVENTS tells what can be done at once", (t) => {
  const open = opener(t)
  const [push, pull] = [open("push"), open("pull")]
  assert.equal(push._ioevents, 0)
  pull.bindSync("inproc://v5-compat-events")
  push.connect("inproc://v5-compat-events")
  assert.equal(push.getsockopt(zmq.ZMQ_EVENTS), zmq.ZMQ_POLLOUT)
  assert.equal(pull.getsockopt(zmq.ZMQ_EVENTS), 0)
  push.send("x")
  assert.equal(pull.getsockopt("_ioevents"), zmq.ZMQ_POLLIN)
  assert.equal(pull._receiveMore, 0)
})

test("last_endpoint has the real port", (t) => {
  assert.match(bound(opener(t)("rep")), /^tcp:\/\/127\.0\.0\.1:\d+$/)
})

test("the context's options, and contexts of one's own", () => {
  const sockets = zmq.Context.getMaxSockets()
  zmq.Context.setMaxSockets(256)
  assert.equal(zmq.Context.getMaxSockets(), 256)
  zmq.Context.setMaxSockets(sockets)
  assert.equal(zmq.Context.getMaxThreads(), 1)
  zmq.Context.setMaxThreads(3)
  assert.equal(zmq.Context.getMaxThreads(), 3)
  zmq.Context.setMaxThreads(1)
  const context = new zmq.Context(2)
  assert.equal(context.getOpt(zmq.ZMQ_IO_THREADS), 2)
  context.setOpt(zmq.ZMQ_MAX_SOCKETS, 5)
  assert.equal(context.getOpt(zmq.ZMQ_MAX_SOCKETS), 5)
  assert.throws(() => context.getOpt(99), { name: "TypeError" })
  context.close()
  assert.throws(() => new zmq.Context(0), RangeError)
  assert.throws(() => new zmq.Context("a" as never), TypeError)
})
