import { GaveUp } from "../session/errors"

/** The peers that have joined a socket: by a handshake, or for a publisher by a subscription. */
export class Peers {
  #count = 0
  #waiting: (() => void) | undefined

  joined(): void {
    this.#count += 1
    this.#waiting?.()
  }

  /** Waits until `wanted` peers have joined. Rejects with {@link GaveUp} at the time-out, in milliseconds. */
  async atLeast(wanted: number, timeout: number | undefined, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined
      const interrupted = () => end(() => reject(signal.reason))
      const end = (settle: () => void) => {
        clearTimeout(timer)
        signal.removeEventListener("abort", interrupted)
        this.#waiting = undefined
        settle()
      }
      const check = () => {
        if (this.#count >= wanted) end(resolve)
      }
      if (timeout !== undefined) timer = setTimeout(() => end(() => reject(this.#late(wanted, timeout))), timeout)
      signal.addEventListener("abort", interrupted)
      this.#waiting = check
      check()
    })
  }

  #late(wanted: number, timeout: number): GaveUp {
    return new GaveUp(`${this.#count} of ${wanted} peers came within ${timeout} ms`)
  }
}
