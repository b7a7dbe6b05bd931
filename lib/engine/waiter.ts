import { SocketClosedError, socketDrained, TimeoutError, ZmqError } from "../errors/errors.js"
import { Timer } from "../event-loop/timers.js"
import { onAbort } from "./abort.js"

type Syscall = "zmq_msg_recv" | "zmq_msg_send"

/** Makes an operation's error, where its caller awaits it: so the error's stack leads to the caller. */
export class Failure {
  constructor(readonly error: () => unknown) {}
}

/** An operation that waits in a socket's queue, for as long as its time-out and its signal let it. */
export class Waiter<T> {
  /** Called once, when it leaves its queue. */
  onLeave: (() => void) | undefined
  readonly #syscall: Syscall
  readonly #outcome: Promise<T | Failure>
  #resolve!: (outcome: T | Failure) => void
  #timer: Timer | undefined
  #stopListening: (() => void) | undefined
  #settled = false

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

  /** It is no longer in its queue. */
  left(): void {
    const { onLeave } = this
    this.onLeave = undefined
    onLeave?.()
  }

  #settle(outcome: T | Failure): void {
    this.#settled = true
    this.left()
    this.#timer?.stop()
    this.#resolve(outcome)
    this.#stopListening?.()
  }

  #startTimer(timeout: number, leave: () => void, queue: { readonly outOfTurn: boolean } | undefined): void {
    // What keeps the process alive is the socket, as long as it is not unreferenced.
    this.#timer = new Timer(timeout, () => {
      const turn = queue?.outOfTurn
      leave()
      this.#settle(new Failure(() => new TimeoutError(this.#syscall, timeout, turn)))
    })
  }

  #listen(signal: AbortSignal, leave: () => void): void {
    this.#stopListening = onAbort(signal, (error) => {
      if (this.#settled) return
      leave()
      this.#settle(new Failure(error))
    })
    if (this.#settled) this.#stopListening()
  }
}
