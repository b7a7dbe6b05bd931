// Subscribers that throw, that use the socket, that go away; copies of the package, threads, runtimes without channels.
import assert from "node:assert/strict"
import { channel, subscribe, unsubscribe } from "node:diagnostics_channel"
import { test } from "node:test"
import { type DiagnosticsChannels, Pull, Push } from "#lib/index"
import { freshCopy, inAnotherRealm } from "../copies/copy"
import { runProgram } from "../support/child"
import { timeLimit } from "../support/waiting"
import { allChannels, Subscription } from "./subscription"

type Sent = DiagnosticsChannels["zmq-napi:message:sent"]

function pair(): { push: Push; pull: Pull } & Disposable {
  const pull = new Pull()
  pull.bindSync("inproc://diagnostics-subscribers")
  const push = new Push({ linger: 0 })
  push.connect("inproc://diagnostics-subscribers")
  return {
    push,
    pull,
    [Symbol.dispose]() {
      push.close()
      pull.close()
    },
  }
}

test("a subscriber that throws harms no operation, and its error is an uncaught exception", async () => {
  const lines = (await runProgram("diagnostics/throwing")).trimEnd().split("\n")
  assert.deepEqual(lines.at(-1), "done")
  for (const name of allChannels) assert.ok(lines.includes(`uncaught ${name}`), `${name}\n${lines.join("\n")}`)
})

test("a subscriber may close the socket, at every message", async () => {
  const names = ["zmq-napi:message:sent", "zmq-napi:message:received"] as const
  const close = (message: unknown) => (message as Sent).socket.close()
  for (const name of names) {
    for (const waits of [false, true]) {
      using sockets = pair()
      const { push, pull } = sockets
      subscribe(name, close)
      const received = waits ? pull.receive(timeLimit) : undefined
      await push.send("abc")
      if (name.endsWith("received")) assert.equal(String(await (received ?? pull.receive(timeLimit))), "abc")
      else await received?.catch(() => undefined)
      unsubscribe(name, close)
      assert.ok((name.endsWith("sent") ? push : pull).closed)
    }
  }
})

test("a subscriber may send, on the socket that has just sent", async () => {
  using sockets = pair()
  const { push, pull } = sockets
  let left = 3
  const sendAgain = () => {
    if (left-- > 0) void push.send(String(left))
  }
  subscribe("zmq-napi:message:sent", sendAgain)
  await push.send("first")
  unsubscribe("zmq-napi:message:sent", sendAgain)
  const messages = await pull.receiveMany({ max: 4 })
  assert.deepEqual(messages.map(String), ["first", "2", "1", "0"])
})

test("without a subscriber nothing is computed, before the first and after the last", async () => {
  using sockets = pair()
  let reads = 0
  const message: string[] = []
  Object.defineProperty(message, 0, { get: () => `part ${reads++}`, enumerable: true })
  const readsOfSend = async () => {
    reads = 0
    await sockets.push.send(message)
    return reads
  }
  const free = await readsOfSend()
  const watched = new Subscription("zmq-napi:message:sent")
  assert.ok((await readsOfSend()) > free)
  watched[Symbol.dispose]()
  assert.equal(await readsOfSend(), free)
  for (const name of allChannels) assert.ok(!channel(name).hasSubscribers, name)
})

test("copies of the package in one thread publish on the same channels", async () => {
  using watched = new Subscription("zmq-napi:message:sent")
  for (const copy of [freshCopy(), freshCopy(), inAnotherRealm()]) {
    using push = new copy.Push({ linger: 0 })
    using pull = new copy.Pull()
    pull.bindSync("inproc://diagnostics-copies")
    push.connect("inproc://diagnostics-copies")
    await push.send("abc")
    const { socket, bytes } = watched.on("zmq-napi:message:sent").at(-1)!
    assert.ok((socket as unknown) === push)
    assert.equal(bytes, 3)
  }
  assert.equal(watched.published.length, 3)
})

test("a worker has channels of its own", async () => {
  assert.equal(await runProgram("diagnostics/worker"), "main: 1\nworker: 2\n")
})

test("a runtime without node:diagnostics_channel", async () => {
  assert.equal(await runProgram("diagnostics/without"), "received abc\n")
})
