import { types } from "node:util"
import { binding } from "../addon/binding.js"
import { invalidArgumentType, TimeoutError, ZmqError } from "../errors/errors.js"
import type { KnownNames } from "../errors/known-names.js"
import { Deadline } from "../event-loop/deadline.js"
import { afterYield, consumeBudget, rejectFairly } from "../event-loop/fairness.js"
import { MessageEncoder } from "../message/encoder.js"
import { doubtful, invalidPart, isSendable, type MessagePart, type Outbound } from "../message/message.js"
import { Fifo } from "../util/fifo.js"
import { ParsedOptions, type SendOptions, type SyncOptions, sendNames, syncNames } from "./operation.js"
import { type PendingSend, SeveralSend, SingleSend, SyncSend } from "./pending-send.js"
import type { QueueOwner } from "./queue-owner.js"
import type { Waiter } from "./waiter.js"

const { EAGAIN, EFSM, EINTR } = binding.errnos

// What the addon does with a message; native/node/outbound.h defines the numbers.
const tryNow = 0
const tryNowOrKeep = 1
/** What every send that libzmq takes at once returns. */
const sent = Promise.resolve()

/** Where the addon says how far it got. */
const progress = new Int32Array(2)

/** What came of messages that the addon was given: undefined when libzmq took all, or an errno; and how many it took. */
export interface SubmitResult {
  code: number | undefined
  taken: number
}

/** Gives messages to the addon, in one of its modes. Throws, before anything is sent, if one of them is none. */
export type Submit = (mode: number) => SubmitResult

/** Taken while it is in use: a getter of a message may send, too. */
let encoder: MessageEncoder | undefined

/**
 * The sending half of a socket: sends that wait until the socket is writable, in order. Their messages wait in the
 * addon, in the same order.
 */
export class SendQueue {
  /** `sendTimeout`, in milliseconds; -1 for ever. */
  timeout = -1
  /** Whether those that wait can go only when something was received: see {@link QueueOwner.takesTurns}. */
  outOfTurn = false
  /** How many of those that wait have a time-out. */
  timed = 0
  /** `pendingSendLimit`: the most sends that may wait. */
  limit = 1000
  /** The fewest parts that a message of this socket's type has. */
  leastParts = 1
  /** The most; libzmq's STREAM takes a third part for the beginning of the next message. */
  mostParts = Number.POSITIVE_INFINITY

  readonly #owner: QueueOwner
  readonly #waiting = new Fifo<PendingSend>()

  constructor(owner: QueueOwner) {
    this.#owner = owner
  }

  /** How many sends wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  send(message: Outbound, options?: SendOptions, names: KnownNames | null = sendNames): Promise<void> {
    if (options === undefined && this.#waiting.length === 0 && this.timeout !== 0 && !this.#owner.closed) {
      let code: number | undefined
      try {
        code = this.#submit(message, tryNowOrKeep)
      } catch (error) {
        return rejectFairly(error)
      }
      if (code === undefined) return consumeBudget() ? sent : afterYield(undefined)
      return this.#afterwards(code, this.timeout, undefined)
    }
    return this.#send(message, new ParsedOptions(options, names))
  }

  #send(message: Outbound, { timeout = this.timeout, signal, transfer, refusal }: ParsedOptions): Promise<void> {
    let code: number | undefined
    try {
      this.#check(refusal, timeout, transfer)
      const mode = timeout === 0 ? tryNow : tryNowOrKeep
      code = transfer ? this.#submitParts(message, true, mode) : this.#submit(message, mode)
    } catch (error) {
      return rejectFairly(error)
    }
    if (code !== undefined) return this.#afterwards(code, timeout, signal)
    return consumeBudget() ? sent : afterYield(undefined)
  }

  /** As {@link send} with options, of a message that `hand` gives to the addon. */
  sendBy({ timeout = this.timeout, signal, transfer, refusal }: ParsedOptions, submit: Submit): Promise<void> {
    let code: number | undefined
    try {
      this.#check(refusal, timeout, transfer)
      code = submit(timeout === 0 ? tryNow : tryNowOrKeep).code
    } catch (error) {
      return rejectFairly(error)
    }
    if (code !== undefined) return this.#afterwards(code, timeout, signal)
    return consumeBudget() ? sent : afterYield(undefined)
  }

  /** As {@link sendMany}, of `total` messages that `hand` gives to the addon. */
  sendManyBy(
    { timeout = this.timeout, signal, transfer, refusal }: ParsedOptions,
    total: number,
    submit: Submit,
  ): Promise<number> {
    let submitted: SubmitResult
    try {
      this.#check(refusal, timeout, transfer)
      if (total === 0) return Promise.resolve(0)
      submitted = submit(timeout === 0 ? tryNow : tryNowOrKeep)
    } catch (error) {
      return rejectFairly(error)
    }
    const { code, taken } = submitted
    if (code === undefined) return consumeBudget() ? Promise.resolve(total) : afterYield(total)
    const send = new SeveralSend(total, taken)
    if (this.#waits(code, timeout)) return this.#wait(send, timeout, signal)
    return rejectFairly(send.explain(this.#failure(code)))
  }

  /** As {@link sendSync}, of a message that `hand` gives to the addon. */
  sendSyncBy({ timeout = this.timeout, refusal }: ParsedOptions, submit: Submit): void {
    this.#check(refusal, timeout, false)
    const { code } = submit(timeout === 0 ? tryNow : tryNowOrKeep)
    if (code === undefined) return
    if (!this.#waits(code, timeout)) throw this.#failure(code)
    this.#block(new SyncSend(), timeout)
  }

  /** Whether the addon has kept what libzmq did not take, for this errno, to be sent later. */
  #waits(code: number, timeout: number): boolean {
    const turn = code === EFSM && this.#owner.takesTurns
    if (timeout === 0 || (code !== EAGAIN && !turn)) return false
    // Behind others it waits for what they wait for.
    if (this.#waiting.length === 0) this.outOfTurn = turn
    return true
  }

  /** What comes of a message that libzmq did not take. */
  #afterwards(code: number, timeout: number, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#waits(code, timeout)) return rejectFairly(this.#failure(code))
    return this.#wait(new SingleSend(), timeout, signal)
  }

  /** Sends messages in one call to the addon. Resolves with their number. */
  sendMany(messages: readonly Outbound[], options: SendOptions | undefined): Promise<number> {
    const { timeout = this.timeout, signal, transfer, refusal } = new ParsedOptions(options, sendNames)
    let code: number | undefined
    let total: number
    let taken: number
    try {
      if (refusal !== undefined) throw refusal
      if (!Array.isArray(messages)) throw invalidArgumentType("messages", "an array of messages", messages)
      if (messages.length === 0 && !this.#owner.closed) return Promise.resolve(0)
      this.#check(undefined, timeout, transfer)
      ;({ code, total, taken } = this.#handAll(messages, transfer, timeout === 0 ? tryNow : tryNowOrKeep))
    } catch (error) {
      return rejectFairly(error)
    }
    // As many steps later as a send, or one behind this would come first.
    if (code === undefined) return consumeBudget() ? Promise.resolve(total) : afterYield(total)
    const send = new SeveralSend(total, taken)
    if (this.#waits(code, timeout)) return this.#wait(send, timeout, signal)
    return rejectFairly(send.explain(this.#failure(code)))
  }

  /** Sends a message, and blocks until libzmq has taken it and all that wait before it. */
  sendSync(message: Outbound, options: SyncOptions | undefined, names: KnownNames | null = syncNames): void {
    const { timeout = this.timeout, refusal } = new ParsedOptions(options, names)
    this.#check(refusal, timeout, false)
    const code = this.#submit(message, timeout === 0 ? tryNow : tryNowOrKeep)
    if (code === undefined) return
    if (!this.#waits(code, timeout)) throw this.#failure(code)
    this.#block(new SyncSend(), timeout)
  }

  /** The error for what the addon answered at once. */
  #failure(code: number): ZmqError {
    if (code === EAGAIN) return new TimeoutError("zmq_msg_send", 0)
    // Reading the message may have run anything.
    return this.#owner.closed ? this.#owner.refusal() : ZmqError.fromErrno(code, { syscall: "zmq_msg_send" })
  }

  #block(send: SyncSend, timeout: number): void {
    const deadline = new Deadline(timeout)
    let turn = false
    this.#waiting.push(send)
    try {
      // A turn cannot come while the thread blocks.
      while (!send.over && !this.outOfTurn && !deadline.over) this.flush(deadline.slice())
    } finally {
      turn = this.outOfTurn
      // Also when the thread is being ended.
      if (!send.over) this.#leave(send)
      this.#owner.afterNativeCall("send")
      // Others, whose turn came before, may have ended.
      this.#owner.updateInterest()
    }
    if (!send.over) throw turn ? this.#failure(EFSM) : new TimeoutError("zmq_msg_send", timeout)
    if (send.error !== undefined) throw send.error
  }

  /** Throws why nothing can be sent: the socket is closed; or others wait, and this must not wait or has no room to. */
  #check(refusal: unknown, timeout: number, transfer: boolean): void {
    if (refusal !== undefined) throw refusal
    if (this.#owner.closed) throw this.#owner.refusal()
    // Memory that is handed over cannot be handed back.
    if (timeout === 0 && (this.#waiting.length > 0 || (transfer && !this.#owner.canSend()))) {
      const turn = this.#waiting.length > 0 ? this.outOfTurn : this.#owner.mustReceive
      throw turn ? this.#failure(EFSM) : new TimeoutError("zmq_msg_send", 0)
    }
    if (this.#waiting.length < this.limit) return
    const message = `${this.limit} sends wait already; await them, or raise pendingSendLimit`
    throw new ZmqError("EBUSY", message, { syscall: "zmq_msg_send" })
  }

  /** Hands the message to the addon: undefined when libzmq took it, or an errno. Throws if it is no message. */
  #submit(message: Outbound, mode: number): number | undefined {
    if (Array.isArray(message)) return this.#submitParts(message, false, mode)
    if (this.leastParts > 1) throw this.wrongParts([message])
    const part = types.isSharedArrayBuffer(message) ? new Uint8Array(message) : (message as MessagePart)
    let code = binding.send(this.#owner.id, part, mode)
    if (code === doubtful && isSendable(message)) code = binding.send(this.#owner.id, null, mode)
    this.#owner.afterNativeCall("send")
    if (code !== undefined && code < 0) throw invalidPart(message, 0)
    return code
  }

  #submitParts(message: Outbound, transfer: boolean, mode: number): number | undefined {
    const parts = Array.isArray(message) ? message : [message as MessagePart]
    const mine = encoder ?? new MessageEncoder()
    encoder = undefined
    try {
      mine.packOne(message, parts, this, transfer)
      return mine.send(this.#owner.id, mode, undefined, message)
    } finally {
      mine.clear()
      encoder = mine
      this.#used()
    }
  }

  /** Hands messages to the addon: an errno unless libzmq took all, how many there are, and how many it took. */
  #handAll(messages: readonly Outbound[], transfer: boolean, mode: number) {
    const mine = encoder ?? new MessageEncoder()
    encoder = undefined
    try {
      const total = mine.pack(messages, this, transfer)
      const code = mine.send(this.#owner.id, mode, messages, undefined)
      return { code, total, taken: mine.taken }
    } finally {
      mine.clear()
      encoder = mine
      this.#used()
    }
  }

  /** Reading a message may have run anything, and closed the socket. */
  #used(): void {
    if (!this.#owner.closed) this.#owner.afterNativeCall("send")
  }

  wrongParts(message: readonly unknown[], name?: string): TypeError {
    return this.#owner.wrongParts(message, name)
  }

  async #wait<T>(send: PendingSend & Waiter<T>, timeout: number, signal: AbortSignal | undefined): Promise<T> {
    const leave = () => {
      send.left()
      const index = this.#leave(send)
      // The next may be for a peer that has room, which libzmq does not signal again.
      if (index === 0 && this.#waiting.length > 0) this.#owner.wakeNextTurn()
    }
    if (timeout > 0) {
      this.timed++
      send.onLeave = () => this.timed--
    }
    this.#waiting.push(send)
    try {
      this.#owner.startWaiting(leave)
    } catch (error) {
      throw send.explain(error)
    }
    return send.wait(timeout, signal, leave, this)
  }

  #leave(send: PendingSend): number {
    const index = this.#waiting.remove(send)
    binding.cancelSend(this.#owner.id, index)
    this.#owner.updateInterest()
    return index
  }

  /** Sends what waits, as far as the socket takes it; the first may block for `milliseconds`. Whether any was taken. */
  flush(milliseconds = 0): boolean {
    let flushed = false
    while (this.#waiting.length > 0) {
      const code = binding.flush(this.#owner.id, progress, milliseconds)
      this.outOfTurn = code === EFSM && this.#owner.takesTurns
      const failed = code !== undefined && code !== EAGAIN && code !== EINTR && !this.outOfTurn
      const [over, ofNext] = progress
      for (let index = 0; index < over - (failed ? 1 : 0); index++) this.#waiting.shift()?.succeed()
      const next = this.#waiting.peek()
      if (over > 0 || (next !== undefined && next.sent !== ofNext)) flushed = true
      if (next !== undefined) next.sent = ofNext
      if (!failed) break
      this.#waiting.shift()?.fail(code)
    }
    return flushed
  }

  /** Ends those that wait for a turn that cannot come. */
  endOutOfTurn(): void {
    if (!this.outOfTurn) return
    for (let first = this.#waiting.peek(); first !== undefined; first = this.#waiting.peek()) {
      this.#leave(first)
      first.fail(EFSM)
    }
  }

  /** Ends every send that waits: libzmq did not take their messages. */
  close(): void {
    for (let first = this.#waiting.shift(); first !== undefined; first = this.#waiting.shift()) first.close()
  }
}
