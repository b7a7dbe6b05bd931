import { binding, type SocketId, sharedSymbol } from "../addon/binding.js"
import { isSecurityOption, Security } from "../checks/security.js"
import type { Context, ContextMember } from "../context/context.js"
import { socketClosed, socketHandedOver, type ZmqError, type ZmqErrorDetails } from "../errors/errors.js"
import { Batch } from "../message/batch.js"
import { MetadataBatch } from "../message/metadata-batch.js"
import type { PropertyNames } from "../message/properties.js"
import { getSocketOption, type OptionTarget } from "../options/access.js"
import type { SocketOptionName } from "../options/types.js"
import { type SocketName, socketTypes } from "../socket-types/socket-types.js"
import { type TraceEvent, trace, tracing } from "../util/trace.js"
import { closeWhenCollected, stopWatchingCollection } from "./collected-sockets.js"
import { ConnectRoutingIds } from "./connect-routing-ids.js"
import { type PublishingSocket, publishClose, publishOpen } from "./diagnostics.js"
import { Endpoints } from "./endpoints.js"
import { openSocket } from "./open.js"
import { QueueOptions } from "./queue-options.js"
import type { QueueOwner } from "./queue-owner.js"
import { ReceiveQueue } from "./receive-queue.js"
import { Scheduler } from "./scheduler.js"
import { SendQueue } from "./send-queue.js"
import { traceClosed, traceOpened } from "./socket-trace.js"
import type { SocketStats } from "./stats.js"
import { WaitingBinds } from "./waiting-binds.js"

/**
 * The property of a socket that has its handle, for all modules of this package, and of other copies of it in this
 * thread.
 */
export const handleOf: unique symbol = sharedSymbol("handle") as never

/** A socket's observer, as the socket's handle knows it. */
interface CloseObserver {
  /** Whether the observer itself is closed. */
  readonly closed: boolean
  /** To be called when the socket is closed. */
  socketClosed(): void
  /** Resolves when the events that keep the process alive are delivered: see `Observer.delivered`. */
  delivered(): Promise<void> | undefined
}

/**
 * An open socket and the operations that wait on it. While an operation waits, the reactor refers to the handle.
 * Otherwise only the socket object does: when that is garbage-collected, the socket is closed.
 */
export class SocketHandle implements OptionTarget, QueueOwner, ContextMember {
  readonly socketName: SocketName
  readonly receiveQueue = new ReceiveQueue(this)
  readonly sendQueue = new SendQueue(this)
  readonly scheduler: Scheduler
  readonly routingIds = new ConnectRoutingIds(this)
  readonly endpoints = new Endpoints()
  readonly waitingBinds = new WaitingBinds()
  /** See {@link QueueOwner.firstTurn}. */
  readonly firstTurn: "send" | "receive" | undefined
  /** The `Socket` of the program, once it is set up. See {@link PublishingSocket.publicSocket}. */
  publicSocket: object | undefined
  /** The observer that was made last. */
  observer: CloseObserver | undefined
  /** The monitor whose events are published alone, while the socket has no observer. */
  publishedMonitor: { close(): void } | undefined
  /** Whether no operation is possible: the socket was closed, or is handed over to a proxy. */
  unusable = false
  /** The value of `lastEndpoint` while the socket is handed over. */
  handedOverEndpoint: string | null | undefined
  /** Whether the socket closes itself: a socket that reads the events of a monitor does so after the last event. */
  endsByItself = false

  /** The context that the socket was opened in. */
  readonly context: Context
  /** Whether the trace shows nothing of this socket: it serves the trace. */
  readonly untraced: boolean

  readonly #id: SocketId
  /** Removes this handle from its context's list. */
  readonly #unregister: () => void
  readonly #queueOptions: QueueOptions
  /** Made when the first security option is set: most sockets have no such options. */
  #security: Security | undefined
  #propertyNames: PropertyNames | undefined
  /** Makes the proxy to which the socket is handed over close the socket; undefined if the socket is not handed over. */
  #endProxy: (() => void) | undefined
  /** The traffic of a socket that is closed or handed over, as it was then. */
  #traffic: ReturnType<typeof binding.traffic> | undefined

  constructor(context: Context, name: SocketName, { untraced = false } = {}) {
    const { firstTurn, metadata } = socketTypes[name]
    this.socketName = name
    this.context = context
    this.untraced = untraced
    this.firstTurn = firstTurn
    this.#id = openSocket(context, name)
    this.#unregister = context.register(this)
    closeWhenCollected(this, { id: this.#id, name, unregister: this.#unregister })
    this.scheduler = new Scheduler(this.#id, this.receiveQueue, this.sendQueue)
    this.#queueOptions = new QueueOptions(name, this.receiveQueue, this.sendQueue)
    if (metadata !== undefined) this.propertyNames = undefined
    if (tracing) traceOpened(this, this.#id, context.openId())
  }

  get id(): SocketId {
    this.assertOpen()
    return this.#id
  }

  /** The socket's number in the addon, also when no operation is possible any more. */
  get number(): SocketId {
    return this.#id
  }

  /** To be called when the socket is set up. `socket` is that of the program. */
  opened(socket: object): void {
    this.publicSocket = socket
    publishOpen(this)
  }

  // --- the end of the socket

  assertOpen(): void {
    if (this.unusable) throw this.closedError()
  }

  /** Makes the error that says why no operation is possible. */
  closedError(): ZmqError {
    return this.handedOver ? socketHandedOver() : socketClosed()
  }

  close(): void {
    const endProxy = this.#endProxy
    this.#endProxy = undefined
    this.handedOverEndpoint = undefined
    endProxy?.()
    if (this.unusable) return
    this.#traffic = binding.traffic(this.#id)
    this.#end()
    const endpoints = this.endpoints.snapshot
    this.endpoints.clear()
    binding.socketClose(this.#id)
    this.#unregister()
    if (tracing) traceClosed(this, this.#id)
    this.receiveQueue.close()
    this.sendQueue.close()
    this.observer?.socketClosed()
    publishClose(this, endpoints)
  }

  #end(): void {
    this.unusable = true
    stopWatchingCollection(this)
    this.scheduler.close()
  }

  /** Whether the socket is handed over to a proxy. */
  get handedOver(): boolean {
    return this.#endProxy !== undefined
  }

  /**
   * Prepares the hand-over of this socket to a proxy, from which it never comes back. The proxy calls this, then
   * `binding.proxyRun`, then the returned function. `endProxy` must make the proxy close the socket soon.
   */
  prepareHandOver(): (endProxy: () => void) => void {
    const traffic = binding.traffic(this.id)
    const lastEndpoint = getSocketOption(this, "lastEndpoint")
    return (endProxy) => {
      this.#traffic = traffic
      this.handedOverEndpoint = lastEndpoint
      this.#endProxy = endProxy
      this.#end()
      if (tracing) this.trace("handed over")
    }
  }

  /** To be called when the owner that the socket was handed over to has closed it. */
  proxyEnded(): void {
    this.#endProxy = undefined
    this.handedOverEndpoint = undefined
    const endpoints = this.endpoints.snapshot
    this.endpoints.clear()
    this.#unregister()
    if (tracing) traceClosed(this, this.#id)
    this.observer?.socketClosed()
    publishClose(this, endpoints)
  }

  // --- options

  /** To be called when an option was set. */
  optionChanged(name: SocketOptionName, value: unknown): void {
    this.#queueOptions.optionChanged(name, value)
    if (isSecurityOption(name)) {
      this.#security ??= new Security()
      this.#security.optionChanged(name, value)
    }
    this.routingIds.optionChanged(name, value)
    this.afterNativeCall("both")
  }

  /**
   * Throws if security options contradict each other. To be called before the socket binds to `address` or connects to
   * it.
   */
  checkSecurity(address: string, details: ZmqErrorDetails): void {
    this.#security?.check(this, address, details)
  }

  /** The names of the properties that received messages get; undefined for none. */
  get propertyNames(): PropertyNames | undefined {
    return this.#propertyNames
  }

  set propertyNames(names: PropertyNames | undefined) {
    const metadata = socketTypes[this.socketName].metadata ?? "none"
    const isPlain = names === undefined && metadata === "none"
    MetadataBatch.begin(this.id, metadata, names)
    this.receiveQueue.useBatch(isPlain ? new Batch() : new MetadataBatch(metadata, names))
    this.#propertyNames = names
  }

  // --- the state of the socket

  /** The statistics; of a closed socket, as they were when it was closed. */
  get stats(): SocketStats {
    const { receiveQueue, sendQueue } = this
    return {
      ...(this.#traffic ?? binding.traffic(this.#id)),
      receivedAhead: receiveQueue.prefetched,
      waiting: { sends: sendQueue.waiting, receives: receiveQueue.waiting },
    }
  }

  /** Returns ZMQ_EVENTS: a mask of the operations that can be done at once. */
  events(): number {
    const mask = binding.events(this.id)
    this.afterNativeCall("both")
    return mask
  }

  /** Returns whether a Router knows a peer by this routing id. */
  hasPeer(routingId: Uint8Array): boolean {
    const known = binding.hasPeer(this.id, routingId)
    this.afterNativeCall("both")
    return known
  }

  /** Whether the socket must receive before it may send again. */
  get mustReceive(): boolean {
    if (this.firstTurn === undefined || this.#queueOptions.relaxed) return false
    const { sent, received } = binding.traffic(this.id)
    return this.firstTurn === "send" ? sent.messages > received.messages : sent.messages >= received.messages
  }

  /** See {@link PublishingSocket.trace}. */
  trace(event: TraceEvent, details?: Readonly<Record<string, unknown>>): void {
    if (this.untraced) return
    trace(this.socketName, this.#id, event, details)
  }

  // --- waiting operations

  /** See {@link Scheduler.afterNativeCall}. */
  afterNativeCall(half: "receive" | "send" | "both"): void {
    this.scheduler.afterNativeCall(half)
  }

  /** See {@link Scheduler.watch}. */
  watch(): void {
    this.scheduler.watch()
  }

  /** See {@link Scheduler.keepProcessAlive}. On a socket that is closed or handed over no operation waits. */
  keepProcessAlive(keep: boolean): void {
    this.scheduler.keepProcessAlive(keep)
  }
}
