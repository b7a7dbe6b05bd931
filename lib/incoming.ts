import { Batch, largestBatch } from "./batch.js"
import { binding } from "./binding.js"
import { socketClosed, TimeoutError, ZmqError } from "./errors.js"
import { Fifo } from "./fifo.js"
import type { SocketHandle } from "./handle.js"
import type { Message } from "./message.js"
import { type OperationOptions, whyRefused } from "./operation.js"
import { nextTurn, refuse, spendTurn, turned } from "./turn.js"
import { Waiter } from "./waiter.js"

const { EAGAIN, EFSM } = binding.errnos

/**
 * The receiving half of a socket: messages that were received ahead, and receives that wait for one, both in order.
 * At no time are there both.
 */
export class Incoming {
  /** `receiveTimeout`, in milliseconds; -1 for ever. */
  timeout = -1
  /** The most messages to receive ahead; 1 where a second receive could fail or would be seen. */
  limit = largestBatch

  readonly #handle: SocketHandle
  readonly #batch = new Batch()
  readonly #waiting = new Fifo<Waiter<Message[]>>()

  constructor(handle: SocketHandle) {
    this.#handle = handle
  }

  /** How many receives wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Whether a message was received ahead. */
  get ready(): boolean {
    return this.#batch.remaining > 0
  }

  receive(options?: OperationOptions): Promise<Message[]> {
    if (options !== undefined || this.#batch.remaining === 0) return this.#receive(options)
    const message = this.#batch.shift()
    return spendTurn() ? Promise.resolve(message) : nextTurn(message)
  }

  /** The next message, if there is one that nobody waits for. */
  takeReady(): Message[] | undefined {
    return this.#tryFill() === 0 ? this.#batch.shift() : undefined
  }

  async #receive(options: OperationOptions | undefined): Promise<Message[]> {
    const refusal = whyRefused(options) ?? (this.#handle.closed ? socketClosed() : undefined)
    if (refusal !== undefined) return refuse(refusal)
    const timeout = options?.timeout ?? this.timeout
    const code = this.#tryFill()
    if (code === 0) {
      const message = this.#batch.shift()
      // As many steps later as in `receive`, or the receive behind this one would come first.
      if (!spendTurn()) await turned()
      return message
    }
    if (code !== EAGAIN) return refuse(ZmqError.fromErrno(code, { syscall: "zmq_msg_recv" }))
    if (timeout === 0) return refuse(new TimeoutError("zmq_msg_recv", 0))
    return this.#wait(timeout, options?.signal)
  }

  /** Sees to it that a message can be taken: 0, or an errno; EAGAIN also when other receives wait. */
  #tryFill(): number {
    if (this.#batch.remaining > 0) return 0
    if (this.#waiting.length > 0) return EAGAIN
    const code = this.#fill()
    this.#handle.used("incoming")
    return code
  }

  #wait(timeout: number, signal: AbortSignal | undefined): Promise<Message[]> {
    const waiter = new Waiter<Message[]>("zmq_msg_recv")
    const leave = () => {
      this.#waiting.remove(waiter)
      this.#handle.updateInterest()
    }
    this.#waiting.push(waiter)
    this.#handle.startWaiting(leave)
    return waiter.wait(timeout, signal, leave)
  }

  /** Gives messages to receives that wait, as far as both go. Whether any was given. */
  serve(): boolean {
    let served = false
    for (let first = this.#waiting.peek(); first !== undefined; first = this.#waiting.peek()) {
      let code = this.#batch.remaining > 0 ? 0 : this.#fill()
      if (code === EFSM) {
        if (this.#handle.waitsForReply()) break
        // Asking may have found that the context is ending.
        code = this.#fill()
      }
      if (code === EAGAIN) break
      this.#waiting.shift()
      if (code === 0) {
        first.succeed(this.#batch.shift())
      } else {
        first.fail(code)
      }
      served = true
    }
    return served
  }

  /** Drops what was received ahead and whose first part does not pass. */
  retain(passes: (topic: Buffer) => boolean): void {
    this.#batch.retain(passes)
  }

  /** Drops what was received ahead. */
  clear(): void {
    this.#batch.clear()
  }

  /** Ends every receive that waits, and drops what was received ahead, as libzmq drops its queue. */
  close(): void {
    this.clear()
    for (let first = this.#waiting.shift(); first !== undefined; first = this.#waiting.shift()) first.close()
  }

  #fill(): number {
    const limit = Math.min(this.limit, this.#batch.capacity)
    const code = this.#batch.fill(this.#handle.id, limit)
    if (this.#batch.remaining === limit && limit < this.limit) this.#batch.grow()
    return code
  }
}
