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
  Subscriber,
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { bindFresh, freshAddress, type Transport } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

/** A socket that sends and receives: one of this package, or a peer's. */
export interface SimpleSocket {
  send(message: readonly (Buffer | string)[]): Promise<void>
  receive(): Promise<Buffer[]>
  /** What has arrived already, if anything has. */
  receiveNow(): Promise<Buffer[] | undefined>
  /** Whether it publishes topics without subscriptions, which a SUB drops and an XSUB receives. */
  readonly unfiltered?: boolean
}

export const transports = ["tcp", "ipc"] as const

/** The side that binds; the other one connects. */
export const binders = ["we", "the peer"] as const
type Binder = (typeof binders)[number]

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
  XPUB: XPublisher,
  XSUB: XSubscriber,
}
export type TypeName = keyof typeof types

type Both = Socket & Pick<Dealer, "send" | "receive">

/** A socket of ours, of libzmq's type `type`. */
export function openSocket(type: TypeName): Both {
  return new types[type]() as Both
}

/** What a conversation needs of a socket of ours, with a time-out for whatever waits. */
export function simpleSocket(socket: Socket): SimpleSocket {
  const both = socket as Both
  return {
    send: (message) => both.send(message, timeLimit),
    receive: () => both.receive(timeLimit),
    receiveNow: async () => (both.readable ? both.receive(timeLimit) : undefined),
  }
}

/** A peer's socket, which can be bound and connected. */
interface Joinable {
  /** The endpoint to connect to. */
  bind(address: string): Promise<string>
  connect(endpoint: string): Promise<void>
}

/** Connects a socket of ours and one of a peer's. */
export async function join(ours: Socket, peers: Joinable, binder: Binder, transport: Transport): Promise<void> {
  if (binder === "we") return peers.connect(await bindFresh(ours, transport))
  ours.connect(await peers.bind(freshAddress(transport)))
}
