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
import { LabelledBatch, type Tag } from "../message/labelled-batch.js"
import type { PropertyNames } from "../message/properties.js"
import { getSocketOption, type OptionTarget } from "../options/access.js"
import { draftSockets, type SocketName } from "../options/socket-types.js"
import type { SocketOptionName } from "../options/table.js"
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

/** Where the other modules of this package find a socket's handle, also those of another copy in this thread. */
export const handleOf: unique symbol = sharedSymbol("handle") as never

// Bits of what a socket waits for; native/node/socket_entry.h defines them.
const readable = 1
const writable = 2
const holdProcess = 4

const { ZMQ_POLLIN, ZMQ_POLLOUT } = binding.constants
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

/** What received messages of draft sockets are tagged with. */
const receivedTags: Partial<Record<SocketName, Tag>> = {
  Server: "routingId",
  Peer: "routingId",
  Dish: "group",
  Datagram: "address",
}

/** How many parts a message has, where that is not any number from 1 on. */
const partLimits: Partial<Record<SocketName, [least: number, most: number, are: string]>> = {
  Router: [2, Number.POSITIVE_INFINITY, "an array of the routing id and further parts"],
  Stream: [2, 2, "an array of the routing id and the data"],
  Datagram: [2, 2, "an array of the address and the data"],
  Client: [1, 1, "a message of one part"],
  Scatter: [1, 1, "a message of one part"],
  Channel: [1, 1, "a message of one part"],
}

/** Sockets that the collector finds open, which nothing refers to and nothing waits for. */
const forgotten = new FinalizationRegistry<{ id: SocketId; name: SocketName; leave: () => void }>((socket) => {
  binding.socketClose(socket.id)
  socket.leave()
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

/** Why a context can open no socket. */
const reasons: Partial<Record<ZmqErrorCode, (context: Context) => string>> = {
  EMFILE: ({ maxSockets }) => `the context's maxSockets is ${maxSockets}, and the process has a limit of its own`,
  EAGAIN: () => "the process can start no thread",
  EPERM: () => "the process may not have threads of the context's threadSchedulingPolicy and threadPriority",
  EINVAL: () =>
    "there is no such threadSchedulingPolicy, no such threadPriority, or no processor of threadAffinityCpuAdd",
}

/** Whether what waits in a queue keeps the process alive. */
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

/** Who is to know that a socket was closed: its observer. */
export interface CloseObserver {
  /** Whether it observes no more. */
  readonly closed: boolean
  socketClosed(): void
  told(): Promise<void> | undefined
}

/**
 * An open socket and everything that waits on it. While something waits, the reactor refers to it; else only the socket
 * object does, and when that is forgotten the handle is closed.
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
  /** The last one that was asked for. */
  observer: CloseObserver | undefined
  /** No operation is possible: it was closed, or is lent. */
  closed = false
  lentEndpoint: string | null | undefined
  /** Whether it closes itself, when it has told all: it reads events. */
  endsByItself = false

  readonly #id: SocketId
  /** What ends the use of somebody else who has the socket. */
  #stopOwner: (() => void) | undefined
  /** Takes this handle off its context's list. */
  readonly #leave: () => void
  #interest = 0
  #watched = false
  #held = true
  /** Whether something waits for its turn, and is to be told when it cannot come. */
  #stranded = false
  #highWaterMark = 1000
  #conflate = false
  #relaxed = false
  #manual = false
  #manualLastValue = false
  #propertyNames: PropertyNames | undefined
  /** Made for the first security option that is set; most sockets have none. */
  #security: Security | undefined
  readonly #tag: Tag
  #wakeScheduled = false
  #recheck: Timer | undefined
  /** What went through, of a closed socket. */
  #traffic: ReturnType<typeof binding.traffic> | undefined

  constructor(context: Context, name: SocketName) {
    this.socketName = name
    this.#tag = receivedTags[name] ?? "none"
    this.#id = openSocket(context, name)
    this.#leave = context.register(this)
    forgotten.register(this, { id: this.#id, name, leave: this.#leave }, this)
    this.receiveQueue.limit = this.#receiveAhead()
    const limits = partLimits[name]
    if (limits !== undefined) [this.sendQueue.leastParts, this.sendQueue.mostParts] = limits
    if (this.#tag !== "none") this.propertyNames = undefined
  }

  get id(): SocketId {
    this.assertOpen()
    return this.#id
  }

  assertOpen(): void {
    if (this.closed) throw this.refusal()
  }

  /** Whether a proxy has the socket. */
  get handedOver(): boolean {
    return this.#stopOwner !== undefined
  }

  /** Why no operation is possible. */
  refusal(): ZmqError {
    return this.handedOver ? socketHandedOver() : socketClosed()
  }

  /** To be called before the addon gives the socket away, for good; the result afterwards: `reclaim` has it closed soon. */
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

  /** Whoever had the socket has closed it. */
  ownerEnded(): void {
    this.#stopOwner = undefined
    this.lentEndpoint = undefined
    this.endpoints.clear()
    this.#leave()
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
    this.#leave()
    this.receiveQueue.close()
    this.sendQueue.close()
    this.polls.close()
    this.observer?.socketClosed()
  }

  /** Also of a closed socket, as they were then. */
  get stats(): SocketStats {
    const { receiveQueue, sendQueue } = this
    return {
      ...(this.#traffic ?? binding.traffic(this.#id)),
      receivedAhead: receiveQueue.prefetched,
      waiting: { sends: sendQueue.waiting, receives: receiveQueue.waiting },
    }
  }

  /** Whether what waits here keeps the process alive. Nothing waits on a socket that is closed, or that a proxy has. */
  hold(held: boolean): void {
    this.#held = held
    this.updateInterest()
  }

  /** Tells the addon what this socket waits for, when that has changed. */
  updateInterest(): void {
    if (this.closed) return
    const { receiveQueue, sendQueue, polls } = this
    const receives = receiveQueue.waiting > 0
    const sends = sendQueue.waiting > 0
    const waits = (receives ? readable : 0) | (sends ? writable : 0) | polls.interest
    // What is out of turn waits for the program itself, and so keeps it from ending no more than a promise does; but for
    // those that end by themselves, in time.
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

  /** Nothing keeps the process alive any more that could change whose turn it is. */
  endOutOfTurn(): void {
    this.receiveQueue.endOutOfTurn()
    this.sendQueue.endOutOfTurn()
    this.updateInterest()
  }

  /** Keeps here what each send and receive needs to know of the options. */
  optionChanged(name: SocketOptionName, value: unknown): void {
    if (name === "sendTimeout") this.sendQueue.timeout = value as number
    if (name === "receiveTimeout") this.receiveQueue.timeout = value as number
    if (name === "relaxed") this.#relaxed = value as boolean
    if (name === "receiveHighWaterMark") this.#highWaterMark = value as number
    if (name === "conflate") this.#setConflate(value as boolean)
    // libzmq applies a subscription that is set to the peer of the message that was received last.
    if (name === "manual") this.#manual = value as boolean
    if (name === "manualLastValue") this.#manualLastValue = value as boolean
    this.subscriptions.optionChanged(name, value)
    if (name === "unsubscribe") this.receiveQueue.retain(([topic]) => this.subscriptions.match(topic))
    if (isSecurityOption(name)) {
      this.#security ??= new Security()
      this.#security.optionChanged(name, value)
    }
    this.routingIds.optionChanged(name, value)
    this.receiveQueue.limit = this.#receiveAhead()
    this.afterNativeCall("both")
  }

  /** Of a message of several parts libzmq would keep the last alone; what an XSubscriber sends is not conflated. */
  #setConflate(conflate: boolean): void {
    this.#conflate = conflate
    if (this.socketName === "XSubscriber") return
    this.sendQueue.mostParts = conflate ? 1 : (partLimits[this.socketName]?.[1] ?? Number.POSITIVE_INFINITY)
  }

  /** How many messages may be received ahead without anyone being able to tell. */
  #receiveAhead(): number {
    if (this.#conflate || this.#manual || this.#manualLastValue) return 1
    if (this.takesTurns) return 1
    return this.#highWaterMark === 0 ? largestBatch : Math.min(largestBatch, this.#highWaterMark)
  }

  /** The properties that messages carry; undefined for none. */
  get propertyNames(): PropertyNames | undefined {
    return this.#propertyNames
  }

  set propertyNames(names: PropertyNames | undefined) {
    const isPlain = names === undefined && this.#tag === "none"
    LabelledBatch.begin(this.id, this.#tag, names)
    this.receiveQueue.receiveBy(isPlain ? new Batch() : new LabelledBatch(this.#tag, names))
    this.#propertyNames = names
  }

  /** Refuses security options that contradict each other, before the socket binds to `address` or connects. */
  checkSecurity(address: string, details: ZmqErrorDetails): void {
    this.#security?.check(this, address, details)
  }

  /** Whether a Router knows a peer by this routing id. */
  hasPeer(routingId: Uint8Array): boolean {
    const known = binding.hasPeer(this.id, routingId)
    this.afterNativeCall("both")
    return known
  }

  /** ZMQ_EVENTS: what can be done at once. */
  events(): number {
    const mask = binding.events(this.id)
    this.afterNativeCall("both")
    return mask
  }

  /** Whether a message can be sent at once; also when the context is ending, for then the send says so. */
  canSend(): boolean {
    const mask = this.#eventsInWake()
    this.afterNativeCall("both")
    return mask === undefined || (mask & ZMQ_POLLOUT) !== 0
  }

  /**
   * Watches what peers signal from the first bind or connect on, although nobody waits: a subscription that ends, a peer
   * that wants to be greeted. libzmq itself would handle that only with the next call.
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

  /** {@link updateInterest} for an operation that has just joined its queue; if that fails, it is taken out again. */
  startWaiting(leave: () => void): void {
    try {
      this.updateInterest()
    } catch (error) {
      leave()
      throw error
    }
  }

  /**
   * Whether sends and receives alternate, so that one may have to wait for the other: libzmq answers EFSM to what is out of
   * turn.
   */
  get takesTurns(): boolean {
    return this.socketName === "Request" || this.socketName === "Reply"
  }

  /** Whether it must receive before it may send again. */
  get mustReceive(): boolean {
    if (!this.takesTurns || this.#relaxed) return false
    const { sent, received } = binding.traffic(this.id)
    return this.socketName === "Request" ? sent.messages > received.messages : sent.messages >= received.messages
  }

  /**
   * A call to libzmq on this socket may have handled a signal of the other kind than it was about: sending handles the
   * signal of a message that arrived, and receiving that of room to send. Who waits for that must look again; polls wait
   * for either.
   */
  afterNativeCall(half: "receive" | "send" | "both"): void {
    // The usual case, on the path of every message: nothing waits.
    if (this.#interest === 0) return
    const { receiveQueue, sendQueue, polls } = this
    const others = (half === "receive" ? 0 : receiveQueue.waiting) + (half === "send" ? 0 : sendQueue.waiting)
    if (others > 0 || polls.interest !== 0) this.wakeNextTurn()
  }

  /** Looks again for those who wait, when the event loop has turned. */
  wakeNextTurn(): void {
    if (this.#wakeScheduled) return
    this.#wakeScheduled = true
    afterTurn(() => {
      this.#wakeScheduled = false
      resetBudget()
      this.wake()
    })
  }

  /** Goes on with everything that waits, as far as it goes. */
  wake(): void {
    if (this.closed) return
    const mask = this.advance()
    const { polls } = this
    if (polls.interest !== 0 && (mask === undefined || (this.pollable(mask) & polls.interest) !== 0)) polls.wake()
  }

  /**
   * Goes on with the sends and receives that wait, as far as they go. Returns ZMQ_EVENTS as it is then if polls wait, and
   * undefined for that when the context is ending.
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
        // Receiving may have handled a signal of room to send.
        again = served && sendQueue.waiting > 0
        continue
      }
      // Each half may have handled what the other waits for, so ask for both at once.
      idle = flushed || served ? 0 : idle + 1
      mask = this.#eventsInWake()
      again = waiting !== 0 && (mask === undefined || (mask & waiting) !== 0)
      if (again && idle > 1) {
        // A Router whose message must wait for one peer counts as writable while others have room, and an XPublisher
        // always, so that asking does not tell whether a signal was handled.
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

  /** Whether sends or receives wait, which come before those that begin now. */
  get busy(): boolean {
    return this.receiveQueue.waiting > 0 || this.sendQueue.waiting > 0
  }

  /** What a poll reports when ZMQ_EVENTS is `mask`: what was received ahead counts, and what goes to others does not. */
  pollable(mask: number): number {
    const { receiveQueue, sendQueue } = this
    const receives = receiveQueue.ready || (receiveQueue.waiting === 0 && (mask & ZMQ_POLLIN) !== 0)
    const sends = sendQueue.waiting === 0 && (mask & ZMQ_POLLOUT) !== 0
    return (receives ? ZMQ_POLLIN : 0) | (sends ? ZMQ_POLLOUT : 0)
  }

  /** Undefined when the context is ending: the next send and receive say so to those who wait. */
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
