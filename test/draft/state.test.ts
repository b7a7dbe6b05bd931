import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Channel, Client, Datagram, Dish, Gather, Peer, Radio, Scatter, Server } from "#lib/draft"
import { Context, type Socket, SocketClosedError } from "#lib/index"
import { freshAddress } from "../support/endpoints"

// What draft sockets add, in every state of a socket without peers: it works ("ok"), or fails with a code.

const states = ["open", "waiting", "shut down", "closed", "closed while waiting"] as const
type State = (typeof states)[number]

const now = { timeout: 0 } as const
const init = (context: Context) => ({ context, linger: 0 })

interface Row {
  make(context: Context): Socket & { receive?(): Promise<unknown> }
  /** By state: open or waiting, shut down, closed. */
  // biome-ignore lint/suspicious/noExplicitAny: each call knows its own socket.
  calls: Record<string, [call: (socket: any) => unknown, open: string, shutDown: string, closed: string]>
}

const receive: Row["calls"][string] = [(socket) => socket.receive(now), "EAGAIN", "ETERM", "EBADF"]
const receiveSync: Row["calls"][string] = [(socket) => socket.receiveSync(now), "EAGAIN", "ETERM", "EBADF"]
const send: Row["calls"][string] = [(socket) => socket.send("a", now), "EAGAIN", "ETERM", "EBADF"]
const sendSync: Row["calls"][string] = [(socket) => socket.sendSync("a", now), "EAGAIN", "ETERM", "EBADF"]
const invalid = "ERR_INVALID_ARG_VALUE"
const parts = (tag: object, closed = invalid): Row["calls"][string] => [
  (socket) => socket.send(["a", "b"], { ...now, ...tag }),
  invalid,
  invalid,
  closed,
]
const routed: Row["calls"] = {
  receive,
  receiveSync,
  send: [(socket) => socket.send("a", { ...now, routingId: 7 }), "EHOSTUNREACH", "ETERM", "EBADF"],
  sendMany: [(socket) => socket.sendMany([["a", { routingId: 7 }]], now), "EHOSTUNREACH", "ETERM", "EBADF"],
  sendSync: [(socket) => socket.sendSync("a", { ...now, routingId: 7 }), "EHOSTUNREACH", "ETERM", "EBADF"],
  "send of several parts": parts({ routingId: 1 }),
  disconnectPeer: [(socket) => socket.disconnectPeer(7), "EHOSTUNREACH", "ETERM", "EBADF"],
}
const oneToOne: Row["calls"] = { receive, receiveSync, send, sendSync, "send of several parts": parts({}, "EBADF") }

const rows: Record<string, Row> = {
  Server: { make: (context) => new Server(init(context)), calls: routed },
  Client: { make: (context) => new Client(init(context)), calls: oneToOne },
  Channel: { make: (context) => new Channel(init(context)), calls: oneToOne },
  Gather: { make: (context) => new Gather(init(context)), calls: { receive, receiveSync } },
  Scatter: {
    make: (context) => new Scatter(init(context)),
    calls: { send, sendSync, "send of several parts": parts({}, "EBADF") },
  },
  Radio: {
    make: (context) => new Radio(init(context)),
    calls: {
      send: [(socket) => socket.send("a", { ...now, group: "g" }), "ok", "ETERM", "EBADF"],
      sendMany: [(socket) => socket.sendMany([["a", { group: "g" }]], now), "ok", "ETERM", "EBADF"],
      sendSync: [(socket) => socket.sendSync("a", { ...now, group: "g" }), "ok", "ETERM", "EBADF"],
      "send of several parts": parts({ group: "g" }),
    },
  },
  Dish: {
    make: (context) => new Dish(init(context)),
    calls: {
      receive,
      receiveSync,
      // libzmq notices the end of the context when it looks at what was signalled, which these do not.
      join: [(socket) => socket.join("g"), "ok", "ok", "EBADF"],
      "leave of what was not joined": [(socket) => socket.leave("none"), "EINVAL", "EINVAL", "EBADF"],
    },
  },
  Peer: {
    make: (context) => new Peer(init(context)),
    calls: {
      ...routed,
      connectPeer: [(socket) => assert.ok(socket.connectPeer(freshAddress("ipc")) > 0), "ok", "ETERM", "EBADF"],
    },
  },
  Datagram: {
    make: (context) => new Datagram(init(context)),
    calls: {
      receive,
      send: [(socket) => socket.send(["127.0.0.1:9", "a"], now), "ENOTCONN", "ETERM", "EBADF"],
    },
  },
}

async function inState(row: Row, state: State, context: Context): Promise<Socket> {
  const socket = row.make(context)
  if (state.endsWith("waiting")) socket.receive?.().catch(() => undefined)
  if (state === "shut down") context.shutdown()
  if (state.startsWith("closed")) socket.close()
  return socket
}

async function outcome(call: () => unknown): Promise<string> {
  try {
    await call()
    return "ok"
  } catch (error) {
    return (error as { code: string }).code
  }
}

for (const [name, row] of Object.entries(rows)) {
  describe(name, () => {
    for (const state of states) {
      for (const [called, [call, open, shutDown, closed]] of Object.entries(row.calls)) {
        const expected = state === "shut down" ? shutDown : state.startsWith("closed") ? closed : open
        test(`${called}, ${state}: ${expected}`, async () => {
          const context = new Context()
          const socket = await inState(row, state, context)
          assert.equal(await outcome(() => call(socket)), expected)
          socket.close()
          await context.term()
        })
      }
    }

    if ("receive" in row.calls) {
      test("waiting operations reject when it is closed, and an iteration ends", async () => {
        await using context = new Context()
        const socket = row.make(context) as Socket & AsyncIterable<unknown> & { receive(): Promise<unknown> }
        const waiting = socket.receive()
        const iterated = (async () => {
          for await (const message of socket) return message
          return undefined
        })()
        socket.close()
        await assert.rejects(waiting, SocketClosedError)
        assert.equal(await iterated, undefined)
      })
    }
  })
}
