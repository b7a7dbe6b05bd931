// The sockets of `zmq-napi` and `zeromq`, which have an API in common. Both are driven by the same loops.
import { type PeerSpec, roles, type Style } from "../protocol"
import type { OpenSocket, SocketOptions, SocketType } from "./driver"
import { type Arrivals, type Message, preparedMessage } from "./messages"
import { serve } from "./serve"

interface Library extends Record<SocketType, new (options: AllOptions) => BasicSocket> {
  /** The default context, which all threads of the process share in both libraries. */
  context: { maxSockets: number }
}

interface AllOptions extends SocketOptions {
  linger?: number
  curveServer?: boolean
  curvePublicKey?: string
  curveSecretKey?: string
  curveServerKey?: string
}

interface BasicSocket {
  readonly lastEndpoint: string | null
  bind(address: string): Promise<void>
  connect(address: string): void
  close(): void
}

/** The methods of all sockets. The last four are zmq-napi's alone; the styles that need them are refused for zeromq. */
interface AnySocket extends BasicSocket, AsyncIterable<Buffer[]> {
  subscribe(): void
  send(message: Message, options?: { transfer: true }): Promise<void>
  receive(): Promise<Buffer[]>
  sendMany(messages: readonly Message[]): Promise<number>
  receiveMany(options: { max: number }): Promise<Buffer[][]>
  sendSync(message: Message): void
  receiveSync(): Buffer[]
}

const batchSize = 500

/** Plays with a library that has all roles. */
export function serveWith(name: string, styles: readonly Style[], library: Library & { version: string }): void {
  const { version } = require(`${name}/package.json`) as { version: string }
  serve({ name, version: `${name} ${version}, libzmq ${library.version}`, styles, roles, open: openerOf(library) })
}

function openerOf(library: Library): OpenSocket {
  return async (type, spec, options) => {
    const { bind, sockets = 1, style } = spec
    if (sockets > 1) library.context.maxSockets = Math.max(library.context.maxSockets, 2 * sockets)
    const socket = new library[type]({ linger: 0, ...security(spec), ...options }) as AnySocket
    if (bind !== undefined) await socket.bind(bind)
    if (type === "Subscriber") socket.subscribe()
    const sendAll = senders[style](spec)
    return {
      address: bind === undefined ? undefined : (socket.lastEndpoint ?? undefined),
      connect: (address) => socket.connect(address),
      send: (message) => socket.send(message),
      sendAll: (count) => sendAll(socket, count),
      receiveAll: (arrivals) => receivers[style](socket, arrivals),
      close: () => socket.close(),
    }
  }
}

/** The side that binds is the server. */
function security(spec: PeerSpec): AllOptions {
  const key = (name: "serverPublicKey" | "serverSecretKey" | "clientPublicKey" | "clientSecretKey"): string => {
    const value = spec[name]
    if (value === undefined) throw new Error(`The argument ${name}=... is missing`)
    return value
  }
  if (spec.security !== "curve") return {}
  if (spec.bind !== undefined) return { curveServer: true, curveSecretKey: key("serverSecretKey") }
  return {
    curveServerKey: key("serverPublicKey"),
    curvePublicKey: key("clientPublicKey"),
    curveSecretKey: key("clientSecretKey"),
  }
}

type Send = (socket: AnySocket, count: number) => Promise<void>

/** The loop that sends in each style. */
const senders: Record<Style, (spec: PeerSpec) => Send> = {
  each: sendEach,
  iterate: sendEach,
  batch(spec) {
    const batch = new Array<Message>(batchSize).fill(preparedMessage(spec))
    return async (socket, count) => {
      for (let left = count; left > 0; ) left -= await socket.sendMany(left < batchSize ? batch.slice(0, left) : batch)
    }
  },
  transfer({ size, parts = 1 }) {
    const transfer = { transfer: true } as const
    // Only zmq-napi has the style; peers of other libraries do not load it.
    const { allocUnsafe } = require("zmq-napi") as typeof import("zmq-napi")
    const fresh = parts === 1 ? () => allocUnsafe(size) : () => Array.from({ length: parts }, () => allocUnsafe(size))
    return async (socket, count) => {
      for (let sent = 0; sent < count; sent++) await socket.send(fresh(), transfer)
    }
  },
  sync(spec) {
    const message = preparedMessage(spec)
    return async (socket, count) => {
      for (let sent = 0; sent < count; sent++) socket.sendSync(message)
    }
  },
}

function sendEach(spec: PeerSpec): Send {
  const message = preparedMessage(spec)
  return async (socket, count) => {
    for (let sent = 0; sent < count; sent++) await socket.send(message)
  }
}

type Receive = (socket: AnySocket, arrivals: Arrivals) => Promise<void>

/** The loop that receives in each style, and sends what there is to answer. */
const receivers: Record<Style, Receive> = {
  each: receiveEach,
  transfer: receiveEach,
  async iterate(socket, arrivals) {
    if (arrivals.left === 0) return
    for await (const message of socket) {
      const answer = arrivals.take(message)
      if (answer !== undefined) await socket.send(answer)
      if (arrivals.left === 0) return
    }
    throw new Error(`The socket was closed, and ${arrivals.left} messages were still to come`)
  },
  // No role that answers has the style.
  async batch(socket, arrivals) {
    const whole = { max: batchSize }
    while (arrivals.left > 0) {
      const batch = await socket.receiveMany(arrivals.left < batchSize ? { max: arrivals.left } : whole)
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

async function receiveEach(socket: AnySocket, arrivals: Arrivals): Promise<void> {
  while (arrivals.left > 0) {
    const answer = arrivals.take(await socket.receive())
    if (answer !== undefined) await socket.send(answer)
  }
}
