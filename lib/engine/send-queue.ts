import { types } from "node:util"
import {
  binding,
  copied,
  emptyOrDetached,
  type Handling,
  transferred,
  tryNow,
  tryNowOrQueue,
} from "../addon/binding.js"
import { invalidArgumentType, invalidArgumentValue, TimeoutError, ZmqError } from "../errors/errors.js"
import { Deadline } from "../event-loop/deadline.js"
import { afterYield, countOperation, rejectFairly } from "../event-loop/fairness.js"
import { MessageEncoder } from "../message/encoder.js"
import { invalidPart, isSendable, type MessagePart, type Outbound } from "../message/message.js"
import { type MessageSize, sizeOf } from "../message/size.js"
import type { KnownNames } from "../options/known-names.js"
import { messageSent } from "../util/channels.js"
import { Fifo } from "../util/fifo.js"
import { tracing } from "../util/trace.js"
import { publishError, publishSent } from "./diagnostics.js"
import { ParsedOptions, type SendOptions, type SendSyncOptions, sendNames, sendSyncNames } from "./operation.js"
import type { QueueOwner } from "./queue-owner.js"
import { traceWaitBegins, traceWaitEnds } from "./socket-trace.js"
import type { Waiter } from "./waiter.js"
import { SendOfMany, SingleSend, type Sizes, SyncSend, type WaitingSend } from "./waiting-send.js"

const { EAGAIN, EFSM, EINTR } = binding.errnos

/** What {@link resultOfAccepted} returns in most cases. */
const sent = Promise.resolve()

/** Returns the result of a send whose message libzmq accepted at once. */
function resultOfAccepted(): Promise<void> {
  return countOperation() ? sent : afterYield(undefined)
}

/** The addon writes here how far it got: see `Binding.flush`. */
const progress = new Int32Array(2)

/**
 * Submits a message to the addon, in one of its modes. Returns undefined when libzmq accepted it, else an errno. Throws if
 * it is not a message.
 */
type Submit = (mode: number) => number | undefined

/** The result of submitting several messages to the addon. */
export interface SubmitResult {
  /** Undefined when libzmq accepted all messages, else an errno. */
  code: number | undefined
  /** The number of messages. */
  total: number
  /** How many of them libzmq accepted. */
  acceptedCount: number
}

/**
 * Submits several messages to the addon, in one of its modes. Throws, before anything is sent, if one of them is not a
 * message.
 */
type SubmitMany = (mode: number) => SubmitResult

/** Returns the sizes of the messages. To be called before their memory is handed over. */
type Measure = () => readonly MessageSize[]

const noOptions = new ParsedOptions(undefined, null)

/** Undefined while it is in use: a getter in a message may call send() again. */
let encoder: MessageEncoder | undefined

/**
 * The sending half of a socket: sends that wait until the socket is writable, in order. The addon queues their messages,
 * in the same order.
 *
 * `send` without options has a path of its own, which allocates nothing. `#send` is for options. `sendThrough`,
 * `sendManyThrough` and `sendSyncThrough` are for draft sockets, which pass a function that submits the messages. All
 * end in a call of `binding`, and then either settle at once or wait (`#wait`, `#block`). What libzmq has accepted is
 * published before the send settles.
 */
export class SendQueue {
  /** `sendTimeout`, in milliseconds; -1 for ever. */
  timeout = -1
  /** Whether the waiting sends are out of turn: the socket must receive first. See {@link QueueOwner.firstTurn}. */
  outOfTurn = false
  /** How many of the waiting sends have a time-out. */
  timed = 0
  /** `pendingSendLimit`: the most sends that may wait. */
  limit = 1000
  /** The fewest parts that a message of this socket has. */
  leastParts = 1
  /** The most parts. */
  mostParts = Number.POSITIVE_INFINITY
  /** The messages that can be sent, in words that follow "must be". */
  expectedMessage = "a message"

  readonly #owner: QueueOwner
  readonly #waiting = new Fifo<WaitingSend>()

  constructor(owner: QueueOwner) {
    this.#owner = owner
  }

  /** The number of waiting sends. */
  get waiting(): number {
    return this.#waiting.length
  }

  send(message: Outbound, options?: SendOptions, names: KnownNames | null = sendNames): Promise<void> {
    if (options === undefined && this.#waiting.length === 0 && this.timeout !== 0 && !this.#owner.unusable) {
      let code: number | undefined
      try {
        code = this.#submit(message, tryNowOrQueue)
      } catch (error) {
        return this.#reject(error)
      }
      if (code !== undefined) return this.#notAccepted(code, this.timeout, undefined, this.#sizeIfWatched(message))
      if (messageSent.hasSubscribers) this.#publish(message)
      return resultOfAccepted()
    }
    return this.#send(message, new ParsedOptions(options, names))
  }

  /** As {@link sendThrough}, but without a function for each message. */
  #send(message: Outbound, { timeout = this.timeout, signal, handling, error }: ParsedOptions): Promise<void> {
    let code: number | undefined
    let sizes: Sizes
    try {
      this.#check(error, timeout, handling)
      sizes = this.#sizeIfWatched(message)
      const mode = timeout === 0 ? tryNow : tryNowOrQueue
      code = this.#submit(message, mode, handling)
    } catch (failure) {
      return this.#reject(failure)
    }
    return code === undefined ? this.#accepted(sizes) : this.#notAccepted(code, timeout, signal, sizes)
  }

  /** {@link send} with options, for a message that `submit` gives to the addon. */
  sendThrough(options: ParsedOptions, measure: Measure, submit: Submit): Promise<void> {
    const { timeout = this.timeout, signal, handling, error } = options
    let code: number | undefined
    let sizes: Sizes
    try {
      this.#check(error, timeout, handling)
      sizes = messageSent.hasSubscribers ? measure() : undefined
      code = submit(timeout === 0 ? tryNow : tryNowOrQueue)
    } catch (failure) {
      return this.#reject(failure)
    }
    return code === undefined ? this.#accepted(sizes) : this.#notAccepted(code, timeout, signal, sizes)
  }

  #publish(message: Outbound): void {
    publishSent(this.#owner, [sizeOf(message)])
  }

  #sizeIfWatched(message: Outbound): Sizes {
    return messageSent.hasSubscribers ? [sizeOf(message)] : undefined
  }

  #accepted(sizes: Sizes): Promise<void> {
    if (sizes !== undefined) publishSent(this.#owner, sizes)
    return resultOfAccepted()
  }

  /** Returns the result of a send whose message libzmq did not accept: it waits, or rejects. */
  #notAccepted(code: number, timeout: number, signal: AbortSignal | undefined, sizes: Sizes): Promise<void> {
    if (!this.#noteWait(code, timeout)) return this.#reject(this.#errorOf(code))
    return this.#wait(new SingleSend(this.#owner, this, sizes), timeout, signal)
  }

  /** Sends messages in one call to the addon. Resolves with the number of messages. */
  sendMany(messages: readonly Outbound[], options: SendOptions | undefined): Promise<number> {
    const parsed = new ParsedOptions(options, sendNames)
    try {
      if (parsed.error === undefined && isEmpty(messages) && !this.#owner.unusable) return Promise.resolve(0)
    } catch (error) {
      parsed.error = error
    }
    const measure = () => Array.from(messages, sizeOf)
    return this.sendManyThrough(parsed, measure, (mode) => this.#submitMany(messages, parsed.handling, mode))
  }

  /** {@link sendMany} for messages that `submit` gives to the addon. */
  sendManyThrough(options: ParsedOptions, measure: Measure, submit: SubmitMany): Promise<number> {
    const { timeout = this.timeout, signal } = options
    let submitted: SubmitResult
    let sizes: Sizes
    try {
      this.#check(options.error, timeout, options.handling)
      sizes = messageSent.hasSubscribers ? measure() : undefined
      submitted = submit(timeout === 0 ? tryNow : tryNowOrQueue)
    } catch (error) {
      return this.#reject(error)
    }
    const { code, total, acceptedCount } = submitted
    if (code === undefined) {
      if (sizes !== undefined) publishSent(this.#owner, sizes)
      // Settles after as many microtasks as send(); otherwise a later send could settle first.
      return countOperation() ? Promise.resolve(total) : afterYield(total)
    }
    const send = new SendOfMany(this.#owner, this, sizes, submitted)
    if (this.#noteWait(code, timeout)) return this.#wait(send, timeout, signal)
    if (sizes !== undefined) publishSent(this.#owner, sizes.slice(0, acceptedCount))
    return this.#reject(send.explain(this.#errorOf(code)))
  }

  /** Sends a message. Blocks until libzmq has accepted the message and those of the sends that waited before. */
  sendSync(message: Outbound, options: SendSyncOptions | undefined, names: KnownNames | null = sendSyncNames): void {
    const parsed = options === undefined ? noOptions : new ParsedOptions(options, names)
    const { timeout = this.timeout, handling, error } = parsed
    try {
      this.#check(error, timeout, handling)
      this.#blockIfNotAccepted(this.#submit(message, timeout === 0 ? tryNow : tryNowOrQueue, handling), timeout)
    } catch (failure) {
      publishError(this.#owner, "send", failure)
      throw failure
    }
    if (messageSent.hasSubscribers) this.#publish(message)
  }

  /** {@link sendSync} for a message that `submit` gives to the addon. */
  sendSyncThrough({ timeout = this.timeout, error }: ParsedOptions, measure: Measure, submit: Submit): void {
    try {
      this.#check(error, timeout, copied)
      this.#blockIfNotAccepted(submit(timeout === 0 ? tryNow : tryNowOrQueue), timeout)
    } catch (failure) {
      publishError(this.#owner, "send", failure)
      throw failure
    }
    if (messageSent.hasSubscribers) publishSent(this.#owner, measure())
  }

  /** Blocks if libzmq did not accept the message, and can accept it later. */
  #blockIfNotAccepted(code: number | undefined, timeout: number): void {
    if (code === undefined) return
    if (!this.#noteWait(code, timeout)) throw this.#errorOf(code)
    this.#block(new SyncSend(), timeout)
  }

  /**
   * Returns whether the addon has queued the messages that libzmq did not accept, with this errno. Notes whether they
   * are out of turn.
   */
  #noteWait(code: number, timeout: number): boolean {
    const outOfTurn = code === EFSM && this.#owner.firstTurn !== undefined
    if (timeout === 0 || (code !== EAGAIN && !outOfTurn)) return false
    // Behind other sends it waits for the same as they do.
    if (this.#waiting.length === 0) this.outOfTurn = outOfTurn
    return true
  }

  /** Makes the error for an errno that the addon returned at once. */
  #errorOf(code: number): ZmqError {
    if (code === EAGAIN) return new TimeoutError("zmq_msg_send", 0)
    // Reading the message may have run a getter that closed the socket.
    return this.#owner.unusable ? this.#owner.closedError() : ZmqError.fromErrno(code, { syscall: "zmq_msg_send" })
  }

  #block(send: SyncSend, timeout: number): void {
    const deadline = new Deadline(timeout)
    let outOfTurn = false
    if (tracing) traceWaitBegins(send, this.#owner, "sendSync", timeout)
    this.#waiting.push(send)
    try {
      // An out-of-turn send would wait in vain: the thread, which blocks, would have to receive first.
      while (!send.over && !this.outOfTurn && !deadline.over) this.flush(deadline.slice())
    } finally {
      outOfTurn = this.outOfTurn
      if (tracing) traceWaitEnds(send, send.over ? send.error : new TimeoutError("zmq_msg_send", timeout))
      // The time is over, or the send is out of turn.
      if (!send.over) this.#dequeue(send)
      this.#owner.scheduler.afterNativeCall("send")
      // Other sends in the queue may have finished.
      this.#owner.scheduler.updateInterest()
    }
    if (!send.over) throw outOfTurn ? this.#errorOf(EFSM) : new TimeoutError("zmq_msg_send", timeout)
    if (send.error !== undefined) throw send.error
  }

  /**
   * Throws if a send cannot begin: its options are not valid, the socket is closed, other sends wait and this one must
   * not wait, or too many sends wait.
   */
  #check(error: unknown, timeout: number, handling: Handling): void {
    if (error !== undefined) throw error
    if (this.#owner.unusable) throw this.#owner.closedError()
    // Memory that was handed over cannot be given back, so a send that would fail must not hand it over.
    if (timeout === 0 && (this.#waiting.length > 0 || (handling === transferred && !this.#owner.scheduler.canSend()))) {
      const outOfTurn = this.#waiting.length > 0 ? this.outOfTurn : this.#owner.mustReceive
      throw outOfTurn ? this.#errorOf(EFSM) : new TimeoutError("zmq_msg_send", 0)
    }
    if (this.#waiting.length < this.limit) return
    const message = `${this.limit} sends wait already; await them, or raise pendingSendLimit`
    throw new ZmqError("EBUSY", message, { syscall: "zmq_msg_send" })
  }

  /** See {@link Submit}. */
  #submit(message: Outbound, mode: number, handling: Handling = copied): number | undefined {
    if (handling !== copied || Array.isArray(message)) return this.#submitParts(message, handling, mode)
    if (this.leastParts > 1) throw this.wrongParts([message])
    const part = types.isSharedArrayBuffer(message) ? new Uint8Array(message) : (message as MessagePart)
    const code = binding.send(this.#owner.id, part, mode)
    this.#owner.scheduler.afterNativeCall("send")
    return code === undefined || code >= 0 ? code : this.#submitEmpty(message, mode, code)
  }

  /** {@link #submit} for a message that the addon has not taken: it is memory of 0 bytes, or cannot be sent. */
  #submitEmpty(message: Outbound, mode: number, reason: number): number | undefined {
    if (reason !== emptyOrDetached || !isSendable(message)) throw invalidPart(message, 0)
    const code = binding.send(this.#owner.id, null, mode)
    this.#owner.scheduler.afterNativeCall("send")
    return code
  }

  #submitParts(message: Outbound, handling: Handling, mode: number): number | undefined {
    const parts = Array.isArray(message) ? message : [message as MessagePart]
    const current = encoder ?? new MessageEncoder()
    encoder = undefined
    try {
      current.packOne(message, parts, this, handling)
      return current.send(this.#owner.id, mode, undefined, message)
    } finally {
      current.clear()
      encoder = current
      this.#afterSubmit()
    }
  }

  /** See {@link SubmitMany}. */
  #submitMany(messages: readonly Outbound[], handling: Handling, mode: number): SubmitResult {
    const current = encoder ?? new MessageEncoder()
    encoder = undefined
    try {
      const total = current.pack(messages, this, handling)
      const code = current.send(this.#owner.id, mode, messages, undefined)
      return { code, total, acceptedCount: current.acceptedCount }
    } finally {
      current.clear()
      encoder = current
      this.#afterSubmit()
    }
  }

  /** To be called after messages were submitted. Reading them may have run a getter that closed the socket. */
  #afterSubmit(): void {
    if (!this.#owner.unusable) this.#owner.scheduler.afterNativeCall("send")
  }

  wrongParts(message: readonly unknown[], name = "message"): TypeError {
    return invalidArgumentValue(name, this.expectedMessage, message)
  }

  async #wait<T>(send: WaitingSend & Waiter<T>, timeout: number, signal: AbortSignal | undefined): Promise<T> {
    const dequeue = () => {
      send.dequeued()
      const index = this.#dequeue(send)
      // The next send may be for a peer that has room. libzmq does not signal that again.
      if (index === 0 && this.#waiting.length > 0) this.#owner.scheduler.wakeInNextIteration()
    }
    if (timeout > 0) {
      this.timed++
      send.onDequeue = () => this.timed--
    }
    this.#waiting.push(send)
    try {
      this.#owner.scheduler.startWaiting(dequeue)
    } catch (error) {
      return this.#reject(send.explain(error))
    }
    if (tracing) traceWaitBegins(send, this.#owner, "send", timeout)
    return send.wait(timeout, signal, dequeue)
  }

  #reject(error: unknown): Promise<never> {
    if (tracing) this.#owner.trace("rejected", { operation: "send", error })
    publishError(this.#owner, "send", error)
    return rejectFairly(error)
  }

  #dequeue(send: WaitingSend): number {
    const index = this.#waiting.remove(send)
    binding.cancelSend(this.#owner.id, index)
    this.#owner.scheduler.updateInterest()
    return index
  }

  /**
   * Sends queued messages until one would block; the first may block for `milliseconds`. Returns whether libzmq accepted any
   * message.
   */
  flush(milliseconds = 0): boolean {
    let flushed = false
    while (this.#waiting.length > 0) {
      const code = binding.flush(this.#owner.id, progress, milliseconds)
      this.outOfTurn = code === EFSM && this.#owner.firstTurn !== undefined
      const failed = code !== undefined && code !== EAGAIN && code !== EINTR && !this.outOfTurn
      const [over = 0, ofNext = 0] = progress
      for (let index = 0; index < over - (failed ? 1 : 0); index++) this.#waiting.shift()?.succeed()
      const next = this.#waiting.peek()
      if (over > 0 || (next !== undefined && next.sent !== ofNext)) flushed = true
      if (next !== undefined) next.sent = ofNext
      if (!failed) break
      this.#waiting.shift()?.fail(code)
    }
    return flushed
  }

  /** Ends the waiting sends if they are out of turn and their turn cannot come any more. */
  endOutOfTurn(): void {
    if (!this.outOfTurn) return
    for (let first = this.#waiting.peek(); first !== undefined; first = this.#waiting.peek()) {
      this.#dequeue(first)
      first.fail(EFSM)
    }
  }

  /** Ends all waiting sends: libzmq did not accept their messages. */
  close(): void {
    for (let first = this.#waiting.shift(); first !== undefined; first = this.#waiting.shift()) first.close()
  }
}

function isEmpty(messages: unknown): boolean {
  if (!Array.isArray(messages)) throw invalidArgumentType("messages", "an array of messages", messages)
  return messages.length === 0
}
