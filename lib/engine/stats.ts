import type { Traffic } from "../addon/binding.js"

/** What a socket has done, and what waits: for a service's metrics. */
export interface SocketStats {
  /** What libzmq took, which may not have left yet. */
  sent: Traffic
  /** What was received, the messages that were received ahead included. */
  received: Traffic
  /** How many messages were received ahead and wait to be handed out. */
  receivedAhead: number
  /** How many operations wait: sends for room, receives for a message. */
  waiting: {
    /** Sends that wait for room. */
    sends: number
    /** Receives that wait for a message. */
    receives: number
  }
}
