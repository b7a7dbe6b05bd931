import { subscribe } from "node:diagnostics_channel"
import { once } from "node:events"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo, Socket as Connection } from "node:net"
import { setImmediate } from "node:timers/promises"
import { Pub, Pull, Push, Rep, Req, Sub } from "jszmq"
import type { PeerSpec } from "../protocol"
import type { OpenSocket, SocketType } from "./driver"
import { type Arrivals, preparedMessage } from "./messages"
import { serve } from "./serve"

interface Socket extends Pick<Push, "bind" | "connect" | "send" | "close"> {
  on(event: "message", listener: (...message: Buffer[]) => void): unknown
}

const types: Partial<Record<SocketType, new () => Socket>> = {
  Push,
  Pull,
  Request: Req,
  Reply: Rep,
  Publisher: Pub,
  Subscriber: Sub,
}

const open: OpenSocket = async (type, spec) => {
  const Type = types[type]
  if (Type === undefined) throw new Error(`jszmq has no ${type} here`)
  const socket = new Type()
  if (socket instanceof Sub) socket.subscribe("")
  const receiveAll = receiver(socket)
  const message = preparedMessage(spec)
  return {
    ...(await bind(socket, spec.bind)),
    connect: (address) => socket.connect(address),
    send: (probe) => socket.send(probe),
    sendAll: (count) => sendAll(() => socket.send(message), count, spec),
    receiveAll,
  }
}

async function bind(socket: Socket, wanted: string | undefined) {
  if (wanted === undefined) return { address: undefined, close: () => socket.close() }
  if (wanted !== "ws://127.0.0.1:*") throw new Error(`jszmq binds to ws://127.0.0.1:* here, and not to ${wanted}`)
  // It knows no wildcard port, but takes a server that listens already.
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  socket.bind(address, server)
  return {
    address,
    close() {
      socket.close()
      server.close()
    },
  }
}

// jszmq's send() returns nothing and waits for nothing: it writes to the connection, and data that the system does not
// take at once stays in memory, without bound. So the loop that sends waits whenever a connection needs to drain. The
// other libraries' sends do the same: they resolve when there is room for the message. jszmq does not expose its
// connections, but Node.js reports each new one.
const connections = new Set<Connection>()
for (const channel of ["net.client.socket", "net.server.socket"]) {
  subscribe(channel, (message) => {
    const { socket } = message as { socket: Connection }
    connections.add(socket)
    socket.once("close", () => connections.delete(socket))
  })
}

// The event loop must run now and then, because connections are made and lost there.
const turnMessages = 500
const turnBytes = 1024 * 1024

/** Calls `send` `count` times, as fast as the connections take messages of so many bytes. */
async function sendAll(send: () => void, count: number, { size, parts = 1 }: PeerSpec): Promise<void> {
  const turn = Math.max(1, Math.min(turnMessages, Math.floor(turnBytes / (size * parts + 1))))
  for (let sent = 1; sent <= count; sent++) {
    send()
    for (const connection of connections) {
      if (connection.writableNeedDrain) await once(connection, "drain")
    }
    if (sent % turn === 0) await setImmediate()
  }
}

/** Messages come as events at any time. Those that come between two runs are kept for the next run. */
function receiver(socket: Socket): (arrivals: Arrivals) => Promise<void> {
  const early: Buffer[][] = []
  const keep = (message: Buffer[]) => void early.push(message)
  let take = keep
  socket.on("message", (...message) => take(message))
  return async (arrivals) => {
    try {
      await new Promise<void>((resolve, reject) => {
        take = (message) => {
          if (arrivals.left === 0) return keep(message)
          try {
            const answer = arrivals.take(message)
            if (answer !== undefined) socket.send(answer)
            if (arrivals.left === 0) resolve()
          } catch (error) {
            reject(error)
          }
        }
        // Messages that this run leaves over are kept again.
        for (const message of early.splice(0)) take(message)
      })
    } finally {
      take = keep
    }
  }
}

const { version } = require("jszmq/package.json") as { version: string }
const webSocket = createRequire(require.resolve("jszmq"))("ws/package.json") as { version: string }

void serve({
  name: "jszmq",
  version: `jszmq ${version}, ws ${webSocket.version}`,
  open,
})
