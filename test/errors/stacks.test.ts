// The stack of every rejection leads through what awaits to the program's own functions, whether the operation failed at
// once or after a wait.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import {
  Context,
  Dealer,
  device,
  type OperationOptions,
  Poller,
  Proxy,
  Pull,
  Push,
  Reply,
  Request,
  Router,
} from "#lib/index"
import { freshAddress } from "../support/endpoints"

/** What awaits the operation, and what awaits that. */
async function theOperation(operation: () => Promise<unknown>): Promise<void> {
  await operation()
}

async function theCaller(operation: () => Promise<unknown>): Promise<void> {
  await theOperation(operation)
}

/** Awaits the operation, and proves that it rejects with that code and that the stack has both functions. */
async function fails(code: string, operation: () => Promise<unknown>, whenItWaits?: () => void): Promise<void> {
  const rejection = assert.rejects(theCaller(operation), (error: Error & { code: string }) => {
    assert.equal(error.code, code, `${error.stack}`)
    assert.match(error.stack!, /at (async )?theOperation .*stacks\.test.*\n.*at (async )?theCaller .*stacks\.test/)
    return true
  })
  whenItWaits?.()
  await rejection
}

type Operation = (options?: OperationOptions) => Promise<unknown>

/** The operations of a socket that wait as long as it has no peer. */
const operations: Record<string, (socket: Dealer) => Operation> = {
  receive: (socket) => (options) => socket.receive(options),
  receiveMany: (socket) => (options) => socket.receiveMany(options),
  receiveString: (socket) => (options) => socket.receiveString(options),
  receiveJson: (socket) => (options) => socket.receiveJson(options),
  send: (socket) => (options) => socket.send("message", options),
  "send of parts": (socket) => (options) => socket.send(["a", "message"], options),
  sendMany: (socket) => (options) => socket.sendMany(["some", "messages"], options),
  sendJson: (socket) => (options) => socket.sendJson({ a: "value" }, options),
}

for (const [name, make] of Object.entries(operations)) {
  describe(`${name}: the stack of`, () => {
    test("a time-out, of 0 and of 1", async () => {
      using socket = new Dealer()
      const operation = make(socket)
      await fails("EAGAIN", () => operation({ timeout: 0 }))
      await fails("EAGAIN", () => operation({ timeout: 1 }))
    })

    test("a socket that is closed, before and while it waits", async () => {
      const socket = new Dealer()
      const operation = make(socket)
      await fails("EAGAIN", operation, () => socket.close())
      await fails("EBADF", operation)
    })

    test("a context that ends, before and while it waits", async () => {
      await using context = new Context()
      using socket = new Dealer({ context })
      const operation = make(socket)
      await fails("ETERM", operation, () => context.shutdown())
      await fails("ETERM", operation)
    })

    test("an abort: the reason's own stack", async () => {
      using socket = new Dealer()
      const operation = make(socket)
      const abort = new AbortController()
      const reason = Object.assign(new Error("aborted on purpose"), { code: "ABORTED" })
      const aborted = assert.rejects(operation({ signal: abort.signal }), reason)
      abort.abort(reason)
      await aborted
      await assert.rejects(operation({ signal: abort.signal }), reason)
    })
  })
}

test("a wrong state, of a receive and a send", async () => {
  using request = new Request()
  using reply = new Reply()
  await fails("EFSM", () => request.receive({ timeout: 0 }))
  await fails("EFSM", () => request.receiveMany({ timeout: 0 }))
  await fails("EFSM", () => reply.send("early", { timeout: 0 }))
  await fails("EFSM", () => reply.sendMany(["early"], { timeout: 0 }))
})

test("a send that libzmq refuses", async () => {
  using router = new Router({ mandatory: true })
  await fails("EHOSTUNREACH", () => router.send(["nobody", "message"]))
  await fails("ERR_INVALID_ARG_TYPE", () => router.send([{} as string, "message"]))
})

test("a sendMany that ends half-way has the stack, and so has its cause", async () => {
  using pull = new Pull({ receiveHighWaterMark: 1 })
  using push = new Push({ sendHighWaterMark: 1, linger: 0 })
  const address = freshAddress("inproc")
  await pull.bind(address)
  push.connect(address)
  await assert.rejects(
    theCaller(() => push.sendMany(Array(10).fill("message"), { timeout: 1 })),
    (error: Error & { cause: Error }) => {
      assert.equal(error.name, "PartialSendError")
      for (const { stack } of [error, error.cause]) assert.match(stack!, /at (async )?theOperation .*stacks\.test/)
      return true
    },
  )
})

test("loops over a socket, over its batches, over a poller and over events", async () => {
  const ended = async (loop: (context: Context, socket: Dealer) => AsyncIterable<unknown>) => {
    await using context = new Context()
    const socket = new Dealer({ context })
    const iterable = loop(context, socket)
    const run = async () => {
      for await (const _ of iterable);
    }
    await fails("ETERM", run, () => context.shutdown())
    socket.close()
  }
  await ended((_, socket) => socket)
  await ended((_, socket) => socket.batches())
  await ended((_, socket) => new Poller().add(socket))
  using observed = new Dealer()
  observed.events.on("bind", () => undefined)
  await fails("EBUSY", async () => {
    for await (const _ of observed.events);
  })
})

test("poll: a time-out that means nothing, an empty poller, and a context that ends", async () => {
  await using context = new Context()
  const socket = new Dealer({ context })
  const poller = new Poller().add(socket)
  await fails("ERR_OUT_OF_RANGE", () => poller.poll(-2))
  await fails("EINVAL", () => new Poller().poll())
  const emptied = new Poller().add(socket)
  await fails(
    "EINVAL",
    () => emptied.poll(),
    () => emptied.remove(socket),
  )
  await fails(
    "ETERM",
    () => poller.poll(),
    () => context.shutdown(),
  )
  await fails("ETERM", () => poller.poll())
  socket.close()
})

test("observer.receive: a time-out, and an observer that is closed", async () => {
  using socket = new Dealer()
  const { events } = socket
  await fails("EAGAIN", () => events.receive({ timeout: 0 }))
  await fails("EAGAIN", () => events.receive({ timeout: 1 }))
  await fails(
    "EAGAIN",
    () => events.receive(),
    () => events.close(),
  )
  await fails("EBADF", () => events.receive())
})

test("a drained socket, before and while a receive waits", async () => {
  using pull = new Pull()
  await fails(
    "ECANCELED",
    () => pull.receive(),
    () => pull.drain(),
  )
  await fails("ECANCELED", () => pull.receiveMany())
})

test("a proxy and a device that fail, at once and later", async () => {
  await using context = new Context()
  const [front, back] = [new Pull({ context }), new Push({ context })]
  const proxy = new Proxy(front, back)
  await fails("EINVAL", () => proxy.run())
  for (const socket of [front, back]) await socket.bind(freshAddress("inproc"))
  const streamer = device("streamer", {
    frontend: freshAddress("inproc"),
    backend: freshAddress("inproc"),
    context,
  })
  const both = [fails("ETERM", () => proxy.run()), fails("ETERM", () => streamer.ended)]
  context.shutdown()
  await Promise.all(both)
})

test("a bind", async () => {
  using pull = new Pull()
  await fails("EPROTONOSUPPORT", () => pull.bind("nothing://here"))
  await fails("ENOENT", () => pull.unbind("tcp://127.0.0.1:5555"))
  await fails("ERR_OUT_OF_RANGE", () => pull.bindToRandomPort("tcp://127.0.0.1", { min: -1 }))
})
