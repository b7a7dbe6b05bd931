import type { Event } from "zmq-napi"

/** What the system reports if the peer has closed the connection; it says nothing about why. */
const closedByPeer = ["EPIPE", "ECONNRESET", "ECONNABORTED"]

/**
 * Recognizes connections that end before their handshake. libzmq reports no reason where the peer ends the connection,
 * because it cannot talk to this type of socket or has another mechanism: it only disconnects.
 */
export class Handshakes {
  readonly #last = new Map<string, string>()

  /** Whether the event says that a connection ended in this way. */
  endedBy(event: Event): boolean {
    const { type, address = "", error } = event as { type: string; address?: string; error?: { code?: string } }
    if (type === "handshake:error:other" && closedByPeer.includes(error?.code ?? "")) return false
    const before = this.#last.get(address)
    this.#last.set(address, type)
    return type === "disconnect" && (before === "connect" || before === "accept")
  }
}

/** What to look at then. */
export const beforeHandshake = "before the handshake: do the socket types and the security of both sides fit?"
