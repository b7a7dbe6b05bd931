import { Dealer, Pair, Publisher, Pull, Push, Reply, Request, Router, type Socket, Subscriber } from "#lib/index"
import { bindFresh, freshAddress } from "../support/endpoints"
import { soon } from "../support/waiting"
import type { PeerSocket } from "./peer"

/** Sends and receives: a socket of ours, or a peer's. */
export interface End {
  send(message: readonly (Buffer | string)[]): Promise<void>
  receive(): Promise<Buffer[]>
  /** What has arrived already, if anything has. */
  receiveNow(): Promise<Buffer[] | undefined>
}

export const transports = ["tcp", "ipc"] as const
export type InteropTransport = (typeof transports)[number]

/** Who binds; the other one connects. */
export const binders = ["we", "the peer"] as const
export type Binder = (typeof binders)[number]

const types = {
  REQ: Request,
  REP: Reply,
  PUB: Publisher,
  SUB: Subscriber,
  PUSH: Push,
  PULL: Pull,
  DEALER: Dealer,
  ROUTER: Router,
  PAIR: Pair,
}
export type TypeName = keyof typeof types

type Both = Socket & Pick<Dealer, "send" | "receive">

/** A socket of ours, of libzmq's type `type`. */
export function openOwn(type: TypeName): Both {
  return new types[type]() as Both
}

/** What a conversation needs of a socket of ours, with a time-out for whatever waits. */
export function own(socket: Socket): End {
  const both = socket as Both
  return {
    send: (message) => both.send(message, soon),
    receive: () => both.receive(soon),
    receiveNow: async () => (both.readable ? both.receive(soon) : undefined),
  }
}

/** Connects a socket of ours and one of a peer's. */
export async function join(ours: Socket, peers: PeerSocket, binder: Binder, transport: InteropTransport) {
  if (binder === "we") return peers.connect(await bindFresh(ours, transport))
  ours.connect(await peers.bind(freshAddress(transport)))
}
