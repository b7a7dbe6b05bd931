// The channels about the life of a socket: open, bind, connect, unbind, disconnect, close.
import assert from "node:assert/strict"
import { test } from "node:test"
import { Peer } from "#lib/draft"
import { Authenticator, Context, Proxy, Pull, Push, type Socket } from "#lib/index"
import { runProgram } from "../support/child"
import { Subscription } from "./subscription"

const life = [
  "zmq-napi:socket:open",
  "zmq-napi:socket:bind",
  "zmq-napi:socket:unbind",
  "zmq-napi:socket:connect",
  "zmq-napi:socket:disconnect",
  "zmq-napi:socket:close",
] as const

/** The message without what every message has. */
function details({ socket, type, id, ...rest }: { socket: Socket | undefined; type: string; id: number }): object {
  assert.equal(typeof id, "number")
  assert.equal(type, socket?.constructor.name)
  return rest
}

test("a life: each channel once, in order, with the details of each", async () => {
  using watched = new Subscription(...life)
  const pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  const endpoint = pull.lastEndpoint as string
  const push = new Push()
  push.connect(endpoint)
  push.disconnect(endpoint)
  await pull.unbind("tcp://127.0.0.1:*")
  pull.bindSync("inproc://diagnostics-life")
  push.connect("inproc://diagnostics-life")
  push.close()
  push.close()
  pull.close()

  const seen = watched.published.map(({ channel, message }) => [
    channel.replace("zmq-napi:socket:", ""),
    message.socket === pull ? "pull" : "push",
    details(message),
  ])
  assert.deepEqual(seen, [
    ["open", "pull", {}],
    ["bind", "pull", { address: "tcp://127.0.0.1:*", endpoint }],
    ["open", "push", {}],
    ["connect", "push", { address: endpoint }],
    ["disconnect", "push", { address: endpoint }],
    ["unbind", "pull", { address: "tcp://127.0.0.1:*" }],
    ["bind", "pull", { address: "inproc://diagnostics-life", endpoint: "inproc://diagnostics-life" }],
    ["connect", "push", { address: "inproc://diagnostics-life" }],
    ["close", "push", { endpoints: { bound: [], connected: ["inproc://diagnostics-life"] } }],
    ["close", "pull", { endpoints: { bound: ["inproc://diagnostics-life"], connected: [] } }],
  ])
})

test("a socket is open when it is published, and has its options; it is closed, and keeps its statistics", () => {
  using opened = new Subscription("zmq-napi:socket:open")
  using closed = new Subscription("zmq-napi:socket:close")
  const states: unknown[] = []
  const push = new Push({ linger: 77, sendHighWaterMark: 5 })
  const { socket } = opened.on("zmq-napi:socket:open")[0]!
  states.push(socket.closed, socket.getOption("linger"), socket.getOption("sendHighWaterMark"))
  push.close()
  const { socket: gone } = closed.on("zmq-napi:socket:close")[0]!
  states.push(gone?.closed, gone?.stats.sent)
  assert.deepEqual(states, [false, 77, 5, true, { messages: 0, bytes: 0 }])
})

test("a constructor that throws publishes neither an open nor a close", () => {
  using watched = new Subscription(...life)
  assert.throws(() => new Push({ linger: -5 } as never))
  assert.throws(() => new Push({ affinity: "x" } as never))
  assert.deepEqual(watched.names, [])
})

test("bindToRandomPort, and connectPeer of draft sockets", async () => {
  using watched = new Subscription("zmq-napi:socket:bind", "zmq-napi:socket:connect")
  using server = new Peer()
  const { address } = await server.bindToRandomPort("tcp://127.0.0.1")
  using peer = new Peer()
  peer.connectPeer(address)
  assert.deepEqual(
    watched.published.map(({ message }) => details(message)),
    [{ address: "tcp://127.0.0.1:*", endpoint: address }, { address }],
  )
})

test("a proxy's sockets are published as closed when the proxy has closed them", async () => {
  using watched = new Subscription("zmq-napi:socket:close")
  const front = new Pull()
  front.bindSync("inproc://diagnostics-proxy")
  const back = new Push()
  back.bindSync("inproc://diagnostics-back")
  const proxy = new Proxy(front, back)
  const running = proxy.run()
  assert.deepEqual(watched.published, [])
  proxy.terminate()
  await running
  const seen = watched.on("zmq-napi:socket:close").map(({ socket, endpoints }) => [socket === front, endpoints.bound])
  assert.deepEqual(seen, [
    [true, ["inproc://diagnostics-proxy"]],
    [false, ["inproc://diagnostics-back"]],
  ])
})

test("sockets of the package's own publish nothing: those of observers and of authenticators", () => {
  const context = new Context()
  using watched = new Subscription(...life)
  using authenticator = new Authenticator({ context })
  authenticator.start()
  authenticator.stop()
  using push = new Push({ context })
  push.events.close()
  assert.deepEqual(watched.names, ["socket:open"])
})

test("a socket that is garbage-collected while it is open is published as closed, without the socket", async () => {
  assert.deepEqual(JSON.parse(await runProgram("diagnostics/collected")), {
    type: "Pull",
    same: true,
    endpoints: { bound: [], connected: [] },
  })
})
