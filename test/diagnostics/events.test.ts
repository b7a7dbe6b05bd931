// zmq-napi:socket:event: the events of sockets that the program does not observe, and of those that it does.
import assert from "node:assert/strict"
import { test } from "node:test"
import { handleOf } from "#lib/engine/handle"
import { Context, Pull, Push, type Socket } from "#lib/index"
import { until } from "../support/waiting"
import { Subscription } from "./subscription"

const channel = "zmq-napi:socket:event"

type Events = Subscription<typeof channel>

/** The types of the events of a socket, in order. */
function typesOf(watched: Events, id: number): string[] {
  return watched
    .on(channel)
    .filter((message) => message.id === id)
    .map(({ event }) => event.type)
}

function idOf(socket: Socket): number {
  return socket[handleOf].number
}

const isPublished = (socket: Socket) => socket[handleOf].publishedMonitor !== undefined

test("a connection and its end, at both ends, without an observer", async () => {
  using watched = new Subscription(channel)
  const pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  const endpoint = pull.lastEndpoint as string
  const push = new Push({ linger: 0 })
  push.connect(endpoint)
  const [bound, connecting] = [idOf(pull), idOf(push)]
  await until(() => typesOf(watched, bound).includes("handshake") && typesOf(watched, connecting).includes("handshake"))
  push.close()
  await until(() => typesOf(watched, bound).includes("disconnect"))
  pull.close()
  await until(() => typesOf(watched, bound).includes("end") && typesOf(watched, connecting).includes("end"))
  assert.deepEqual(typesOf(watched, bound), ["bind", "accept", "handshake", "disconnect", "close", "end"])
  const [first] = watched.on(channel).filter(({ id }) => id === bound)
  assert.deepEqual(
    { ...first, socket: first?.socket === pull },
    { socket: true, type: "Pull", id: bound, event: { type: "bind", address: endpoint } },
  )
})

test("a failed connection has its error", async () => {
  using watched = new Subscription(channel)
  using pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  using push = new Push({ linger: 0, plainUsername: "admin", plainPassword: "secret" })
  push.connect(pull.lastEndpoint as string)
  const failed = () => watched.on(channel).find(({ event }) => event.type === "handshake:error:protocol")?.event
  await until(() => failed() !== undefined)
  const event = failed()
  assert.ok(event?.type === "handshake:error:protocol")
  assert.equal(event.error.code, "ERR_ZMTP_MECHANISM_MISMATCH")
})

test("without a subscriber, a socket has no monitor", async () => {
  using pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  assert.ok(!isPublished(pull))
})

test("a socket from before the first subscriber is published from its next bind or connect on", async () => {
  using pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  const first = pull.lastEndpoint as string
  using watched = new Subscription(channel)
  assert.ok(!isPublished(pull))
  await pull.bind("tcp://127.0.0.1:*")
  using push = new Push({ linger: 0 })
  push.connect(first)
  await until(() => typesOf(watched, idOf(pull)).includes("handshake"))
  assert.deepEqual(typesOf(watched, idOf(pull)), ["bind", "accept", "handshake"])
})

test("when the last subscriber is gone, the next event ends the monitor", async () => {
  const watched = new Subscription(channel)
  using pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  await until(() => typesOf(watched, idOf(pull)).includes("bind"))
  watched[Symbol.dispose]()
  assert.ok(isPublished(pull))
  using push = new Push({ linger: 0 })
  push.connect(pull.lastEndpoint as string)
  assert.ok(!isPublished(push))
  await until(() => !isPublished(pull))
  using again = new Subscription(channel)
  await pull.bind("tcp://127.0.0.1:*")
  await until(() => typesOf(again, idOf(pull)).includes("bind"))
})

test("an observer of the program takes precedence, and all events are published, whatever it observes", async () => {
  using watched = new Subscription(channel)
  using pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  await until(() => typesOf(watched, idOf(pull)).includes("bind"))
  const observer = pull.observe({ events: ["accept"] })
  assert.ok(!isPublished(pull))
  using push = new Push({ linger: 0 })
  push.connect(pull.lastEndpoint as string)
  assert.equal((await observer.receive()).type, "accept")
  await until(() => typesOf(watched, idOf(pull)).includes("handshake"))
  assert.deepEqual(typesOf(watched, idOf(pull)), ["bind", "accept", "handshake"])
  await assert.rejects(observer.receive({ timeout: 0 }), { code: "EAGAIN" })

  observer.close()
  assert.ok(isPublished(pull))
  push.close()
  await until(() => typesOf(watched, idOf(pull)).includes("disconnect"))
})

test("an observer of version 2: its events name both ends", async () => {
  using watched = new Subscription(channel)
  using pull = new Pull()
  using observer = pull.observe({ version: 2 })
  await pull.bind("tcp://127.0.0.1:*")
  assert.equal((await observer.receive()).type, "bind")
  const [first] = watched.on(channel).filter(({ id }) => id === idOf(pull))
  assert.deepEqual(first?.event, { type: "bind", local: pull.lastEndpoint, remote: "" })
})

test("an observer from before the first subscriber: its types of events are published", async () => {
  using pull = new Pull()
  using observer = pull.observe({ events: ["handshake"] })
  using watched = new Subscription(channel)
  await pull.bind("tcp://127.0.0.1:*")
  using push = new Push({ linger: 0 })
  push.connect(pull.lastEndpoint as string)
  await observer.receive()
  assert.deepEqual(typesOf(watched, idOf(pull)), ["handshake"])
})

test("a context without room for a monitor: the bind succeeds, and the error is published", async () => {
  const context = new Context({ maxSockets: 1 })
  using watched = new Subscription(channel, "zmq-napi:socket:error")
  using pull = new Pull({ context })
  await pull.bind("tcp://127.0.0.1:*")
  assert.deepEqual(
    watched.on("zmq-napi:socket:error").map(({ operation, error }) => [operation, error.code]),
    [["observe", "EMFILE"]],
  )
})

test("a context can be terminated although sockets of it are published", async () => {
  using _ = new Subscription(channel)
  const context = new Context()
  const pull = new Pull({ context })
  await pull.bind("tcp://127.0.0.1:*")
  assert.ok(isPublished(pull))
  pull.close()
  await context.term()
})
