// The sockets of the target and their good peers: how each type sends and receives one message, whatever else it needs.
import { Channel, Client, Dish, Gather, Peer, Radio, Scatter, Server } from "#lib/draft"
import {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  type Socket,
  type SocketName,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from "#lib/index"

const classes = {
  Channel,
  Client,
  Dealer,
  Dish,
  Gather,
  Pair,
  Peer,
  Publisher,
  Pull,
  Push,
  Radio,
  Reply,
  Request,
  Router,
  Scatter,
  Server,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
}

/** What all sockets here have in common: each type narrows the messages. */
export type AnySocket = Socket & {
  send(message: unknown, options?: unknown): Promise<void>
  receive(options?: { timeout?: number }): Promise<unknown[]>
  readonly readable?: boolean
}

export function open(type: SocketName, options: object): AnySocket {
  if (type === "Datagram") throw new Error("A Datagram has no connections")
  const socket = new classes[type](options as never)
  if (socket instanceof Subscriber) socket.subscribe()
  if (socket instanceof Dish) socket.join(group)
  return socket as unknown as AnySocket
}

const group = "group"

/** Sends it, if that can be done at once or soon. */
export async function trySend(socket: AnySocket, text: string, timeout = 0): Promise<void> {
  const options = { timeout }
  try {
    if (socket instanceof Radio) await socket.send(text, { ...options, group })
    else await socket.send(text, options)
  } catch (error) {
    expected(error)
  }
}

/** Errors of a socket whose peers may be gone, or busy. */
export function expected(error: unknown): void {
  const { name, code } = error as { name: string; code?: string }
  if (name === "TimeoutError" || name === "SocketClosedError") return
  if (["EHOSTUNREACH", "EAGAIN", "EFSM"].includes(code ?? "")) return
  throw error
}

/** The type of a good peer, and which of the two sends the message that shows that the peer got through. */
export const goodPeers: Partial<Record<SocketName, readonly [type: SocketName, sender: "peer" | "target"]>> = {
  Channel: ["Channel", "peer"],
  Client: ["Server", "target"],
  Dealer: ["Dealer", "peer"],
  Dish: ["Radio", "peer"],
  Gather: ["Scatter", "peer"],
  Pair: ["Pair", "peer"],
  Peer: ["Peer", "peer"],
  Publisher: ["Subscriber", "target"],
  Pull: ["Push", "peer"],
  Push: ["Pull", "target"],
  Radio: ["Dish", "target"],
  Reply: ["Request", "peer"],
  Request: ["Router", "target"],
  Router: ["Dealer", "peer"],
  Scatter: ["Gather", "target"],
  Server: ["Client", "peer"],
  Subscriber: ["Publisher", "peer"],
  XPublisher: ["Subscriber", "target"],
  XSubscriber: ["Publisher", "peer"],
}
