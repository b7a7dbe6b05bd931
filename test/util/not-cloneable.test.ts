import assert from "node:assert/strict"
import { after, test } from "node:test"
import { serialize } from "node:v8"
import { MessageChannel, Worker } from "node:worker_threads"
import { Context, context, device, Pair, Poller, Publisher, Router } from "#lib/index"

const socketStays = /A socket stays in the thread that made it: make another there, in the same Context/
const contextStays = /A Context stays in its thread: post context\.share\(\), and Context\.attach\(\) it there/

const pollerStays = /A Poller stays in the thread that made it, as its sockets do/
const observerStays = /An Observer stays in the thread that made it, as its socket does/

const deviceStays = /A device stays in the thread that made it: other threads connect to its endpoints/

const open = new Pair()
const running = device("streamer", { frontend: "inproc://uncloneable.in", backend: "inproc://uncloneable.out" })
after(() => {
  open.close()
  running.close()
})

for (const [name, make, message] of [
  ["a socket", () => open, socketStays],
  ["a socket that is closed", () => closed(new Router()), socketStays],
  ["a context", () => new Context(), contextStays],
  ["the default context", () => context, contextStays],
  ["a poller", () => new Poller().add(open), pollerStays],
  ["an observer", () => open.events, observerStays],
  ["a device", () => running, deviceStays],
  ["an array with a socket", () => [1, { socket: closed(new Publisher()) }], socketStays],
] as [string, () => unknown, RegExp][]) {
  test(`${name} cannot be cloned or posted, and the error says what to do`, () => {
    const { port1, port2 } = new MessageChannel()
    const stays = { name: "DataCloneError", code: 25, message }
    try {
      const value = make()
      assert.throws(() => structuredClone(value), stays)
      assert.throws(() => port1.postMessage(value), stays)
      assert.throws(() => new Worker("", { eval: true, workerData: value }), stays)
      assert.throws(() => serialize(value), message)
    } finally {
      port1.close()
      port2.close()
    }
  })
}

test("a message with a socket in its list of transfers is refused", () => {
  const { port1 } = new MessageChannel()
  const pair = new Pair()
  // @ts-expect-error: it is not transferable.
  assert.throws(() => port1.postMessage({ pair }, [pair]), { name: /TypeError|DataCloneError/ })
  port1.close()
  pair.close()
})

test("a socket can be written to a log as JSON", () => {
  using pair = new Pair()
  assert.equal(typeof JSON.stringify({ pair }), "string")
})

function closed<S extends Disposable>(socket: S): S {
  socket[Symbol.dispose]()
  return socket
}
