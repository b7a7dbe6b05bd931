import type { Traffic } from "../addon/binding.js"

/** How much a socket has sent and received, and how many operations wait: for the metrics of a service. */
export interface SocketStats {
  /** The messages that libzmq accepted. They may not have been transmitted yet. */
  sent: Traffic
  /** The messages that were received, including prefetched ones. */
  received: Traffic
  /** The number of prefetched messages: received from libzmq, but not yet returned by a receive. */
  receivedAhead: number
  /** The number of waiting operations. */
  waiting: {
    /** The number of sends that wait until libzmq can accept their messages. */
    sends: number
    /** The number of receives that wait for a message. */
    receives: number
  }
}
