/** What waits for a signal, behind one listener: Node warns of a leak when a signal has more than ten. */
class SharedAbortListener {
  static readonly #of = new WeakMap<AbortSignal, SharedAbortListener>()

  readonly #signal: AbortSignal
  readonly #callbacks = new Set<() => void>()
  readonly #run = () => {
    for (const callback of this.#callbacks) callback()
  }
  #listening = false

  private constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  static of(signal: AbortSignal): SharedAbortListener {
    const known = SharedAbortListener.#of.get(signal)
    if (known !== undefined) return known
    const abortion = new SharedAbortListener(signal)
    SharedAbortListener.#of.set(signal, abortion)
    return abortion
  }

  add(callback: () => void): void {
    this.#callbacks.add(callback)
    if (this.#listening) return
    this.#signal.addEventListener("abort", this.#run)
    this.#listening = true
  }

  delete(callback: () => void): void {
    this.#callbacks.delete(callback)
    if (this.#callbacks.size > 0 || !this.#listening) return
    this.#listening = false
    try {
      this.#signal.removeEventListener("abort", this.#run)
    } catch {
      // The operation is over, and what came of it stands.
    }
  }
}

/** Whether a signal is aborted; undefined for what is no signal. By its members, for others than ours have them too. */
export function isAborted(value: unknown): boolean | undefined {
  if (typeof value !== "object" || value === null) return undefined
  const { aborted, addEventListener, removeEventListener } = value as Partial<AbortSignal>
  if (typeof addEventListener !== "function" || typeof removeEventListener !== "function") return undefined
  return typeof aborted === "boolean" ? aborted : undefined
}

/** Why a signal was aborted. */
export function reasonOf(signal: AbortSignal): unknown {
  try {
    const { reason } = signal
    // Signals that are older than reasons have none.
    return reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason
  } catch (error) {
    return error
  }
}

/**
 * Calls `end` when the signal is aborted, or at once when it cannot be listened to: with what makes the error of it. The
 * signal may be anybody's, and run anything meanwhile. Returns what stops it.
 */
export function onAbort(signal: AbortSignal, end: (error: () => unknown) => void): () => void {
  const abortion = SharedAbortListener.of(signal)
  const callback = () => end(() => reasonOf(signal))
  try {
    abortion.add(callback)
    // Reading the message may have run a program that aborts.
    if (signal.aborted) callback()
  } catch (error) {
    end(() => error)
  }
  return () => abortion.delete(callback)
}
