import { binding, type SocketId } from "../addon/binding.js"
import { ZmqError } from "../errors/errors.js"
import { Timer } from "../event-loop/timers.js"
import { WakeUp } from "../event-loop/wake-up.js"
import { cancelEndBeforeExit, endBeforeExit } from "./before-exit.js"
import { PollRegistrations } from "./poll-registrations.js"
import { keepsProcessAlive, type ScheduledReceives, type ScheduledSends } from "./scheduled-queues.js"
import { startWaiting, stopWaiting } from "./waiting-sockets.js"

// Bits of what a socket waits for, as `Binding.watch` takes them.
const readable = 1
const writable = 2
const keepAlive = 4

const { ZMQ_POLLIN, ZMQ_POLLOUT } = binding.constants
/** The time after which operations are tried again if ZMQ_EVENTS says nothing new, in milliseconds. */
const recheckAfter = 10

/**
 * Tries the waiting operations of a socket (sends, receives and polls) when libzmq may have room or messages for them.
 * The way of a wake-up: the reactor calls `wake`, which calls `advance` and then wakes polls. `advance` calls `flush` of
 * the send queue and `serve` of the receive queue, and `updateInterest` tells the addon what still waits.
 * While an operation waits, the reactor refers to the scheduler, and so to the queues and their socket.
 */
export class Scheduler {
  readonly polls = new PollRegistrations()
  readonly #id: SocketId
  readonly #receives: ScheduledReceives
  readonly #sends: ScheduledSends
  #closed = false
  /** What the addon was told that the socket waits for. */
  #interest = 0
  #watched = false
  #mayKeepAlive = true
  /** Whether an operation is out of turn, and ends when its turn cannot come any more. */
  #endsBeforeExit = false
  readonly #wakeUp = new WakeUp(() => this.wake())
  #recheck: Timer | undefined

  constructor(id: SocketId, receives: ScheduledReceives, sends: ScheduledSends) {
    this.#id = id
    this.#receives = receives
    this.#sends = sends
  }

  /** To be called when the socket is closed or handed over: tries nothing any more, and wakes pollers for the last time. */
  close(): void {
    this.#closed = true
    this.#recheck?.stop()
    stopWaiting(this.#id)
    cancelEndBeforeExit(this)
    this.polls.close()
  }

  // --- what the addon watches

  /**
   * Watches the signals of peers from the first bind or connect on, even if no operation waits. A peer may end a
   * subscription, or expect a hello message; libzmq by itself would handle that only in the next call on the socket.
   */
  watch(): void {
    if (this.#watched) return
    this.#setInterest(this.#interest)
    this.#watched = true
  }

  /** Sets whether waiting operations keep the process alive; at first they do. */
  keepProcessAlive(keep: boolean): void {
    this.#mayKeepAlive = keep
    this.updateInterest()
  }

  /** Tells the addon what this socket waits for, if that has changed. */
  updateInterest(): void {
    if (this.#closed) return
    const receives = this.#receives.waiting > 0
    const sends = this.#sends.waiting > 0
    const polled = this.polls.interest
    const waits = (receives ? readable : 0) | (sends ? writable : 0) | polled
    // An out-of-turn operation waits for the program itself, so it does not keep the process alive, as a pending
    // promise does not; unless it has a time-out, which ends it.
    const outOfTurn = (receives && this.#receives.outOfTurn) || (sends && this.#sends.outOfTurn)
    const holds = outOfTurn
      ? polled !== 0 || keepsProcessAlive(this.#receives) || keepsProcessAlive(this.#sends)
      : waits !== 0
    if ((outOfTurn && this.#mayKeepAlive) !== this.#endsBeforeExit) {
      this.#endsBeforeExit = !this.#endsBeforeExit
      if (this.#endsBeforeExit) endBeforeExit(this)
      else cancelEndBeforeExit(this)
    }
    const interest = holds && this.#mayKeepAlive ? waits | keepAlive : waits
    if (interest === this.#interest) return
    this.#setInterest(interest)
    if (waits === 0) {
      stopWaiting(this.#id)
    } else {
      startWaiting(this.#id, this)
    }
  }

  #setInterest(interest: number): void {
    const code = binding.watch(this.#id, interest)
    if (code !== undefined) throw ZmqError.fromErrno(code)
    this.#interest = interest
  }

  /**
   * Does {@link updateInterest} for an operation that was just added to its queue. If that fails, calls `dequeue` and
   * throws.
   */
  startWaiting(dequeue: () => void): void {
    try {
      this.updateInterest()
    } catch (error) {
      dequeue()
      throw error
    }
  }

  /**
   * Ends the operations that are out of turn: nothing keeps the process alive that could do the operation before them.
   */
  endOutOfTurn(): void {
    this.#receives.endOutOfTurn()
    this.#sends.endOutOfTurn()
    this.updateInterest()
  }

  // --- trying again

  /**
   * To be called after a call to libzmq on this socket. Sending may consume the signal of an arrived message, and
   * receiving that of room to send. Operations of the other kind that wait must then be tried again; polls may wait for
   * either. `half` is the kind of the call: operations of that kind are not tried again.
   */
  afterNativeCall(half: "receive" | "send" | "both"): void {
    // The usual case, on the path of every message: no operation waits.
    if (this.#interest !== 0) this.#tryOthersAgain(half)
  }

  #tryOthersAgain(half: "receive" | "send" | "both"): void {
    const receives = half === "receive" ? 0 : this.#receives.waiting
    const sends = half === "send" ? 0 : this.#sends.waiting
    if (receives + sends > 0 || this.polls.interest !== 0) this.wakeInNextIteration()
  }

  /** Tries the waiting operations again in the next iteration of the event loop. */
  wakeInNextIteration(): void {
    this.#wakeUp.schedule()
  }

  /** Advances the waiting sends, receives and polls, as far as possible. */
  wake(): void {
    if (this.#closed) return
    const mask = this.advance()
    const { polls } = this
    if (polls.interest !== 0 && (mask === undefined || (this.pollable(mask) & polls.interest) !== 0)) polls.wake()
  }

  /**
   * Advances the waiting sends and receives, as far as possible. If polls wait, returns ZMQ_EVENTS as it is afterwards,
   * or undefined when the context is ending.
   */
  advance(): number | undefined {
    const mask = this.#oneKindWaits ? this.#advanceOneKind() : this.#advanceAll()
    this.updateInterest()
    return mask
  }

  /** Whether only sends or only receives wait, or nothing does. */
  get #oneKindWaits(): boolean {
    return this.polls.interest === 0 && (this.#receives.waiting === 0 || this.#sends.waiting === 0)
  }

  #advanceOneKind(): undefined {
    this.#sends.flush()
    this.#receives.serve()
  }

  /**
   * Sending may consume the signal that receives or polls wait for, and the reverse. ZMQ_EVENTS shows both at once: this
   * goes on until it shows nothing that a send or receive waits for.
   */
  #advanceAll(): number | undefined {
    for (let idleRounds = 0; ; ) {
      const flushed = this.#sends.flush()
      const served = this.#receives.serve()
      if (this.#oneKindWaits) {
        // Receiving may have consumed a signal of room to send.
        if (served) this.#sends.flush()
        return undefined
      }
      idleRounds = flushed || served ? 0 : idleRounds + 1
      const mask = this.#events()
      if (!this.#canAdvance(mask)) return mask
      if (idleRounds > 1) {
        // ZMQ_EVENTS cannot always tell whether a signal was consumed: a Router whose message waits for one peer is
        // writable while other peers have room, and an XPublisher always is.
        this.#recheckLater()
        return mask
      }
    }
  }

  /** Whether ZMQ_EVENTS shows something that a send or receive waits for; or the context is ending, which ends both. */
  #canAdvance(mask: number | undefined): boolean {
    const waiting = (this.#receives.waiting > 0 ? ZMQ_POLLIN : 0) | (this.#sends.waiting > 0 ? ZMQ_POLLOUT : 0)
    return waiting !== 0 && (mask === undefined || (mask & waiting) !== 0)
  }

  #recheckLater(): void {
    this.#recheck ??= new Timer(recheckAfter, () => {
      this.#recheck = undefined
      this.wake()
    })
  }

  // --- the state of the socket

  /** Whether sends or receives wait: they take precedence over operations that begin now. */
  get busy(): boolean {
    return this.#receives.waiting > 0 || this.#sends.waiting > 0
  }

  /**
   * Returns what a poll reports when ZMQ_EVENTS is `mask`. Prefetched messages make the socket readable. Messages and
   * room for which other operations wait do not count.
   */
  pollable(mask: number): number {
    const receives = this.#receives.ready || (this.#receives.waiting === 0 && (mask & ZMQ_POLLIN) !== 0)
    const sends = this.#sends.waiting === 0 && (mask & ZMQ_POLLOUT) !== 0
    return (receives ? ZMQ_POLLIN : 0) | (sends ? ZMQ_POLLOUT : 0)
  }

  /**
   * Whether a message can be sent at once. True also when the context is ending: the send then fails with the reason.
   */
  canSend(): boolean {
    const mask = this.#events()
    this.afterNativeCall("both")
    return mask === undefined || (mask & ZMQ_POLLOUT) !== 0
  }

  /**
   * Returns ZMQ_EVENTS; undefined when the context is ending, which the next send or receive reports to waiting
   * operations.
   */
  #events(): number | undefined {
    try {
      return binding.events(this.#id)
    } catch {
      return undefined
    }
  }
}
