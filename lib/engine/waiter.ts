import { SocketClosedError, socketDrained, TimeoutError, ZmqError } from "../errors/errors.js"
import { Timer } from "../event-loop/timers.js"
import { onAbort } from "./abort.js"

type Syscall = "zmq_msg_recv" | "zmq_msg_send"

/**
 * Makes an operation's error. It is called where the caller awaits the operation, so that the stack leads to the
 * caller.
 */
export class Failure {
  constructor(readonly error: () => unknown) {}
}

/** An operation in a socket's queue. It waits until it is settled, its time-out is over, or its signal is aborted. */
export class Waiter<T> {
  /** Called once, when the operation leaves its queue. */
  onDequeue: (() => void) | undefined
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
   * Waits for the outcome. When the time is over or the signal is aborted, `dequeue` is called, which removes the
   * operation from its queue. `queue` tells whether the operation was out of turn, for the error of a time-out.
   */
  async wait(
    timeout: number,
    signal: AbortSignal | undefined,
    dequeue: () => void,
    queue?: { readonly outOfTurn: boolean },
  ): Promise<T> {
    if (timeout > 0) this.#startTimer(timeout, dequeue, queue)
    if (signal !== undefined) this.#listen(signal, dequeue)
    const outcome = await this.#outcome
    if (outcome instanceof Failure) throw this.explain(outcome.error())
    return outcome
  }

  /** Turns an error of the operation into the error that the caller gets. */
  explain(error: unknown): unknown {
    return error
  }

  succeed(value: T): void {
    this.#settle(value)
  }

  /** To be called when libzmq rejects the operation. */
  fail(errno: number): void {
    this.#settle(new Failure(() => ZmqError.fromErrno(errno, { syscall: this.#syscall })))
  }

  /** To be called when the socket is closed, or the object that `what` names. */
  close(what?: "Observer"): void {
    this.#settle(new Failure(() => new SocketClosedError(this.#syscall, what)))
  }

  /** To be called when the socket is drained. */
  drain(): void {
    this.#settle(new Failure(socketDrained))
  }

  /** To be called when the operation has left its queue. */
  dequeued(): void {
    const { onDequeue } = this
    this.onDequeue = undefined
    onDequeue?.()
  }

  #settle(outcome: T | Failure): void {
    this.#settled = true
    this.dequeued()
    this.#timer?.stop()
    this.#resolve(outcome)
    this.#stopListening?.()
  }

  #startTimer(timeout: number, dequeue: () => void, queue: { readonly outOfTurn: boolean } | undefined): void {
    // The timer does not keep the process alive: the socket does, unless it is unreferenced.
    this.#timer = new Timer(timeout, () => {
      const turn = queue?.outOfTurn
      dequeue()
      this.#settle(new Failure(() => new TimeoutError(this.#syscall, timeout, turn)))
    })
  }

  #listen(signal: AbortSignal, dequeue: () => void): void {
    this.#stopListening = onAbort(signal, (error) => {
      if (this.#settled) return
      dequeue()
      this.#settle(new Failure(error))
    })
    if (this.#settled) this.#stopListening()
  }
}
