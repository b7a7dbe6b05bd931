import { binding } from "../addon/binding.js"
import { socketDrained, TimeoutError, ZmqError } from "../errors/errors.js"
import { Deadline } from "../event-loop/deadline.js"
import { afterYield, countOperation, rejectFairly } from "../event-loop/fairness.js"
import { Batch, largestBatch } from "../message/batch.js"
import type { Message } from "../message/message.js"
import type { KnownNames } from "../options/known-names.js"
import { messageReceived } from "../util/channels.js"
import { Fifo } from "../util/fifo.js"
import type { OnWait } from "../util/iteration.js"
import { tracing } from "../util/trace.js"
import { publishError, publishReceived, publishReceivedSizes } from "./diagnostics.js"
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
import type { ReceiveTarget } from "./receive-target.js"
import { traceWaitBegins, traceWaitEnds } from "./socket-trace.js"
import { lostMemoryCode, type Received, type ReceiveManyRequest, WaitingReceive } from "./waiting-receive.js"

const { EAGAIN, EFSM, EINTR, EMSGSIZE, ENOBUFS } = binding.errnos

/** An errno; 0 for success or "it can wait"; {@link drainedCode}; or {@link lostMemoryCode}. */
type ReceiveCode = number
/** The socket is drained. */
const drainedCode = -1

/**
 * The receiving half of a socket: prefetched messages and waiting receives, both in order. There are never both at the
 * same time.
 */
export class ReceiveQueue {
  /** `receiveTimeout`, in milliseconds; -1 for ever. */
  timeout = -1
  /** Whether the waiting receives are out of turn: the socket must send first. See {@link QueueOwner.firstTurn}. */
  outOfTurn = false
  /** How many of the waiting receives have a time-out. */
  timed = 0
  /**
   * The most messages to receive in one call; 1 if prefetching could fail, or be observed by the program or its peers.
   */
  limit = largestBatch

  /**
   * The errno with which the next receive fails, from a fill that could not report it; 0 for none. The addon reports it
   * only once.
   */
  #deferred = 0
  /** Whether receives return the messages that are there, and do not wait for more: see {@link drain}. */
  #draining = false
  readonly #owner: QueueOwner
  #batch = new Batch()
  readonly #waiting = new Fifo<WaitingReceive>()

  constructor(owner: QueueOwner) {
    this.#owner = owner
  }

  /** Uses another kind of batch from now on. It keeps the prefetched messages as they are. */
  useBatch(batch: Batch): void {
    batch.load(this.#batch.take(this.#batch.remaining))
    this.#batch = batch
  }

  /** The number of waiting receives. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Whether the next receive finds a prefetched message, or a deferred failure. */
  get ready(): boolean {
    return this.#batch.remaining > 0 || this.#deferred !== 0
  }

  /** The number of prefetched messages. */
  get prefetched(): number {
    return this.#batch.remaining
  }

  /** @param onWait See {@link OnWait}. */
  receive(options?: OperationOptions, names: KnownNames | null = receiveNames, onWait?: OnWait): Promise<Message[]> {
    if (options !== undefined || this.#batch.remaining === 0) return this.#receive(options, names, onWait)
    const message = this.#next()
    return countOperation() ? Promise.resolve(message) : afterYield(message)
  }

  /** Takes the next prefetched message for a caller that gets it now. */
  #next(): Message[] {
    const message = this.#batch.shift()
    if (messageReceived.hasSubscribers) publishReceived(this.#owner, [message])
    return message
  }

  /** As {@link #next}, for several messages, which the last call to the addon may have received. */
  #nextMany(max: number | undefined): Message[][] {
    const messages = this.#takeMany(max)
    this.#owner.scheduler.afterNativeCall("receive")
    if (messageReceived.hasSubscribers) publishReceived(this.#owner, messages)
    return messages
  }

  /** Returns the next message, if one is there and no receive waits. */
  takeReady(): Message[] | undefined {
    return this.#defer(this.#tryFill()) === 0 ? this.#next() : undefined
  }

  #receive(
    options: OperationOptions | undefined,
    names: KnownNames | null,
    onWait: OnWait | undefined,
  ): Promise<Message[]> {
    const { timeout = this.timeout, signal, error } = new ParsedOptions(options, names)
    if (error !== undefined) return this.#reject(error)
    if (this.#owner.unusable) return this.#reject(this.#owner.closedError())
    const code = this.#tryFill()
    if (code === 0) {
      // Settles after as many microtasks as in `receive`; otherwise a later receive could settle first.
      const message = this.#next()
      return countOperation() ? Promise.resolve(message) : afterYield(message)
    }
    const failure = this.#failureOf(code, timeout)
    if (failure !== 0) return this.#reject(receiveError(failure))
    return this.#wait<Message[]>(undefined, timeout, signal, onWait)
  }

  /** Receives the messages that are there, and waits for at least one. */
  receiveMany(options: ReceiveManyOptions | undefined, onWait?: OnWait): Promise<Message[][]> {
    const { timeout = this.timeout, signal, max, error } = new ParsedOptions(options, receiveManyNames)
    if (error !== undefined) return this.#reject(error)
    if (this.#owner.unusable) return this.#reject(this.#owner.closedError())
    const code = this.#tryFill()
    if (code === 0) {
      const messages = this.#nextMany(max)
      return countOperation() ? Promise.resolve(messages) : afterYield(messages)
    }
    const failure = this.#failureOf(code, timeout)
    if (failure !== 0) return this.#reject(receiveError(failure))
    return this.#wait<Message[][]>({ max }, timeout, signal, onWait)
  }

  /** Returns what {@link receiveMany} would resolve with, if a message is there and no receive waits. */
  takeManyReady(max: number | undefined): Message[][] | undefined {
    return this.#defer(this.#tryFill()) === 0 ? this.#nextMany(max) : undefined
  }

  /** Receives the next message into the memory of `target`, and resolves with that. */
  receiveInto(target: ReceiveTarget, options: OperationOptions | undefined, names: KnownNames | null) {
    const { timeout = this.timeout, signal, error } = new ParsedOptions(options, names)
    if (error !== undefined) return this.#reject(error)
    if (this.#owner.unusable) return this.#reject(this.#owner.closedError())
    const code = this.#tryFillTarget(target)
    if (code === 0) {
      this.#publishTarget(target)
      return countOperation() ? Promise.resolve(target) : afterYield(target)
    }
    const failure = this.#failureOf(code, timeout)
    if (failure !== 0) return this.#reject(receiveError(failure, 0, target))
    return this.#wait<ReceiveTarget>(target, timeout, signal, undefined)
  }

  #publishTarget(target: ReceiveTarget): void {
    if (messageReceived.hasSubscribers) publishReceivedSizes(this.#owner, [target.messageSize])
  }

  /** Takes the prefetched messages, of which there is at least one. Calls the addon for more only if `max` is given. */
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

  /** Receives the next message. Blocks until there is one that is not for a receive that waited before. */
  receiveSync(options: SyncOptions | undefined, names: KnownNames | null = syncNames): Message[] {
    if (options === undefined && this.#batch.remaining > 0) return this.#next()
    this.#fillBlocking(new ParsedOptions(options, names), undefined)
    return this.#next()
  }

  /** Receives the next message into the memory of `target`. Blocks as {@link receiveSync} does. */
  receiveIntoSync(target: ReceiveTarget, options: SyncOptions | undefined, names: KnownNames | null): void {
    this.#fillBlocking(new ParsedOptions(options, names), target)
    this.#publishTarget(target)
  }

  /** Ensures that the batch has a message; or fills the target, if there is one. Blocks until there is a message. */
  #fillBlocking(options: ParsedOptions, target: ReceiveTarget | undefined): void {
    try {
      this.#waitBlocking(options, target)
    } catch (error) {
      publishError(this.#owner, "receive", error)
      throw error
    }
  }

  #waitBlocking({ timeout = this.timeout, error }: ParsedOptions, target: ReceiveTarget | undefined): void {
    if (error !== undefined) throw error
    if (this.#owner.unusable) throw this.#owner.closedError()
    let code = target === undefined ? this.#tryFill() : this.#tryFillTarget(target)
    if (code === 0) return
    if (tracing) traceWaitBegins(this, this.#owner, "receiveSync", timeout)
    try {
      for (const deadline = new Deadline(timeout); code === EAGAIN || code === EINTR; ) {
        if (this.#drained) throw socketDrained()
        if (timeout === 0 || deadline.over) throw new TimeoutError("zmq_msg_recv", timeout)
        code = this.#fillAfterWaiting(target, deadline.slice())
      }
    } finally {
      if (tracing) traceWaitEnds(this, code === 0 ? undefined : receiveError(code, timeout, target))
      // Blocking has consumed signals, also those for receives if it failed: waiting operations must be tried again.
      this.#owner.scheduler.afterNativeCall("both")
      this.#owner.scheduler.updateInterest()
    }
    if (code !== 0) throw receiveError(code, 0, target)
  }

  /** Fills the batch, or the target, after the waiting receives have been served. May block for `milliseconds`. */
  #fillAfterWaiting(target: ReceiveTarget | undefined, milliseconds: number): number {
    if (target !== undefined && this.#waiting.length === 0) return this.#fillTarget(target, milliseconds)
    const code = this.#fill(milliseconds)
    if (code !== 0) return code
    this.serve()
    if (this.#batch.remaining === 0) return EAGAIN
    return target === undefined ? 0 : this.#fillTarget(target)
  }

  /** Keeps EMSGSIZE for the next receive to fail with. For callers that do not report it. Returns `code`. */
  #defer(code: number): number {
    if (code === EMSGSIZE) this.#deferred = code
    return code
  }

  /** Ensures that the batch has a message. Returns 0, or an errno; EAGAIN also when other receives wait. */
  #tryFill(): number {
    if (this.#batch.remaining > 0) return 0
    if (this.#waiting.length > 0) return EAGAIN
    const code = this.#fill()
    this.#owner.scheduler.afterNativeCall("receive")
    return code
  }

  /** As {@link #tryFill}, but receives one message into the memory of `target`. */
  #tryFillTarget(target: ReceiveTarget): number {
    if (this.#waiting.length > 0) return EAGAIN
    const code = this.#fillTarget(target)
    this.#owner.scheduler.afterNativeCall("receive")
    return code
  }

  /**
   * Decides about a receive whose fill returned an errno: 0 if it can wait, else the code of its error for
   * {@link receiveError}. Notes whether a receive that waits is out of turn.
   */
  #failureOf(code: number, timeout: number): ReceiveCode {
    const inTurn = code !== EFSM || this.#owner.firstTurn === undefined
    if (code !== EAGAIN && (inTurn || timeout === 0)) return code
    if (this.#drained && (inTurn || this.#owner.firstTurn === "send")) return drainedCode
    if (timeout === 0) return this.#waiting.length > 0 && this.outOfTurn ? EFSM : EAGAIN
    // Behind other receives it waits for the same as they do.
    if (this.#waiting.length === 0) this.outOfTurn = !inTurn
    return 0
  }

  #wait<T extends Received>(
    request: ReceiveManyRequest | ReceiveTarget | undefined,
    timeout: number,
    signal: AbortSignal | undefined,
    onWait: OnWait | undefined,
  ): Promise<T> {
    const waiter = new WaitingReceive(this.#owner, this, request)
    const dequeue = () => {
      this.#waiting.remove(waiter)
      waiter.dequeued()
      this.#owner.scheduler.updateInterest()
    }
    if (timeout > 0) {
      this.timed++
      waiter.onDequeue = () => this.timed--
    }
    this.#waiting.push(waiter)
    try {
      this.#owner.scheduler.startWaiting(dequeue)
    } catch (error) {
      return this.#reject(error)
    }
    if (tracing) traceWaitBegins(waiter, this.#owner, "receive", timeout)
    onWait?.(() => waiter.leave(dequeue))
    return waiter.wait(timeout, signal, dequeue) as Promise<T>
  }

  #reject(error: unknown): Promise<never> {
    if (tracing) this.#owner.trace("rejected", { operation: "receive", error })
    publishError(this.#owner, "receive", error)
    return rejectFairly(error)
  }

  /** Delivers messages to waiting receives, as long as there are both. Returns whether it settled any receive. */
  serve(): boolean {
    let served = false
    for (let first = this.#waiting.peek(); first !== undefined; first = this.#waiting.peek()) {
      const code = this.#fillFor(first)
      this.outOfTurn = code === EFSM && this.#owner.firstTurn !== undefined
      if (code === EAGAIN || this.outOfTurn) {
        // A Reply can still receive requests when it has answered the last one; a Request receives nothing by itself.
        if (this.#draining && !(this.outOfTurn && this.#owner.firstTurn === "receive")) {
          this.#endWaiting((waiter) => waiter.drain())
        }
        break
      }
      this.#waiting.shift()
      if (code === 0) {
        this.#deliver(first)
      } else {
        first.fail(code)
      }
      served = true
    }
    return served
  }

  /** Fills the batch, unless it has a message, or the target of a receive that waits. */
  #fillFor({ target }: WaitingReceive): number {
    if (target !== undefined) return this.#fillTarget(target)
    return this.#batch.remaining > 0 ? 0 : this.#fill()
  }

  #deliver(waiter: WaitingReceive): void {
    const { many, target } = waiter
    if (target !== undefined) waiter.succeed(target)
    else waiter.succeed(many === undefined ? this.#batch.shift() : this.#takeMany(many.max))
  }

  /**
   * Drops the prefetched messages for which `passes` is false; also checks the held-over message, which did not fit into
   * the last batch.
   */
  dropUnless(passes: (message: Message[]) => boolean): void {
    const messages = this.takePrefetched()
    if (this.#batch.fillHeldOver(this.#owner.id) === 0) messages.push(...this.takePrefetched())
    this.#batch.load(messages.filter(passes))
  }

  /** Takes out all prefetched messages. */
  takePrefetched(): Message[][] {
    return this.#batch.take(this.#batch.remaining)
  }

  /** Puts back the messages that {@link takePrefetched} took out. */
  putBack(messages: Message[][]): void {
    this.#batch.load(messages)
  }

  /** Drops all prefetched messages. */
  clear(): void {
    this.#batch.clear()
  }

  /** Ends all waiting receives, and drops the prefetched messages, as libzmq drops its queue. */
  close(): void {
    this.clear()
    this.#endWaiting((waiter) => waiter.close())
  }

  /** Ends the waiting receives if they are out of turn and their turn cannot come any more. */
  endOutOfTurn(): void {
    if (this.outOfTurn) this.#endWaiting((waiter) => waiter.fail(EFSM))
  }

  #endWaiting(end: (waiter: WaitingReceive) => void): void {
    for (let first = this.#waiting.shift(); first !== undefined; first = this.#waiting.shift()) end(first)
  }

  /** Delivers the messages that are there to waiting receives. From now on no receive waits for more. */
  drain(): void {
    this.#draining = true
    this.serve()
    this.#owner.scheduler.afterNativeCall("receive")
    this.#owner.scheduler.updateInterest()
  }

  /** Whether a receive that found no message would wait in vain. {@link serve} ends receives that wait already. */
  get #drained(): boolean {
    return this.#draining && this.#waiting.length === 0
  }

  /** Returns the deferred errno, once. */
  #takeDeferred(): number {
    const code = this.#deferred
    this.#deferred = 0
    return code
  }

  #fill(milliseconds = 0): number {
    if (this.#deferred !== 0) return this.#takeDeferred()
    const limit = Math.min(this.limit, this.#batch.capacity)
    const code = this.#batch.fill(this.#owner.id, limit, milliseconds)
    if (this.#batch.remaining === limit && limit < this.limit) this.#batch.grow()
    return code
  }

  /**
   * Receives one message into the memory of `target`: a prefetched one, or the next of libzmq, without prefetching more.
   * Takes no message if the memory is not usable any more.
   */
  #fillTarget(target: ReceiveTarget, milliseconds = 0): number {
    if (!target.usable) return lostMemoryCode
    const batch = this.#batch
    if (batch.remaining === 0) {
      if (this.#deferred !== 0) return this.#takeDeferred()
      const { id } = this.#owner
      const received = binding.receiveInto(id, target.bytes, target.envelope ? 1 : 0, milliseconds)
      if (received >= 0 && !target.envelope) {
        target.received(received, [])
        return 0
      }
      if (received < 0 && received !== -ENOBUFS) return -received
      // The addon holds over the parts that are not in the memory.
      const code = batch.fillHeldOver(id)
      if (received >= 0 && (code === 0 || code === EAGAIN)) {
        target.received(received, code === 0 ? batch.shift() : [])
        return 0
      }
      if (code !== 0) return code
    }
    target.copy(batch.shift())
    return 0
  }
}

function receiveError(code: ReceiveCode, timeout = 0, target?: ReceiveTarget): Error {
  if (code === lostMemoryCode && target !== undefined) return target.lostMemory()
  if (code === EAGAIN) return new TimeoutError("zmq_msg_recv", timeout)
  return code === drainedCode ? socketDrained() : ZmqError.fromErrno(code, { syscall: "zmq_msg_recv" })
}
