import { binding, type SocketId, sharedSymbol } from "../addon/binding.js"
import { ConnectRoutingIds } from "../checks/routed-connect.js"
import { isSecurityOption, Security } from "../checks/security.js"
import type { Context, ContextMember } from "../context/context.js"
import {
  invalidArgumentValue,
  socketClosed,
  socketHandedOver,
  ZmqError,
  type ZmqErrorCode,
  type ZmqErrorDetails,
} from "../errors/errors.js"
import { resetBudget } from "../event-loop/fairness.js"
import { afterTurn, Timer } from "../event-loop/timers.js"
import { Batch, largestBatch } from "../message/batch.js"
import { MetadataBatch, type MetadataKind } from "../message/metadata-batch.js"
import type { PropertyNames } from "../message/properties.js"
import { getSocketOption, type OptionTarget } from "../options/access.js"
import { draftSockets, type SocketName } from "../options/socket-types.js"
import type { SocketOptionName } from "../options/types.js"
import { Endpoints } from "./endpoints.js"
import { PendingBinds } from "./pending-binds.js"
import { PollRegistrations } from "./poll-registrations.js"
import type { QueueOwner } from "./queue-owner.js"
import { startWaiting, stopWaiting } from "./reactor.js"
import { ReceiveQueue } from "./receive-queue.js"
import { SendQueue } from "./send-queue.js"
import type { SocketStats } from "./stats.js"
import { strand, unstrand } from "./stranded.js"
import { Subscriptions } from "./subscriptions.js"

/**
 * The property of a socket that has its handle, for all modules of this package, and of other copies of it in this
 * thread.
 */
export const handleOf: unique symbol = sharedSymbol("handle") as never

// Bits of what a socket waits for, as `Binding.watch` takes them.
const readable = 1
const writable = 2
const holdProcess = 4

const { ZMQ_POLLIN, ZMQ_POLLOUT } = binding.constants
/** The time after which {@link SocketHandle.advance} tries again if ZMQ_EVENTS says nothing new, in milliseconds. */
const recheckAfter = 10

const typeConstants: Record<SocketName, string> = {
  Pair: "ZMQ_PAIR",
  Publisher: "ZMQ_PUB",
  Subscriber: "ZMQ_SUB",
  Request: "ZMQ_REQ",
  Reply: "ZMQ_REP",
  Dealer: "ZMQ_DEALER",
  Router: "ZMQ_ROUTER",
  Pull: "ZMQ_PULL",
  Push: "ZMQ_PUSH",
  XPublisher: "ZMQ_XPUB",
  XSubscriber: "ZMQ_XSUB",
  Stream: "ZMQ_STREAM",
  Server: "ZMQ_SERVER",
  Client: "ZMQ_CLIENT",
  Radio: "ZMQ_RADIO",
  Dish: "ZMQ_DISH",
  Gather: "ZMQ_GATHER",
  Scatter: "ZMQ_SCATTER",
  Datagram: "ZMQ_DGRAM",
  Peer: "ZMQ_PEER",
  Channel: "ZMQ_CHANNEL",
}

/** The metadata of received messages, by type of draft socket. */
const receivedMetadata: Partial<Record<SocketName, MetadataKind>> = {
  Server: "routingId",
  Peer: "routingId",
  Dish: "group",
  Datagram: "address",
}

/** The limits of the number of parts of a message, for socket types that do not take any number from 1 on. */
const partLimits: Partial<Record<SocketName, [least: number, most: number, are: string]>> = {
  Router: [2, Number.POSITIVE_INFINITY, "an array of the routing id and further parts"],
  Stream: [2, 2, "an array of the routing id and the data"],
  Datagram: [2, 2, "an array of the address and the data"],
  Client: [1, 1, "a message of one part"],
  Scatter: [1, 1, "a message of one part"],
  Channel: [1, 1, "a message of one part"],
}

/** Closes sockets that are garbage-collected while open: nothing refers to them, and no operation waits on them. */
const forgotten = new FinalizationRegistry<{ id: SocketId; name: SocketName; unregister: () => void }>((socket) => {
  binding.socketClose(socket.id)
  socket.unregister()
  warnForgotten(socket.name)
})

function openSocket(context: Context, name: SocketName): SocketId {
  if ((draftSockets as readonly SocketName[]).includes(name) && !binding.has("draft")) {
    const text = `${name} sockets need a libzmq that was built with its draft API; this ${binding.version} was not`
    throw new ZmqError("ENOTSUP", text, { syscall: "zmq_socket" })
  }
  try {
    return binding.socketOpen(context.openId(), binding.constants[typeConstants[name]])
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error
    const reason = reasons[error.code]?.(context)
    throw reason === undefined
      ? error
      : new ZmqError(error.code, `${error.message}: ${reason}`, { syscall: "zmq_socket" })
  }
}

/** The reasons why a context cannot open a socket, by error code. */
const reasons: Partial<Record<ZmqErrorCode, (context: Context) => string>> = {
  EMFILE: ({ maxSockets }) => `the context's maxSockets is ${maxSockets}, and the process has a limit of its own`,
  EAGAIN: () => "the process can start no thread",
  EPERM: () => "the process may not have threads of the context's threadSchedulingPolicy and threadPriority",
  EINVAL: () =>
    "there is no such threadSchedulingPolicy, no such threadPriority, or no processor of threadAffinityCpuAdd",
}

/** Returns whether a queue's waiting operations keep the process alive. */
function holdsProcess({ waiting, outOfTurn, timed }: ReceiveQueue | SendQueue): boolean {
  return outOfTurn ? timed > 0 : waiting > 0
}

let warned = false
function warnForgotten(name: SocketName): void {
  if (warned) return
  warned = true
  process.emitWarning(
    `A ${name} socket was garbage-collected while it was open, and has been closed. Close sockets with close() or ` +
      "`using` when they are no longer needed. Further sockets of this kind are closed without a warning.",
    "ZmqResourceWarning",
  )
}

/** A socket's observer, as the socket's handle knows it. */
export interface CloseObserver {
  /** Whether the observer itself is closed. */
  readonly closed: boolean
  /** To be called when the socket is closed. */
  socketClosed(): void
  /** Resolves when the events that keep the process alive are delivered: see `Observer.told`. */
  told(): Promise<void> | undefined
}

/**
 * An open socket and the operations that wait on it. While an operation waits, the reactor refers to the handle.
 * Otherwise only the socket object does: when that is garbage-collected, the socket is closed.
 */
export class SocketHandle implements OptionTarget, QueueOwner, ContextMember {
  readonly socketName: SocketName
  readonly receiveQueue = new ReceiveQueue(this)
  readonly sendQueue = new SendQueue(this)
  readonly polls = new PollRegistrations()
  readonly routingIds = new ConnectRoutingIds(this)
  readonly subscriptions = new Subscriptions()
  readonly endpoints = new Endpoints()
  readonly pendingBinds = new PendingBinds()
  /** The observer that was made last. */
  observer: CloseObserver | undefined
  /** Whether no operation is possible: the socket was closed, or is handed over to a proxy. */
  closed = false
  /** The value of `lastEndpoint` while the socket is handed over. */
  lentEndpoint: string | null | undefined
  /** Whether the socket closes itself: a socket that reads the events of a monitor does so after the last event. */
  endsByItself = false

  readonly #id: SocketId
  /** Makes the proxy to which the socket is handed over close the socket; undefined if the socket is not handed over. */
  #stopOwner: (() => void) | undefined
  /** Removes this handle from its context's list. */
  readonly #unregister: () => void
  #interest = 0
  #watched = false
  #held = true
  /** Whether an operation is out of turn, and must be ended when its turn cannot come any more: see {@link strand}. */
  #stranded = false
  #highWaterMark = 1000
  #conflate = false
  #relaxed = false
  #manual = false
  #manualLastValue = false
  #propertyNames: PropertyNames | undefined
  /** Made when the first security option is set: most sockets have no such options. */
  #security: Security | undefined
  readonly #metadataKind: MetadataKind
  #wakeScheduled = false
  #recheck: Timer | undefined
  /** The traffic of a socket that is closed or handed over, as it was then. */
  #traffic: ReturnType<typeof binding.traffic> | undefined

  constructor(context: Context, name: SocketName) {
    this.socketName = name
    this.#metadataKind = receivedMetadata[name] ?? "none"
    this.#id = openSocket(context, name)
    this.#unregister = context.register(this)
    forgotten.register(this, { id: this.#id, name, unregister: this.#unregister }, this)
    this.receiveQueue.limit = this.#prefetchLimit()
    const limits = partLimits[name]
    if (limits !== undefined) [this.sendQueue.leastParts, this.sendQueue.mostParts] = limits
    if (this.#metadataKind !== "none") this.propertyNames = undefined
  }

  get id(): SocketId {
    this.assertOpen()
    return this.#id
  }

  assertOpen(): void {
    if (this.closed) throw this.refusal()
  }

  /** Whether the socket is handed over to a proxy. */
  get handedOver(): boolean {
    return this.#stopOwner !== undefined
  }

  /** Makes the error that says why no operation is possible. */
  refusal(): ZmqError {
    return this.handedOver ? socketHandedOver() : socketClosed()
  }

  /**
   * To be called before the addon hands the socket over, which is for good. The returned function is to be called
   * afterwards; `stopOwner` must make the new owner close the socket soon.
   */
  prepareHandOver(): (stopOwner: () => void) => void {
    const traffic = binding.traffic(this.id)
    const lastEndpoint = getSocketOption(this, "lastEndpoint")
    return (stopOwner) => {
      this.closed = true
      this.lentEndpoint = lastEndpoint
      this.#traffic = traffic
      this.#stopOwner = stopOwner
      forgotten.unregister(this)
      this.#recheck?.stop()
      stopWaiting(this.#id)
      unstrand(this)
      this.polls.close()
    }
  }

  /** To be called when the owner that the socket was handed over to has closed it. */
  ownerEnded(): void {
    this.#stopOwner = undefined
    this.lentEndpoint = undefined
    this.endpoints.clear()
    this.#unregister()
    this.observer?.socketClosed()
  }

  close(): void {
    const stopOwner = this.#stopOwner
    this.#stopOwner = undefined
    this.lentEndpoint = undefined
    stopOwner?.()
    if (this.closed) return
    this.closed = true
    forgotten.unregister(this)
    this.#recheck?.stop()
    stopWaiting(this.#id)
    unstrand(this)
    this.#traffic = binding.traffic(this.#id)
    this.endpoints.clear()
    binding.socketClose(this.#id)
    this.#unregister()
    this.receiveQueue.close()
    this.sendQueue.close()
    this.polls.close()
    this.observer?.socketClosed()
  }

  /** The statistics; of a closed socket, as they were when it was closed. */
  get stats(): SocketStats {
    const { receiveQueue, sendQueue } = this
    return {
      ...(this.#traffic ?? binding.traffic(this.#id)),
      receivedAhead: receiveQueue.prefetched,
      waiting: { sends: sendQueue.waiting, receives: receiveQueue.waiting },
    }
  }

  /**
   * Sets whether waiting operations keep the process alive; at first they do. No operation waits on a socket that is
   * closed or handed over.
   */
  hold(held: boolean): void {
    this.#held = held
    this.updateInterest()
  }

  /** Tells the addon what this socket waits for, if that has changed. */
  updateInterest(): void {
    if (this.closed) return
    const { receiveQueue, sendQueue, polls } = this
    const receives = receiveQueue.waiting > 0
    const sends = sendQueue.waiting > 0
    const waits = (receives ? readable : 0) | (sends ? writable : 0) | polls.interest
    // An out-of-turn operation waits for the program itself, so it does not keep the process alive, as a pending
    // promise does not; unless it has a time-out, which ends it.
    const outOfTurn = (receives && receiveQueue.outOfTurn) || (sends && sendQueue.outOfTurn)
    const holds = outOfTurn
      ? polls.interest !== 0 || holdsProcess(receiveQueue) || holdsProcess(sendQueue)
      : waits !== 0
    if ((outOfTurn && this.#held) !== this.#stranded) {
      this.#stranded = !this.#stranded
      if (this.#stranded) strand(this)
      else unstrand(this)
    }
    const interest = holds && this.#held ? waits | holdProcess : waits
    if (interest === this.#interest) return
    this.#setInterest(interest)
    if (waits === 0) {
      stopWaiting(this.#id)
    } else {
      startWaiting(this.#id, this)
    }
  }

  /**
   * Ends the operations that are out of turn: nothing keeps the process alive that could do the operation before them.
   */
  endOutOfTurn(): void {
    this.receiveQueue.endOutOfTurn()
    this.sendQueue.endOutOfTurn()
    this.updateInterest()
  }

  /** To be called when an option was set. Keeps the values that sends and receives need. */
  optionChanged(name: SocketOptionName, value: unknown): void {
    if (name === "sendTimeout") this.sendQueue.timeout = value as number
    if (name === "receiveTimeout") this.receiveQueue.timeout = value as number
    if (name === "relaxed") this.#relaxed = value as boolean
    if (name === "receiveHighWaterMark") this.#highWaterMark = value as number
    if (name === "conflate") this.#setConflate(value as boolean)
    // With these two options, libzmq applies a subscribe to the peer of the last received message.
    if (name === "manual") this.#manual = value as boolean
    if (name === "manualLastValue") this.#manualLastValue = value as boolean
    this.subscriptions.optionChanged(name, value)
    if (name === "unsubscribe") this.receiveQueue.retain(([topic]) => this.subscriptions.match(topic))
    if (isSecurityOption(name)) {
      this.#security ??= new Security()
      this.#security.optionChanged(name, value)
    }
    this.routingIds.optionChanged(name, value)
    this.receiveQueue.limit = this.#prefetchLimit()
    this.afterNativeCall("both")
  }

  /**
   * With conflate, libzmq would keep only the last part of a message. The messages that an XSubscriber sends are not
   * conflated.
   */
  #setConflate(conflate: boolean): void {
    this.#conflate = conflate
    if (this.socketName === "XSubscriber") return
    this.sendQueue.mostParts = conflate ? 1 : (partLimits[this.socketName]?.[1] ?? Number.POSITIVE_INFINITY)
  }

  /**
   * Returns how many messages may be received in one call, such that neither the program nor a peer observes
   * prefetching.
   */
  #prefetchLimit(): number {
    if (this.#conflate || this.#manual || this.#manualLastValue) return 1
    if (this.takesTurns) return 1
    return this.#highWaterMark === 0 ? largestBatch : Math.min(largestBatch, this.#highWaterMark)
  }

  /** The names of the properties that received messages get; undefined for none. */
  get propertyNames(): PropertyNames | undefined {
    return this.#propertyNames
  }

  set propertyNames(names: PropertyNames | undefined) {
    const isPlain = names === undefined && this.#metadataKind === "none"
    MetadataBatch.begin(this.id, this.#metadataKind, names)
    this.receiveQueue.receiveBy(isPlain ? new Batch() : new MetadataBatch(this.#metadataKind, names))
    this.#propertyNames = names
  }

  /**
   * Throws if security options contradict each other. To be called before the socket binds to `address` or connects to
   * it.
   */
  checkSecurity(address: string, details: ZmqErrorDetails): void {
    this.#security?.check(this, address, details)
  }

  /** Returns whether a Router knows a peer by this routing id. */
  hasPeer(routingId: Uint8Array): boolean {
    const known = binding.hasPeer(this.id, routingId)
    this.afterNativeCall("both")
    return known
  }

  /** Returns ZMQ_EVENTS: a mask of the operations that can be done at once. */
  events(): number {
    const mask = binding.events(this.id)
    this.afterNativeCall("both")
    return mask
  }

  /**
   * Whether a message can be sent at once. True also when the context is ending: the send then fails with the reason.
   */
  canSend(): boolean {
    const mask = this.#eventsInWake()
    this.afterNativeCall("both")
    return mask === undefined || (mask & ZMQ_POLLOUT) !== 0
  }

  /**
   * Watches the signals of peers from the first bind or connect on, even if no operation waits. A peer may end a
   * subscription, or expect a hello message; libzmq by itself would handle that only in the next call on the socket.
   */
  watch(): void {
    if (this.#watched) return
    this.#setInterest(this.#interest)
    this.#watched = true
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
   * Whether sends and receives must alternate, as those of a Request or Reply must. libzmq rejects an operation that is
   * out of turn with EFSM.
   */
  get takesTurns(): boolean {
    return this.socketName === "Request" || this.socketName === "Reply"
  }

  /** Whether the socket must receive before it may send again. */
  get mustReceive(): boolean {
    if (!this.takesTurns || this.#relaxed) return false
    const { sent, received } = binding.traffic(this.id)
    return this.socketName === "Request" ? sent.messages > received.messages : sent.messages >= received.messages
  }

  /**
   * To be called after a call to libzmq on this socket. Sending may consume the signal of an arrived message, and
   * receiving that of room to send. Operations of the other kind that wait must then be tried again; polls may wait for
   * either. `half` is the kind of the call: operations of that kind are not tried again.
   */
  afterNativeCall(half: "receive" | "send" | "both"): void {
    // The usual case, on the path of every message: no operation waits.
    if (this.#interest === 0) return
    const { receiveQueue, sendQueue, polls } = this
    const others = (half === "receive" ? 0 : receiveQueue.waiting) + (half === "send" ? 0 : sendQueue.waiting)
    if (others > 0 || polls.interest !== 0) this.wakeNextTurn()
  }

  /** Tries the waiting operations again in the next iteration of the event loop. */
  wakeNextTurn(): void {
    if (this.#wakeScheduled) return
    this.#wakeScheduled = true
    afterTurn(() => {
      this.#wakeScheduled = false
      resetBudget()
      this.wake()
    })
  }

  /** Advances the waiting sends, receives and polls, as far as possible. */
  wake(): void {
    if (this.closed) return
    const mask = this.advance()
    const { polls } = this
    if (polls.interest !== 0 && (mask === undefined || (this.pollable(mask) & polls.interest) !== 0)) polls.wake()
  }

  /**
   * Advances the waiting sends and receives, as far as possible. If polls wait, returns ZMQ_EVENTS as it is afterwards,
   * or undefined when the context is ending.
   */
  advance(): number | undefined {
    const { receiveQueue, sendQueue, polls } = this
    let mask: number | undefined
    let again = true
    for (let idle = 0; again; ) {
      const flushed = sendQueue.flush()
      const served = receiveQueue.serve()
      const waiting = (receiveQueue.waiting > 0 ? ZMQ_POLLIN : 0) | (sendQueue.waiting > 0 ? ZMQ_POLLOUT : 0)
      if (waiting !== (ZMQ_POLLIN | ZMQ_POLLOUT) && polls.interest === 0) {
        // Receiving may have consumed a signal of room to send.
        again = served && sendQueue.waiting > 0
        continue
      }
      // Sending may have consumed the signal that receives wait for, and the reverse. ZMQ_EVENTS shows both at once.
      idle = flushed || served ? 0 : idle + 1
      mask = this.#eventsInWake()
      again = waiting !== 0 && (mask === undefined || (mask & waiting) !== 0)
      if (again && idle > 1) {
        // ZMQ_EVENTS cannot always tell whether a signal was consumed: a Router whose message waits for one peer is
        // writable while other peers have room, and an XPublisher always is. So try again later.
        this.#recheck ??= new Timer(recheckAfter, () => {
          this.#recheck = undefined
          this.wake()
        })
        again = false
      }
    }
    this.updateInterest()
    return mask
  }

  /** Whether sends or receives wait: they take precedence over operations that begin now. */
  get busy(): boolean {
    return this.receiveQueue.waiting > 0 || this.sendQueue.waiting > 0
  }

  /**
   * Returns what a poll reports when ZMQ_EVENTS is `mask`. Prefetched messages make the socket readable. Messages and
   * room for which other operations wait do not count.
   */
  pollable(mask: number): number {
    const { receiveQueue, sendQueue } = this
    const receives = receiveQueue.ready || (receiveQueue.waiting === 0 && (mask & ZMQ_POLLIN) !== 0)
    const sends = sendQueue.waiting === 0 && (mask & ZMQ_POLLOUT) !== 0
    return (receives ? ZMQ_POLLIN : 0) | (sends ? ZMQ_POLLOUT : 0)
  }

  /**
   * Returns ZMQ_EVENTS; undefined when the context is ending, which the next send or receive reports to waiting
   * operations.
   */
  #eventsInWake(): number | undefined {
    try {
      return binding.events(this.#id)
    } catch {
      return undefined
    }
  }

  wrongParts(message: readonly unknown[], name = "message"): TypeError {
    const expected = this.#conflate
      ? "a message of one part, for the socket has conflate"
      : (partLimits[this.socketName]?.[2] ?? "a message")
    return invalidArgumentValue(name, expected, message)
  }
}
