/** All operations that wait for a signal, behind one listener: Node warns of a leak when a signal has more than ten. */
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
    const listener = new SharedAbortListener(signal)
    SharedAbortListener.#of.set(signal, listener)
    return listener
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
      // The operation has ended; an error here must not change its outcome.
    }
  }
}

/**
 * Returns whether a signal is aborted; undefined if `value` is not a signal. A signal is recognized by its members, as
 * other realms and packages have AbortSignal classes of their own.
 */
export function isAborted(value: unknown): boolean | undefined {
  if (typeof value !== "object" || value === null) return undefined
  const { aborted, addEventListener, removeEventListener } = value as Partial<AbortSignal>
  if (typeof addEventListener !== "function" || typeof removeEventListener !== "function") return undefined
  return typeof aborted === "boolean" ? aborted : undefined
}

/** Returns the reason why a signal was aborted. */
export function reasonOf(signal: AbortSignal): unknown {
  try {
    const { reason } = signal
    // Implementations of AbortSignal from before `reason` was introduced do not have one.
    return reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason
  } catch (error) {
    return error
  }
}

/**
 * Calls `end` when the signal is aborted, or at once when adding a listener throws. `end` is given a function that
 * makes the error. The signal may be an object of the program, whose methods run any code. Returns a function that
 * stops listening.
 */
export function onAbort(signal: AbortSignal, end: (error: () => unknown) => void): () => void {
  const listener = SharedAbortListener.of(signal)
  const callback = () => end(() => reasonOf(signal))
  try {
    listener.add(callback)
    // Reading the message may have run a getter that aborted the signal.
    if (signal.aborted) callback()
  } catch (error) {
    end(() => error)
  }
  return () => listener.delete(callback)
}
