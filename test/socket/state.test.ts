import assert from "node:assert/strict"
import { test } from "node:test"
import { inspect } from "node:util"
import {
  Context,
  Dealer,
  type DealerOptions,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Socket,
  SocketClosedError,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { socketOptions } from "#lib/options/table"
import { bindFresh, freshAddress } from "../support/endpoints"
import { membersOf } from "../support/state-matrix"

// Every method and property of a socket, in every state: it works ("ok"), or fails with a code.

const states = ["open", "waiting", "shut down", "closed", "closed while waiting"] as const
type State = (typeof states)[number]

/** A socket without peers, so that nothing can be sent or received. */
interface Subject {
  socket: Dealer
  /** What it is bound and connected to. */
  bound: string
  connected: string
}

async function inState(state: State, context: Context): Promise<Subject> {
  const options: DealerOptions = { context, linger: 0 }
  const socket = new Dealer(options)
  const bound = await bindFresh(socket)
  const connected = freshAddress("ipc")
  const subject = { socket, bound, connected }
  socket.immediate = true
  socket.connect(connected)
  if (state.endsWith("waiting")) {
    for (const operation of [socket.receive(), socket.send("")]) operation.catch(() => undefined)
  }
  if (state === "shut down") {
    context.shutdown()
    // libzmq tells a socket by a message to it, which reading an option would not look at.
    await assert.rejects(socket.receive(), { code: "ETERM" })
  }
  if (state.startsWith("closed")) socket.close()
  return subject
}

type Call = (subject: Subject) => unknown

type NumberedType = "Bool" | "Int32" | "Uint32" | "Int64" | "Uint64" | "String"
type NumberedAccessor = `${"get" | "set"}${NumberedType}Option`

/** What is there for classes that extend it. */
function numbered(socket: Dealer): Record<NumberedAccessor, (option: number, value?: unknown) => unknown> {
  return socket as never
}

/** By state: open, waiting, shut down, closed. A closed socket is the same however it was closed. */
const matrix: Record<string, [call: Call, open: string, waiting: string, shutDown: string, closed: string]> = {
  bind: [({ socket }) => socket.bind("tcp://127.0.0.1:*"), "ok", "ok", "ETERM", "EBADF"],
  bindSync: [({ socket }) => socket.bindSync("tcp://127.0.0.1:*"), "ok", "ok", "ETERM", "EBADF"],
  unbind: [({ socket, bound }) => socket.unbind(bound), "ok", "ok", "ETERM", "EBADF"],
  unbindSync: [({ socket, bound }) => socket.unbindSync(bound), "ok", "ok", "ETERM", "EBADF"],
  connect: [({ socket, connected }) => socket.connect(connected), "ok", "ok", "ETERM", "EBADF"],
  disconnect: [({ socket, connected }) => socket.disconnect(connected), "ok", "ok", "ETERM", "EBADF"],
  receive: [({ socket }) => socket.receive({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  "receive, for 1 ms": [({ socket }) => socket.receive({ timeout: 1 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  "receive, aborted": [({ socket }) => socket.receive({ signal: AbortSignal.abort() }), "20", "20", "20", "20"],
  send: [({ socket }) => socket.send("", { timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  "send, for 1 ms": [({ socket }) => socket.send("", { timeout: 1 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  "send, several parts": [({ socket }) => socket.send(["", ""], { timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  "send, as the socket's time-out says": [
    ({ socket }) => {
      if (!socket.closed && !shut(socket)) socket.sendTimeout = 1
      return socket.send("")
    },
    "EAGAIN",
    "EAGAIN",
    "ETERM",
    "EBADF",
  ],
  "[Symbol.asyncIterator]": [({ socket }) => void socket[Symbol.asyncIterator](), "ok", "ok", "ok", "EBADF"],
  "for await": [
    async ({ socket }) => {
      if (!socket.closed && !shut(socket)) socket.receiveTimeout = 1
      for await (const _ of socket) break
    },
    "EAGAIN",
    "EAGAIN",
    "ETERM",
    "EBADF",
  ],
  sendMany: [({ socket }) => socket.sendMany([""], { timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  "sendMany, for 1 ms": [({ socket }) => socket.sendMany([""], { timeout: 1 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  "sendMany of nothing": [({ socket }) => socket.sendMany([]), "ok", "ok", "ok", "EBADF"],
  sendSync: [({ socket }) => socket.sendSync("", { timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  "sendSync, for 1 ms": [({ socket }) => socket.sendSync("", { timeout: 1 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  receiveMany: [({ socket }) => socket.receiveMany({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  "receiveMany, for 1 ms": [({ socket }) => socket.receiveMany({ timeout: 1 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  receiveSync: [({ socket }) => socket.receiveSync({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  "receiveSync, for 1 ms": [({ socket }) => socket.receiveSync({ timeout: 1 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  batches: [({ socket }) => void socket.batches(), "ok", "ok", "ok", "EBADF"],
  sendString: [({ socket }) => socket.sendString("", { timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  sendStringSync: [({ socket }) => socket.sendStringSync("", { timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  sendJson: [({ socket }) => socket.sendJson(1, { timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  sendJsonSync: [({ socket }) => socket.sendJsonSync(1, { timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  sendObject: [({ socket }) => socket.sendObject(1, { timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  sendObjectSync: [({ socket }) => socket.sendObjectSync(1, { timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  receiveInto: [
    ({ socket }) => socket.receiveInto(new Uint8Array(1), { timeout: 0 }),
    "EAGAIN",
    "EAGAIN",
    "ETERM",
    "EBADF",
  ],
  "receiveInto, for 1 ms": [
    ({ socket }) => socket.receiveInto(new Uint8Array(1), { timeout: 1 }),
    "EAGAIN",
    "EAGAIN",
    "ETERM",
    "EBADF",
  ],
  receiveIntoSync: [
    ({ socket }) => socket.receiveIntoSync(new Uint8Array(1), { timeout: 0 }),
    "EAGAIN",
    "EAGAIN",
    "ETERM",
    "EBADF",
  ],
  receiveString: [({ socket }) => socket.receiveString({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  receiveStringSync: [({ socket }) => socket.receiveStringSync({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  receiveStrings: [({ socket }) => socket.receiveStrings({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  receiveStringsSync: [({ socket }) => socket.receiveStringsSync({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  receiveJson: [({ socket }) => socket.receiveJson({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  receiveJsonSync: [({ socket }) => socket.receiveJsonSync({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  receiveObject: [({ socket }) => socket.receiveObject({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  receiveObjectSync: [({ socket }) => socket.receiveObjectSync({ timeout: 0 }), "EAGAIN", "EAGAIN", "ETERM", "EBADF"],
  bindToRandomPort: [({ socket }) => socket.bindToRandomPort("tcp://127.0.0.1"), "ok", "ok", "ETERM", "EBADF"],
  bindToRandomPortSync: [({ socket }) => socket.bindToRandomPortSync("tcp://127.0.0.1"), "ok", "ok", "ETERM", "EBADF"],
  hwm: [({ socket }) => socket.hwm, "ok", "ok", "ETERM", "EBADF"],
  "hwm, set": [({ socket }) => (socket.hwm = 5), "ok", "ok", "ETERM", "EBADF"],
  endpoints: [({ socket }) => socket.endpoints, "ok", "ok", "ok", "ok"],
  stats: [({ socket }) => socket.stats, "ok", "ok", "ok", "ok"],
  "[nodejs.util.inspect.custom]": [({ socket }) => void inspect(socket), "ok", "ok", "ok", "ok"],
  drain: [({ socket }) => socket.drain(), "ok", "ok", "ok", "EBADF"],
  ref: [({ socket }) => assert.equal(socket.ref(), socket), "ok", "ok", "ok", "ok"],
  unref: [({ socket }) => assert.equal(socket.unref(), socket), "ok", "ok", "ok", "ok"],
  getOption: [({ socket }) => socket.getOption("linger"), "ok", "ok", "ETERM", "EBADF"],
  setOption: [({ socket }) => socket.setOption("linger", 0), "ok", "ok", "ETERM", "EBADF"],
  getBoolOption: [({ socket }) => numbered(socket).getBoolOption(39), "ok", "ok", "ETERM", "EBADF"],
  getInt32Option: [({ socket }) => numbered(socket).getInt32Option(17), "ok", "ok", "ETERM", "EBADF"],
  getUint32Option: [({ socket }) => numbered(socket).getUint32Option(57), "ok", "ok", "ETERM", "EBADF"],
  getInt64Option: [({ socket }) => numbered(socket).getInt64Option(22), "ok", "ok", "ETERM", "EBADF"],
  getUint64Option: [({ socket }) => numbered(socket).getUint64Option(4), "ok", "ok", "ETERM", "EBADF"],
  getStringOption: [({ socket }) => numbered(socket).getStringOption(32), "ok", "ok", "ETERM", "EBADF"],
  setBoolOption: [({ socket }) => numbered(socket).setBoolOption(39, true), "ok", "ok", "ETERM", "EBADF"],
  setInt32Option: [({ socket }) => numbered(socket).setInt32Option(17, 0), "ok", "ok", "ETERM", "EBADF"],
  setUint32Option: [({ socket }) => numbered(socket).setUint32Option(57, 0), "ok", "ok", "ETERM", "EBADF"],
  setInt64Option: [({ socket }) => numbered(socket).setInt64Option(22, -1), "ok", "ok", "ETERM", "EBADF"],
  setUint64Option: [({ socket }) => numbered(socket).setUint64Option(4, 0), "ok", "ok", "ETERM", "EBADF"],
  setStringOption: [({ socket }) => numbered(socket).setStringOption(55, "domain"), "ok", "ok", "ETERM", "EBADF"],
  "an option's getter": [({ socket }) => socket.linger, "ok", "ok", "ETERM", "EBADF"],
  "an option's setter": [({ socket }) => (socket.linger = 0), "ok", "ok", "ETERM", "EBADF"],
  lastEndpoint: [({ socket }) => socket.lastEndpoint, "ok", "ok", "ETERM", "EBADF"],
  type: [({ socket }) => socket.type, "ok", "ok", "ETERM", "EBADF"],
  context: [({ socket }) => socket.context, "ok", "ok", "ok", "ok"],
  events: [({ socket }) => socket.events, "ok", "ok", "ETERM", "EBADF"],
  observe: [({ socket }) => socket.observe(), "ok", "ok", "ETERM", "EBADF"],
  closed: [({ socket }) => socket.closed, "ok", "ok", "ok", "ok"],
  readable: [({ socket }) => assert.equal(socket.readable, false), "ok", "ok", "ETERM", "ok"],
  writable: [({ socket }) => assert.equal(socket.writable, false), "ok", "ok", "ETERM", "ok"],
  pendingSendLimit: [({ socket }) => (socket.pendingSendLimit += 1), "ok", "ok", "ok", "ok"],
  messageProperties: [
    ({ socket }) => (socket.messageProperties = !socket.messageProperties),
    "ok",
    "ok",
    "ok",
    "EBADF",
  ],
  close: [({ socket }) => socket.close(), "ok", "ok", "ok", "ok"],
  "[Symbol.dispose]": [({ socket }) => socket[Symbol.dispose](), "ok", "ok", "ok", "ok"],
  "[Symbol.asyncDispose]": [({ socket }) => socket[Symbol.asyncDispose](), "ok", "ok", "ok", "ok"],
}

/** Whether the socket's context was shut down. */
function shut({ context }: Dealer): boolean {
  try {
    new Pull({ context }).close()
    return false
  } catch {
    return true
  }
}

async function outcome(call: Call, subject: Subject): Promise<string> {
  try {
    await call(subject)
    return "ok"
  } catch (error) {
    return String((error as { code?: unknown }).code ?? error)
  }
}

for (const [method, [call, open, waiting, shutDown, closed]] of Object.entries(matrix)) {
  const expected: Record<State, string> = {
    open,
    waiting,
    "shut down": shutDown,
    closed,
    "closed while waiting": closed,
  }
  for (const state of states) {
    test(`${method} on a socket that is ${state}: ${expected[state]}`, async () => {
      await using context = new Context()
      const subject = await inState(state, context)
      assert.equal(await outcome(call, subject), expected[state])
    })
  }
}

test("every public method and property of a socket is in the matrix", () => {
  const names = membersOf(Dealer.prototype)
  // getOption and setOption, and one option's accessors, stand for all options.
  const covered = new Set(["constructor", ...Object.keys(matrix), ...Object.keys(socketOptions)])
  assert.ok(names.includes("send") && names.includes("bindSync") && names.includes("linger"))
  assert.deepEqual(
    names.filter((name) => !covered.has(name)),
    [],
  )
})

const directions: [type: new () => Socket, receives: boolean, sends: boolean][] = [
  [Dealer, true, true],
  [Pair, true, true],
  [Publisher, false, true],
  [Pull, true, false],
  [Push, false, true],
  [Reply, true, true],
  [Request, true, true],
  [Router, true, true],
  [Stream, true, true],
  [Subscriber, true, false],
  [XPublisher, true, true],
  [XSubscriber, true, true],
]

for (const [Type, receives, sends] of directions) {
  test(`${Type.name} ${receives ? "has" : "has no"} receive, ${sends ? "has" : "has no"} send`, () => {
    using socket = new Type()
    assert.deepEqual(
      { receive: "receive" in socket, iterate: Symbol.asyncIterator in socket, send: "send" in socket },
      { receive: receives, iterate: receives, send: sends },
    )
    assert.equal("subscribe" in socket, Type === Subscriber)
    assert.ok(socket instanceof Socket)
  })
}

test("closed is false until close(), which may be called again", () => {
  const socket = new Dealer()
  assert.equal(socket.closed, false)
  socket.close()
  assert.equal(socket.closed, true)
  socket.close()
  assert.equal(socket.closed, true)
})

test("using and await using close the socket, also when the block throws", async () => {
  let first: Dealer | undefined
  let second: Dealer | undefined
  const failure = new Error("thrown in the block")
  const block = () => {
    using socket = new Dealer()
    first = socket
    throw failure
  }
  assert.throws(block, failure)
  {
    await using socket = new Dealer()
    second = socket
    assert.equal(socket.closed, false)
  }
  assert.equal(first?.closed, true)
  assert.equal(second?.closed, true)
})

test("a socket whose options are refused is not left open", async () => {
  // A context ends only when each of its sockets is closed.
  const context = new Context()
  assert.throws(() => new Dealer({ context, linger: "long" as unknown as number }), TypeError)
  assert.throws(() => new Dealer({ context, nonsense: 1 } as DealerOptions), TypeError)
  assert.throws(() => new Dealer({ context, curveServerKey: Buffer.alloc(5) }))
  await context.term()
})

test("the abstract class cannot be opened by the number of a type", () => {
  const Base = Socket as unknown as new (type: unknown) => Socket
  assert.throws(() => new Base(5), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /^"type" must be/ })
  assert.throws(() => new Base(undefined), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
})

test("closing many sockets that wait ends every operation exactly once", async () => {
  const sockets = Array.from({ length: 20 }, () => new Dealer({ linger: 0 }))
  let ended = 0
  const operations = sockets.flatMap((socket) =>
    [socket.receive(), socket.receive({ timeout: 10_000 }), socket.send(""), socket.send("", { timeout: 10_000 })].map(
      (operation) =>
        assert.rejects(operation, (error) => {
          ended++
          return error instanceof SocketClosedError
        }),
    ),
  )
  for (const socket of sockets) socket.close()
  await Promise.all(operations)
  assert.equal(ended, 80)
})

test("an address can be bound again once the socket that had it is closed and its context has ended", async () => {
  const context = new Context()
  const first = new Dealer({ context })
  const address = await bindFresh(first)
  first.close()
  await context.term()
  using second = new Dealer()
  await second.bind(address)
  assert.equal(second.lastEndpoint, address)
})
