import { SocketClosedError, socketDrained, TimeoutError, ZmqError } from "./errors.js"
import { Timer } from "./event-loop.js"

type Syscall = "zmq_msg_recv" | "zmq_msg_send"

/** Makes an operation's error, where its caller awaits it: so the error's stack leads to the caller. */
export class Failure {
  constructor(readonly error: () => unknown) {}
}

/** What waits for a signal, behind one listener: Node warns of a leak when a signal has more than ten. */
export class Abortion {
  static readonly #of = new WeakMap<AbortSignal, Abortion>()

  readonly #signal: AbortSignal
  readonly #callbacks = new Set<() => void>()
  readonly #run = () => {
    for (const callback of this.#callbacks) callback()
  }

  private constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  static of(signal: AbortSignal): Abortion {
    const known = Abortion.#of.get(signal)
    if (known !== undefined) return known
    const abortion = new Abortion(signal)
    Abortion.#of.set(signal, abortion)
    return abortion
  }

  add(callback: () => void): void {
    if (this.#callbacks.size === 0) this.#signal.addEventListener("abort", this.#run)
    this.#callbacks.add(callback)
  }

  delete(callback: () => void): void {
    if (this.#callbacks.delete(callback) && this.#callbacks.size === 0)
      this.#signal.removeEventListener("abort", this.#run)
  }
}

/** An operation that waits in a socket's queue, for as long as its time-out and its signal let it. */
export class Waiter<T> {
  /** Called when it is over, before its caller knows. */
  onSettled: (() => void) | undefined
  readonly #syscall: Syscall
  readonly #outcome: Promise<T | Failure>
  #resolve!: (outcome: T | Failure) => void
  #timer: Timer | undefined
  #abortion: Abortion | undefined
  #onAbort: (() => void) | undefined

  constructor(syscall: Syscall) {
    this.#syscall = syscall
    this.#outcome = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /**
   * Waits for the outcome; `leave` takes the operation out of its queue when the time is over or the signal fires. `queue`
   * says whether the time was spent on waiting for a turn.
   */
  async wait(
    timeout: number,
    signal: AbortSignal | undefined,
    leave: () => void,
    queue?: { readonly outOfTurn: boolean },
  ): Promise<T> {
    if (timeout > 0) this.#startTimer(timeout, leave, queue)
    if (signal !== undefined) this.#listen(signal, leave)
    const outcome = await this.#outcome
    if (outcome instanceof Failure) throw this.explain(outcome.error())
    return outcome
  }

  /** What the caller sees of an error. */
  explain(error: unknown): unknown {
    return error
  }

  succeed(value: T): void {
    this.#settle(value)
  }

  /** libzmq refused the operation. */
  fail(errno: number): void {
    this.#settle(new Failure(() => ZmqError.fromErrno(errno, { syscall: this.#syscall })))
  }

  /** The socket was closed, or what else `what` says. */
  close(what?: "Observer"): void {
    this.#settle(new Failure(() => new SocketClosedError(this.#syscall, what)))
  }

  /** The socket waits for nothing more. */
  drain(): void {
    this.#settle(new Failure(socketDrained))
  }

  #settle(outcome: T | Failure): void {
    this.onSettled?.()
    this.#timer?.stop()
    if (this.#onAbort !== undefined) this.#abortion?.delete(this.#onAbort)
    this.#resolve(outcome)
  }

  #startTimer(timeout: number, leave: () => void, queue: { readonly outOfTurn: boolean } | undefined): void {
    // What keeps the process alive is the socket, as long as it is not unreferenced.
    this.#timer = new Timer(timeout, () => {
      const turn = queue?.outOfTurn
      this.#settle(new Failure(() => new TimeoutError(this.#syscall, timeout, turn)))
      leave()
    })
  }

  #listen(signal: AbortSignal, leave: () => void): void {
    this.#abortion = Abortion.of(signal)
    this.#onAbort = () => {
      this.#settle(new Failure(() => signal.reason))
      leave()
    }
    this.#abortion.add(this.#onAbort)
    // Reading the message may have run a program that aborts.
    if (signal.aborted) this.#onAbort()
  }
}
