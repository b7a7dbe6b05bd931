import { binding } from "../addon/binding.js"
import { socketDrained, TimeoutError, ZmqError } from "../errors/errors.js"
import type { KnownNames } from "../errors/known-names.js"
import { Deadline } from "../event-loop/deadline.js"
import { afterYield, consumeBudget, rejectFairly } from "../event-loop/fairness.js"
import { Batch, largestBatch } from "../message/batch.js"
import type { Message } from "../message/message.js"
import { Fifo } from "../util/fifo.js"
import {
  type OperationOptions,
  ParsedOptions,
  type ReceiveManyOptions,
  receiveManyNames,
  receiveNames,
  type SyncOptions,
  syncNames,
} from "./operation.js"
import type { QueueOwner } from "./queue-owner.js"
import { Waiter } from "./waiter.js"

const { EAGAIN, EFSM, EINTR, EMSGSIZE } = binding.errnos

/** In the place of an errno: the socket is drained. */
const drained = -1

/** Several messages: at most `max`, or as many as one look brings. */
interface Many {
  readonly max: number | undefined
}

/** A receive that waits: for one message, or for several. */
interface PendingReceive {
  /** How many messages to receive; undefined for one that is not in an array. */
  readonly many: Many | undefined
  readonly waiter: Waiter<Message[]> | Waiter<Message[][]>
}

/**
 * The receiving half of a socket: messages that were received ahead, and receives that wait for one, both in order.
 * At no time are there both.
 */
export class ReceiveQueue {
  /** `receiveTimeout`, in milliseconds; -1 for ever. */
  timeout = -1
  /** Whether those that wait can be served only when something was sent: see {@link QueueOwner.takesTurns}. */
  outOfTurn = false
  /** How many of those that wait have a time-out. */
  timed = 0
  /** The most messages to receive ahead; 1 where a second receive could fail or would be seen. */
  limit = largestBatch

  /** What a look ahead came to, for the next receive to fail with: the addon says it once. */
  #deferred = 0
  /** Whether to give what is there, and wait for nothing more. */
  #draining = false
  readonly #owner: QueueOwner
  #batch = new Batch()
  readonly #waiting = new Fifo<PendingReceive>()

  constructor(owner: QueueOwner) {
    this.#owner = owner
  }

  /** Receives by another kind of batch from now on; what was received ahead stays as it is. */
  receiveBy(batch: Batch): void {
    batch.keep(this.#batch.take(this.#batch.remaining))
    this.#batch = batch
  }

  /** How many receives wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Whether a message was received ahead, or a failure that the next receive comes to. */
  get ready(): boolean {
    return this.#batch.remaining > 0 || this.#deferred !== 0
  }

  /** How many messages were received ahead. */
  get prefetched(): number {
    return this.#batch.remaining
  }

  receive(options?: OperationOptions, names: KnownNames | null = receiveNames): Promise<Message[]> {
    if (options !== undefined || this.#batch.remaining === 0) return this.#receive(options, names)
    const message = this.#batch.shift()
    return consumeBudget() ? Promise.resolve(message) : afterYield(message)
  }

  /** The next message, if there is one that nobody waits for. */
  takeReady(): Message[] | undefined {
    return this.#defer(this.#tryFill()) === 0 ? this.#batch.shift() : undefined
  }

  #receive(options: OperationOptions | undefined, names: KnownNames | null): Promise<Message[]> {
    const { timeout = this.timeout, signal, refusal: wrong } = new ParsedOptions(options, names)
    if (wrong !== undefined) return rejectFairly(wrong)
    if (this.#owner.closed) return rejectFairly(this.#owner.refusal())
    const code = this.#tryFill()
    if (code === 0) {
      // As many steps later as in `receive`, or the receive behind this one would come first.
      const message = this.#batch.shift()
      return consumeBudget() ? Promise.resolve(message) : afterYield(message)
    }
    const refusal = this.#refusal(code, timeout)
    if (refusal !== 0) return rejectFairly(receiveError(refusal))
    return this.#wait(new Waiter<Message[]>("zmq_msg_recv"), undefined, timeout, signal)
  }

  /** Receives what is there, at least one message. */
  receiveMany(options: ReceiveManyOptions | undefined): Promise<Message[][]> {
    const { timeout = this.timeout, signal, max, refusal: wrong } = new ParsedOptions(options, receiveManyNames)
    if (wrong !== undefined) return rejectFairly(wrong)
    if (this.#owner.closed) return rejectFairly(this.#owner.refusal())
    const code = this.#tryFill()
    if (code === 0) {
      const messages = this.#takeMany(max)
      this.#owner.afterNativeCall("receive")
      return consumeBudget() ? Promise.resolve(messages) : afterYield(messages)
    }
    const refusal = this.#refusal(code, timeout)
    if (refusal !== 0) return rejectFairly(receiveError(refusal))
    return this.#wait(new Waiter<Message[][]>("zmq_msg_recv"), { max }, timeout, signal)
  }

  /** What {@link receiveMany} gives, if there is anything that nobody waits for. */
  takeManyReady(max: number | undefined): Message[][] | undefined {
    if (this.#defer(this.#tryFill()) !== 0) return undefined
    const messages = this.#takeMany(max)
    this.#owner.afterNativeCall("receive")
    return messages
  }

  /** Takes what is there, which is something; only as many as were asked for make it worth another look. */
  #takeMany(max: number | undefined): Message[][] {
    const messages = this.#batch.take(Math.min(max ?? largestBatch, this.#batch.remaining))
    while (max !== undefined && messages.length < max && this.limit > 1) {
      if (this.#batch.remaining === 0 && this.#defer(this.#fill()) !== 0) break
      for (let left = max - messages.length; left > 0 && this.#batch.remaining > 0; left--) {
        messages.push(this.#batch.shift())
      }
    }
    return messages
  }

  /** Receives the next message, and blocks until there is one that nobody waits for. */
  receiveSync(options: SyncOptions | undefined, names: KnownNames | null = syncNames): Message[] {
    const { timeout = this.timeout, refusal } = new ParsedOptions(options, names)
    if (refusal !== undefined) throw refusal
    if (this.#owner.closed) throw this.#owner.refusal()
    let code = this.#tryFill()
    if (code === 0) return this.#batch.shift()
    try {
      for (const deadline = new Deadline(timeout); code === EAGAIN || code === EINTR; ) {
        if (this.#drained) throw socketDrained()
        if (timeout === 0 || deadline.over) throw new TimeoutError("zmq_msg_recv", timeout)
        code = this.#fill(deadline.slice())
        if (code !== 0) continue
        this.serve()
        if (this.#batch.remaining === 0) code = EAGAIN
      }
    } finally {
      // Whoever waits must look again: blocking has handled what was signalled, for receives too if it failed.
      this.#owner.afterNativeCall("both")
      this.#owner.updateInterest()
    }
    if (code !== 0) throw receiveError(code)
    return this.#batch.shift()
  }

  /** For those who leave failures to the next receive. */
  #defer(code: number): number {
    if (code === EMSGSIZE) this.#deferred = code
    return code
  }

  /** Sees to it that a message can be taken: 0, or an errno; EAGAIN also when other receives wait. */
  #tryFill(): number {
    if (this.#batch.remaining > 0) return 0
    if (this.#waiting.length > 0) return EAGAIN
    const code = this.#fill()
    this.#owner.afterNativeCall("receive")
    return code
  }

  /** Why a receive that came to an errno cannot wait, for {@link receiveError}; 0 if it can. */
  #refusal(code: number, timeout: number): number {
    const inTurn = code !== EFSM || !this.#owner.takesTurns
    if (code !== EAGAIN && (inTurn || timeout === 0)) return code
    if (this.#drained && (inTurn || this.#owner.socketName === "Request")) return drained
    if (timeout === 0) return this.#waiting.length > 0 && this.outOfTurn ? EFSM : EAGAIN
    // Behind others it waits for what they wait for.
    if (this.#waiting.length === 0) this.outOfTurn = !inTurn
    return 0
  }

  #wait<T extends Message[] | Message[][]>(
    waiter: Waiter<T>,
    many: Many | undefined,
    timeout: number,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const pending = { many, waiter } as unknown as PendingReceive
    const leave = () => {
      this.#waiting.remove(pending)
      waiter.left()
      this.#owner.updateInterest()
    }
    if (timeout > 0) {
      this.timed++
      waiter.onLeave = () => this.timed--
    }
    this.#waiting.push(pending)
    try {
      this.#owner.startWaiting(leave)
    } catch (error) {
      return rejectFairly(error)
    }
    return waiter.wait(timeout, signal, leave, this)
  }

  /** Gives messages to receives that wait, as far as both go. Whether any was given. */
  serve(): boolean {
    let served = false
    for (let first = this.#waiting.peek(); first !== undefined; first = this.#waiting.peek()) {
      const code = this.#batch.remaining > 0 ? 0 : this.#fill()
      this.outOfTurn = code === EFSM && this.#owner.takesTurns
      if (code === EAGAIN || this.outOfTurn) {
        // A Reply has requests to come when it has answered the last one; to a Request nothing comes by itself.
        if (this.#draining && !(this.outOfTurn && this.#owner.socketName === "Reply")) {
          this.#endWaiting((waiter) => waiter.drain())
        }
        break
      }
      this.#waiting.shift()
      if (code === 0) {
        this.#give(first)
      } else {
        first.waiter.fail(code)
      }
      served = true
    }
    return served
  }

  #give({ many, waiter }: PendingReceive): void {
    if (many === undefined) {
      ;(waiter as Waiter<Message[]>).succeed(this.#batch.shift())
    } else {
      ;(waiter as Waiter<Message[][]>).succeed(this.#takeMany(many.max))
    }
  }

  /** Drops what was received ahead and does not pass, also what did not fit into the last batch. */
  retain(passes: (message: Message[]) => boolean): void {
    const messages = this.takePrefetched()
    if (this.#batch.fillHeldOver(this.#owner.id) === 0) messages.push(...this.takePrefetched())
    this.#batch.keep(messages.filter(passes))
  }

  /** Takes out what was received ahead. */
  takePrefetched(): Message[][] {
    return this.#batch.take(this.#batch.remaining)
  }

  /** Puts back what {@link takeAhead} took out. */
  putBack(messages: Message[][]): void {
    this.#batch.keep(messages)
  }

  /** Drops what was received ahead. */
  clear(): void {
    this.#batch.clear()
  }

  /** Ends every receive that waits, and drops what was received ahead, as libzmq drops its queue. */
  close(): void {
    this.clear()
    this.#endWaiting((waiter) => waiter.close())
  }

  /** Ends those that wait for a turn that cannot come. */
  endOutOfTurn(): void {
    if (this.outOfTurn) this.#endWaiting((waiter) => waiter.fail(EFSM))
  }

  #endWaiting(end: (waiter: PendingReceive["waiter"]) => void): void {
    for (let first = this.#waiting.shift(); first !== undefined; first = this.#waiting.shift()) end(first.waiter)
  }

  /** Gives those who wait what is there, and lets nobody wait for more from now on. */
  drain(): void {
    this.#draining = true
    this.serve()
    this.#owner.afterNativeCall("receive")
    this.#owner.updateInterest()
  }

  /** Whether a receive that found nothing would wait in vain. Those that wait are ended by {@link serve}. */
  get #drained(): boolean {
    return this.#draining && this.#waiting.length === 0
  }

  #fill(milliseconds = 0): number {
    if (this.#deferred !== 0) {
      const code = this.#deferred
      this.#deferred = 0
      return code
    }
    const limit = Math.min(this.limit, this.#batch.capacity)
    const code = this.#batch.fill(this.#owner.id, limit, milliseconds)
    if (this.#batch.remaining === limit && limit < this.limit) this.#batch.grow()
    return code
  }
}

function receiveError(code: number): ZmqError {
  if (code === EAGAIN) return new TimeoutError("zmq_msg_recv", 0)
  return code === drained ? socketDrained() : ZmqError.fromErrno(code, { syscall: "zmq_msg_recv" })
}
