import { binding, type ProxyId } from "../addon/binding.js"
import type { SocketHandle } from "../engine/handle.js"
import { invalidArgumentType, invalidArgumentValue, ZmqError } from "../errors/errors.js"
import { namesOf } from "../errors/known-names.js"
import { getSocketOption } from "../options/access.js"
import { type SocketName, signalled } from "../options/socket-types.js"
import { handleOf, isSocket, type Socket } from "../socket/socket.js"
import type { Dealer } from "../sockets/dealer.js"
import type { Pair } from "../sockets/pair.js"
import type { Publisher } from "../sockets/publisher.js"
import type { Push } from "../sockets/push.js"
import type { XPublisher } from "../sockets/x-publisher.js"

/** Where libzmq's function would fail. */
const syscall = "zmq_proxy"

const sides = ["frontEnd", "backEnd", "capture"] as const
/** One of a proxy's sockets. */
export type ProxySide = (typeof sides)[number]

const named: Record<ProxySide, string> = { frontEnd: "Front-end", backEnd: "Back-end", capture: "Capture" }

/** How many messages went through one socket of a proxy, and how many bytes their parts had. */
export interface ProxyTraffic {
  /** Whole messages that were received from this side. */
  messagesReceived: number
  /** The bytes of their parts. */
  bytesReceived: number
  /** Whole messages that were sent to this side. */
  messagesSent: number
  /** The bytes of their parts. */
  bytesSent: number
}

/** What went through each socket of a proxy. A message that was received and not yet sent is under way. */
export interface ProxyStatistics {
  /** What went through the front-end. */
  frontEnd: ProxyTraffic
  /** What went through the back-end. */
  backEnd: ProxyTraffic
  /** What the capture was sent, where there is one. */
  capture?: ProxyTraffic
}

/** The options of a {@link Proxy}. */
export interface ProxyOptions {
  /**
   * A Publisher, XPublisher, Push, Dealer or Pair that is sent a copy of every message, before the message itself goes on.
   * While it cannot send, nothing is forwarded: a Publisher never holds the proxy up, a Push without a peer does.
   */
  capture?: Publisher | XPublisher | Push | Dealer | Pair
}

const optionNames = namesOf<ProxyOptions>("options of a Proxy", { capture: true })

/** The socket types that can be sent any message at any time. */
const captures: readonly SocketName[] = ["Publisher", "XPublisher", "Push", "Dealer", "Pair"]

/**
 * libzmq ended a running proxy: a mandatory Router, or a Stream, does not know the peer that a message is for
 * (`EHOSTUNREACH`), or the context ends (`ETERM`).
 */
export class ProxyError extends ZmqError {
  override name = "ProxyError"
  /** The socket that failed. */
  readonly side: ProxySide

  constructor(errno: number, side: ProxySide, failed: string | undefined) {
    const { code, message } = ZmqError.fromErrno(errno)
    super(code, `${message}: ${named[side]} socket of the proxy`, { syscall: failed })
    this.side = side
  }
}

/**
 * Forwards messages between two sockets, in both directions, on a thread of its own.
 *
 * From {@link Proxy.run} on the sockets are the proxy's: every operation and option of theirs fails with code `EBUSY`. What
 * is left are `close()`, which terminates the proxy, `ref()` and `unref()`, which do nothing, and a look at them: `lastEndpoint` and `endpoints` are what they were,
 * `readable` and `writable` false, and `stats` what they were before. Pollers report them as closed. When the proxy ends it
 * closes them.
 *
 * @see zmq_proxy(3)
 */
export class Proxy<F extends Socket = Socket, B extends Socket = Socket> {
  /** The socket that clients, publishers or producers reach. */
  readonly frontEnd: F
  /** The socket that services, subscribers or consumers reach. */
  readonly backEnd: B
  /** The socket that is sent a copy of every message. */
  readonly capture: Socket | undefined

  #id: ProxyId | undefined
  #running: Promise<void> | undefined
  #held = true
  readonly #counters = new Float64Array(4 * sides.length)

  /**
   * @param frontEnd One side. The same socket may be both: it is then sent what it receives.
   * @param backEnd The other side.
   * @throws TypeError for what is no socket, for a draft socket (but a Datagram), for a capture of another type than those
   * that {@link ProxyOptions.capture} names or that is one of the sides, and for options that do not exist.
   */
  constructor(frontEnd: F, backEnd: B, options: ProxyOptions = {}) {
    checkSocket("frontEnd", frontEnd)
    checkSocket("backEnd", backEnd)
    if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
    optionNames.check(options)
    const { capture } = options
    if (capture !== undefined) checkCapture(capture, [frontEnd, backEnd])
    this.frontEnd = frontEnd
    this.backEnd = backEnd
    this.capture = capture
  }

  /**
   * Forwards messages until {@link terminate}, and resolves when the sockets are closed. What a socket had received
   * ahead is forwarded first. Both sockets must be bound or connected before. It keeps the process alive.
   *
   * Rejects, with nothing changed, with a ZmqError: `EINVAL` for a socket that is neither bound nor connected, `EBADF`
   * for one that is closed, `EBUSY` for one on which an operation waits or that a running proxy has, `EMFILE` when the
   * context's `maxSockets` leaves no room for the two that it needs itself, `EAGAIN` when no thread can be started.
   * When the proxy fails later it rejects with a {@link ProxyError}, and the sockets are closed.
   *
   * @see zmq_proxy(3)
   */
  async run(): Promise<void> {
    await this.start()
  }

  /**
   * {@link run}, which throws what keeps it from beginning.
   *
   * @internal
   */
  start(): Promise<void> {
    const [front, back, capture] = [this.frontEnd, this.backEnd, this.capture].map((socket) => socket?.[handleOf])
    const handles = [...new Set([front!, back!, ...(capture ? [capture] : [])])]
    if (this.#id !== undefined) throw new ZmqError("EBUSY", "Proxy is running already", { syscall })
    checkIdle("frontEnd", front!)
    checkIdle("backEnd", back!)
    if (capture !== undefined) checkIdle("capture", capture)

    let settle!: (failure: (() => ProxyError) | undefined) => void
    const ended = new Promise<(() => ProxyError) | undefined>((resolve) => {
      settle = resolve
    })
    const fromFront = front!.receiveQueue.takePrefetched()
    const fromBack = back!.receiveQueue.takePrefetched()
    let id: ProxyId
    const lenders = handles.map((handle) => handle.prepareHandOver())
    try {
      id = binding.proxyRun(front!.id, back!.id, capture?.id, fromFront, fromBack, () => {
        settle(this.#end(id))
        for (const handle of handles) handle.ownerEnded()
      })
    } catch (error) {
      front!.receiveQueue.putBack(fromFront)
      back!.receiveQueue.putBack(fromBack)
      throw error
    }
    this.#id = id
    for (const lend of lenders) lend(() => binding.proxyTerminate(id))
    binding.proxyHold(id, this.#held)
    this.#running = outcomeOf(ended)
    return this.#running
  }

  /** What the proxy came to, from which the error is made where it is awaited. */
  #end(id: ProxyId): (() => ProxyError) | undefined {
    binding.proxyTraffic(id, this.#counters)
    const outcome = new Int32Array(2)
    const failed = binding.proxyEnd(id, outcome)
    this.#id = undefined
    const [errno, side] = outcome
    return errno === 0 ? undefined : () => new ProxyError(errno!, sides[side!]!, failed)
  }

  /**
   * Suspends the proxy, between two messages and a moment later: what arrives waits in the sockets.
   *
   * @throws ZmqError with code `EBADF` when the proxy is not running.
   */
  pause(): void {
    binding.proxyPause(this.#runningId())
  }

  /**
   * Goes on after {@link pause}.
   *
   * @throws ZmqError with code `EBADF` when the proxy is not running.
   */
  resume(): void {
    binding.proxyResume(this.#runningId())
  }

  /**
   * Ends the proxy between two messages, also while it cannot send, and closes its sockets, a moment later: then
   * {@link run} resolves. What was sent leaves as each socket's `linger` says; what waits in the sockets is dropped.
   *
   * @throws ZmqError with code `EBADF` when the proxy is not running.
   */
  terminate(): void {
    binding.proxyTerminate(this.#runningId())
  }

  #runningId(): ProxyId {
    if (this.#id !== undefined) return this.#id
    throw new ZmqError("EBADF", "Proxy is not running", { syscall })
  }

  /** What has gone through the proxy until now, or until it ended. */
  statistics(): ProxyStatistics {
    if (this.#id !== undefined) binding.proxyTraffic(this.#id, this.#counters)
    const [frontEnd, backEnd, capture] = sides.map((_, side) => {
      const [messagesReceived, bytesReceived, messagesSent, bytesSent] = this.#counters.subarray(4 * side)
      return { messagesReceived, bytesReceived, messagesSent, bytesSent } as ProxyTraffic
    })
    const both = { frontEnd: frontEnd!, backEnd: backEnd! }
    return this.capture === undefined ? both : { ...both, capture: capture! }
  }

  /** Lets the running proxy keep the process alive, as it does from the start. */
  ref(): this {
    return this.#hold(true)
  }

  /** Lets the process end although the proxy runs. */
  unref(): this {
    return this.#hold(false)
  }

  #hold(held: boolean): this {
    this.#held = held
    if (this.#id !== undefined) binding.proxyHold(this.#id, held)
    return this
  }

  /** Terminates the proxy if it runs, and else closes its sockets: for `using`. */
  [Symbol.dispose](): void {
    for (const socket of [this.frontEnd, this.backEnd, this.capture]) socket?.close()
  }

  /** `[Symbol.dispose]()`, which waits until the sockets are closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]()
    // What went wrong is what run() rejects with.
    await this.#running?.catch(() => undefined)
  }
}

// Bundling renames a class that is called as a global is.
Object.defineProperty(Proxy, "name", { value: "Proxy" })

async function outcomeOf(ended: Promise<(() => ProxyError) | undefined>): Promise<void> {
  const failure = await ended
  if (failure !== undefined) throw failure()
}

function checkSocket(name: string, value: unknown): asserts value is Socket {
  if (!isSocket(value)) throw invalidArgumentType(name, "a socket", value)
  // The others are for several threads, and libzmq gives them no descriptor.
  if ((signalled as readonly SocketName[]).includes(value[handleOf].socketName)) return
  throw invalidArgumentType(name, "a socket of a stable type, or a Datagram", value)
}

function checkCapture(capture: unknown, others: readonly Socket[]): void {
  if (!isSocket(capture) || !captures.includes(capture[handleOf].socketName)) {
    throw invalidArgumentType("capture", `a socket of type ${captures.join(", ")}`, capture)
  }
  if (!others.includes(capture)) return
  throw invalidArgumentValue("capture", "another socket than the front end and the back end", capture)
}

/** Refuses a socket that the proxy cannot have. */
function checkIdle(side: ProxySide, handle: SocketHandle): void {
  handle.assertOpen()
  const { receiveQueue, sendQueue, polls } = handle
  const waiting =
    receiveQueue.waiting > 0 ? "receive" : sendQueue.waiting > 0 ? "send" : polls.interest !== 0 ? "poll" : undefined
  if (waiting !== undefined) {
    throw new ZmqError("EBUSY", `${named[side]} socket is in use: a ${waiting} waits on it`, { syscall })
  }
  if (getSocketOption(handle, "lastEndpoint")) return
  throw new ZmqError("EINVAL", `${named[side]} socket must be bound or connected`, { syscall })
}
