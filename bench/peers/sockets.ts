// The sockets of `zmq-napi` and `zeromq`, which have an API in common. Both are driven by the same loops.
import type { Dealer, Subscriber } from "zmq-napi"
import type { PeerSpec, Style } from "../protocol"
import type { OpenSocket, SocketType } from "./driver"
import { type Arrivals, type Message, preparedMessage } from "./messages"
import { serve } from "./serve"

interface Library extends Record<SocketType, new (options: object) => object> {
  version: string
  /** The default context, which all threads of the process share in both libraries. */
  context: { maxSockets: number }
}

/** The methods of all sockets. Some are zmq-napi's alone; the styles that need them are refused for zeromq. */
type AnySocket = Dealer & Pick<Subscriber, "subscribe">

const batchSize = 500

/** Plays with a library that has all roles. */
export function serveWith(name: "zmq-napi" | "zeromq", library: Library): void {
  const { version } = require(`${name}/package.json`) as { version: string }
  void serve({ name, version: `${name} ${version}, libzmq ${library.version}`, open: openerOf(library) })
}

function openerOf(library: Library): OpenSocket {
  return async (type, spec, options) => {
    const { bind, sockets = 1, style } = spec
    if (sockets > 1) library.context.maxSockets = Math.max(library.context.maxSockets, 2 * sockets)
    const receive = receivers[style] ?? receiveEach
    const socket = new library[type]({ linger: 0, ...security(spec), ...options }) as AnySocket
    if (bind !== undefined) await socket.bind(bind)
    if (type === "Subscriber") socket.subscribe()
    return {
      address: bind === undefined ? undefined : (socket.lastEndpoint ?? undefined),
      connect: (address) => socket.connect(address),
      send: (message) => socket.send(message),
      sendAll: (senders[style] ?? sendEach)(socket, spec),
      receiveAll: (arrivals) => receive(socket, arrivals),
      close: () => socket.close(),
    }
  }
}

/** The side that binds is the server. */
function security({ bind, serverPublicKey, serverSecretKey, clientPublicKey, clientSecretKey }: PeerSpec): object {
  if (serverPublicKey === undefined) return {}
  if (bind !== undefined) return { curveServer: true, curveSecretKey: serverSecretKey }
  return { curveServerKey: serverPublicKey, curvePublicKey: clientPublicKey, curveSecretKey: clientSecretKey }
}

type Sender = (socket: AnySocket, spec: PeerSpec) => (count: number) => Promise<void>

const sendEach: Sender = (socket, spec) => {
  const message = preparedMessage(spec)
  return async (count) => {
    for (let sent = 0; sent < count; sent++) await socket.send(message)
  }
}

/** The loop that sends in each style, where it is not that of `each`. */
const senders: Partial<Record<Style, Sender>> = {
  batch(socket, spec) {
    const batch = new Array<Message>(batchSize).fill(preparedMessage(spec))
    return async (count) => {
      for (let left = count; left > 0; ) left -= await socket.sendMany(left < batchSize ? batch.slice(0, left) : batch)
    }
  },
  transfer(socket, { size, parts = 1 }) {
    const transfer = { transfer: true } as const
    // Only zmq-napi has the style; peers of other libraries do not load it.
    const { allocUnsafe } = require("zmq-napi") as typeof import("zmq-napi")
    const fresh = parts === 1 ? () => allocUnsafe(size) : () => Array.from({ length: parts }, () => allocUnsafe(size))
    return async (count) => {
      for (let sent = 0; sent < count; sent++) await socket.send(fresh(), transfer)
    }
  },
  sync(socket, spec) {
    const message = preparedMessage(spec)
    return async (count) => {
      for (let sent = 0; sent < count; sent++) socket.sendSync(message)
    }
  },
}

type Receiver = (socket: AnySocket, arrivals: Arrivals) => Promise<void>

const receiveEach: Receiver = async (socket, arrivals) => {
  while (arrivals.left > 0) {
    const answer = arrivals.take(await socket.receive())
    if (answer !== undefined) await socket.send(answer)
  }
}

/**
 * The loop that receives in each style, and sends what there is to answer, where it is not that of `each`; `iterate` and
 * `batch` only receive.
 */
const receivers: Partial<Record<Style, Receiver>> = {
  async iterate(socket, arrivals) {
    for await (const message of socket) {
      arrivals.take(message)
      if (arrivals.left === 0) return
    }
  },
  async batch(socket, arrivals) {
    while (arrivals.left > 0) {
      const batch = await socket.receiveMany({ max: Math.min(batchSize, arrivals.left) })
      for (const message of batch) arrivals.take(message)
    }
  },
  async sync(socket, arrivals) {
    while (arrivals.left > 0) {
      const answer = arrivals.take(socket.receiveSync())
      if (answer !== undefined) socket.sendSync(answer)
    }
  },
}
