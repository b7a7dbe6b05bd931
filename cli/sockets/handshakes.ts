import type { Event } from "zmq-napi"

/**
 * Recognizes connections that end before their handshake. libzmq reports no reason where the peer cannot talk to this
 * type of socket: it only disconnects.
 */
export class Handshakes {
  readonly #last = new Map<string, string>()

  /** Whether the event says that a connection ended in this way. */
  endedBy(event: Event): boolean {
    const { type, address = "" } = event as { type: string; address?: string }
    const before = this.#last.get(address)
    this.#last.set(address, type)
    return type === "disconnect" && (before === "connect" || before === "accept")
  }
}

/** What to look at then. */
export const beforeHandshake = "before the handshake: do the socket types and the security of both sides fit?"
