import type { Done, PeerSpec } from "../protocol"
import type { Arrivals } from "./messages"

/** A socket of whatever library, used in the style of its spec. */
export interface Socket {
  /** Where it is bound. */
  address: string | undefined
  connect(address: string): void
  /** Sends one message, in whatever style. */
  send(message: Buffer): Promise<void> | void
  /** Sends the message of the spec so many times; resolves when the last was taken. */
  sendAll(count: number): Promise<void>
  /** Receives messages, and sends their answers, until `arrivals.left` is 0. */
  receiveAll(arrivals: Arrivals): Promise<void>
  close(): void
}

export type SocketType = "Push" | "Pull" | "Request" | "Reply" | "Publisher" | "Subscriber" | "Router" | "Dealer"

export interface SocketOptions {
  backlog?: number
  sendHighWaterMark?: number
  receiveHighWaterMark?: number
}

/** Opens a socket, secured and bound as the spec says. Subscribers subscribe to everything. */
export type OpenSocket = (type: SocketType, spec: PeerSpec, options?: SocketOptions) => Promise<Socket>

/** A role that has been taken: its sockets are open, and bound if its spec says so. */
export interface Peer {
  address?: string | undefined
  connect?(address: string): void
  probe?(): Promise<void>
  run?(count: number): Promise<Work>
  /** Closes everything; what waits there fails. */
  close(): void | Promise<void>
}

/** The result of a run. */
export type Work = Omit<Done, "done">

/** A library; the styles that it supports are in bench/drivers.ts. */
export interface Driver {
  name: "zmq-napi" | "zeromq" | "jszmq"
  /** What it runs, such as `zeromq 6.8.0, libzmq 4.3.5`. */
  version: string
  open: OpenSocket
}
