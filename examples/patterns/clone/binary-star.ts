/** What a server of a pair is, and what it tells its peer. The first two: it has not met its peer yet. */
export type State = "primary" | "backup" | "active" | "passive"

/**
 * Two servers that agree on which of them is active. The primary becomes active when it meets the backup. When the active
 * one is silent, the other takes over, but only if a client asks: so a server that has only lost sight of its peer stays
 * passive while clients still reach the peer.
 */
export class BinaryStar {
  state: State
  readonly #silence: number
  #peerExpires: number

  /** @param silence After how many milliseconds without a word the peer is taken for dead. */
  constructor(role: "primary" | "backup", silence: number, now = performance.now()) {
    this.state = role
    this.#silence = silence
    this.#peerExpires = now + silence
  }

  /** The peer has said what it is. */
  heard(peer: State, now = performance.now()): void {
    this.#peerExpires = now + this.#silence
    if (peer === "active") {
      if (this.state === "active")
        throw new Error("Both servers are active: their state may differ, and one must be ended")
      this.state = "passive"
    } else if (this.state === "primary" && peer === "backup") {
      this.state = "active"
    } else if (this.state === "passive" && peer !== "passive") {
      // It was active, and was started anew, without its state.
      this.state = "active"
    }
  }

  /** A client asks. Returns whether this server may answer. */
  asked(now = performance.now()): boolean {
    // A backup that never met its primary knows nothing that it could answer with.
    if (this.state !== "backup" && now > this.#peerExpires) this.state = "active"
    return this.state === "active"
  }
}
