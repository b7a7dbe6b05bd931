import { binding, type ProxyId } from "../addon/binding.js"
import type { SocketHandle } from "../engine/handle.js"
import { invalidArgumentType, invalidArgumentValue, ZmqError } from "../errors/errors.js"
import { getSocketOption } from "../options/access.js"
import { namesOf } from "../options/known-names.js"
import { handleOf, isSocket, type Socket } from "../socket/socket.js"
import { socketTypes } from "../socket-types/socket-types.js"
import type { Dealer } from "../sockets/dealer.js"
import type { Pair } from "../sockets/pair.js"
import type { Publisher } from "../sockets/publisher.js"
import type { Push } from "../sockets/push.js"
import type { XPublisher } from "../sockets/x-publisher.js"
import { trace, tracing } from "../util/trace.js"

/** The function that errors name: libzmq's own would fail for the same reasons. */
const syscall = "zmq_proxy"

const sides = ["frontEnd", "backEnd", "capture"] as const
/** One of a proxy's sockets. */
export type ProxySide = (typeof sides)[number]

const named: Record<ProxySide, string> = { frontEnd: "Front-end", backEnd: "Back-end", capture: "Capture" }

/** The messages that went through one socket of a proxy: their number, and the bytes of their parts. */
export interface ProxyTraffic {
  /** Whole messages that were received from this side. */
  messagesReceived: number
  /** The bytes of all their parts. */
  bytesReceived: number
  /** Whole messages that were sent to this side. */
  messagesSent: number
  /** The bytes of all their parts. */
  bytesSent: number
}

/** The traffic of each socket of a proxy. A message that was received and not yet sent counts as received only. */
export interface ProxyStatistics {
  /** The traffic of the front end. */
  frontEnd: ProxyTraffic
  /** The traffic of the back-end. */
  backEnd: ProxyTraffic
  /** The traffic of the capture socket, if there is one. */
  capture?: ProxyTraffic
}

/** The options of a {@link Proxy}. */
export interface ProxyOptions {
  /**
   * A Publisher, XPublisher, Push, Dealer or Pair through which the proxy sends a copy of every message, before it
   * forwards the message itself. While the capture socket cannot send, nothing is forwarded: a Publisher never blocks
   * the proxy, but a Push without a peer does.
   */
  capture?: Publisher | XPublisher | Push | Dealer | Pair | undefined
}

const optionNames = namesOf<ProxyOptions>("options of a Proxy", { capture: true })

/**
 * A running proxy failed: a mandatory Router, or a Stream, does not know the peer that a message is addressed to
 * (`EHOSTUNREACH`), or the context ended (`ETERM`).
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
 * {@link Proxy.run} hands the sockets over to the proxy: from then on, their operations and options fail with code
 * `EBUSY`. Only these members still work: `close()` terminates the proxy; `ref()` and `unref()` do nothing;
 * `lastEndpoint`, `endpoints` and `stats` keep their last values; `readable` and `writable` are false. Pollers report
 * the sockets as closed. The proxy closes the sockets when it ends.
 *
 * @see zmq_proxy(3)
 */
export class Proxy<F extends Socket = Socket, B extends Socket = Socket> {
  /** The socket for clients, publishers or producers. */
  readonly frontEnd: F
  /** The socket for services, subscribers or consumers. */
  readonly backEnd: B
  /** The socket through which a copy of every message is sent. */
  readonly capture: Socket | undefined

  #id: ProxyId | undefined
  #running: Promise<void> | undefined
  #keepsProcessAlive = true
  readonly #counters = new Float64Array(4 * sides.length)

  /**
   * @param frontEnd One side. The same socket may be both sides: it then sends back what it receives.
   * @param backEnd The other side.
   * @throws TypeError if a side is not a socket, or is a draft socket other than a Datagram; if the capture socket is
   * one of the sides, or is not of a type that {@link ProxyOptions.capture} names; and for unknown options.
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
   * Forwards messages until {@link terminate}, and resolves when the sockets are closed. Prefetched messages of the
   * sockets are forwarded first. Both sides must be bound or connected before. The running proxy keeps the process
   * alive.
   *
   * If the proxy cannot start, nothing changes and the promise rejects with a ZmqError: `EINVAL` for a socket that is
   * neither bound nor connected, `EBADF` for a closed socket, `EBUSY` for a socket on which an operation waits or that
   * another running proxy has, `EMFILE` if the context's `maxSockets` leaves no room for the two sockets that the proxy
   * itself needs, `EAGAIN` if no thread can be started. If the proxy fails later, the promise rejects with a
   * {@link ProxyError}, and the sockets are closed.
   *
   * @see zmq_proxy(3)
   */
  async run(): Promise<void> {
    await this.start()
  }

  /**
   * {@link run}, but throws if the proxy cannot start.
   *
   * @internal
   */
  start(): Promise<void> {
    const front = this.frontEnd[handleOf]
    const back = this.backEnd[handleOf]
    const capture = this.capture?.[handleOf]
    // The front end may be the back end, too.
    const handles = new Set([front, back])
    if (capture !== undefined) handles.add(capture)
    if (this.#id !== undefined) throw new ZmqError("EBUSY", "Proxy is running already", { syscall })
    checkIdle("frontEnd", front)
    checkIdle("backEnd", back)
    if (capture !== undefined) checkIdle("capture", capture)

    let settle!: (failure: (() => ProxyError) | undefined) => void
    const ended = new Promise<(() => ProxyError) | undefined>((resolve) => {
      settle = resolve
    })
    const fromFront = front.receiveQueue.takePrefetched()
    const fromBack = back.receiveQueue.takePrefetched()
    let id: ProxyId
    const handOvers = [...handles].map((handle) => handle.prepareHandOver())
    try {
      id = binding.proxyRun(front.id, back.id, capture?.id, fromFront, fromBack, () => {
        settle(this.#end(id))
        for (const handle of handles) handle.proxyEnded()
      })
    } catch (error) {
      front.receiveQueue.putBack(fromFront)
      back.receiveQueue.putBack(fromBack)
      throw error
    }
    this.#id = id
    if (tracing) {
      const [frontEnd, backEnd] = [front, back].map((handle) => `${handle.socketName} ${handle.id}`)
      trace("Proxy", id, "running", { frontEnd, backEnd, capture: capture?.id })
    }
    for (const handOver of handOvers) handOver(() => binding.proxyTerminate(id))
    binding.proxyKeepsAlive(id, this.#keepsProcessAlive)
    this.#running = outcomeOf(ended)
    return this.#running
  }

  /**
   * Reads the outcome of the proxy. Returns undefined, or a function that makes the error, so that the error's stack
   * leads to where the outcome is awaited.
   */
  #end(id: ProxyId): (() => ProxyError) | undefined {
    binding.proxyTraffic(id, this.#counters)
    const outcome = new Int32Array(2)
    const failed = binding.proxyEnd(id, outcome)
    this.#id = undefined
    const [errno = 0, side = 0] = outcome
    const error = errno === 0 ? undefined : () => new ProxyError(errno, sides[side] as ProxySide, failed)
    if (tracing) trace("Proxy", id, "ended", { error: error?.() })
    return error
  }

  /**
   * Suspends the proxy. It stops a moment later, between two messages; messages that arrive then wait in the sockets.
   *
   * @throws ZmqError with code `EBADF` when the proxy is not running.
   */
  pause(): void {
    binding.proxyPause(this.#runningId())
  }

  /**
   * Resumes the proxy after {@link pause}.
   *
   * @throws ZmqError with code `EBADF` when the proxy is not running.
   */
  resume(): void {
    binding.proxyResume(this.#runningId())
  }

  /**
   * Ends the proxy. A moment later, between two messages or while it cannot send, the proxy stops, closes its sockets,
   * and {@link run} resolves. Sent messages are transmitted as each socket's `linger` says; messages still to be received are
   * dropped.
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

  /** The traffic of the proxy until now, or until it ended. */
  statistics(): ProxyStatistics {
    if (this.#id !== undefined) binding.proxyTraffic(this.#id, this.#counters)
    const both = { frontEnd: this.#trafficOf("frontEnd"), backEnd: this.#trafficOf("backEnd") }
    return this.capture === undefined ? both : { ...both, capture: this.#trafficOf("capture") }
  }

  #trafficOf(side: ProxySide): ProxyTraffic {
    const counters = this.#counters.subarray(4 * sides.indexOf(side))
    const [messagesReceived = 0, bytesReceived = 0, messagesSent = 0, bytesSent = 0] = counters
    return { messagesReceived, bytesReceived, messagesSent, bytesSent }
  }

  /** Makes the running proxy keep the process alive, which is the default. */
  ref(): this {
    return this.#setKeepAlive(true)
  }

  /** Lets the process end while the proxy runs. */
  unref(): this {
    return this.#setKeepAlive(false)
  }

  #setKeepAlive(held: boolean): this {
    this.#keepsProcessAlive = held
    if (this.#id !== undefined) binding.proxyKeepsAlive(this.#id, held)
    return this
  }

  /** Closes the sockets, which terminates the proxy if it runs: for `using`. */
  [Symbol.dispose](): void {
    this.#close()
  }

  /** Like `[Symbol.dispose]()`, but waits until a running proxy has closed the sockets: for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#close()
    // After unref() nothing else may keep the process alive, which would end before this promise is settled.
    if (this.#id !== undefined) binding.proxyKeepsAlive(this.#id, true)
    // An error of the proxy is reported by the promise of run().
    await this.#running?.catch(() => undefined)
  }

  #close(): void {
    for (const socket of [this.frontEnd, this.backEnd, this.capture]) socket?.close()
  }
}

// The bundler renames a class that has the name of a global.
Object.defineProperty(Proxy, "name", { value: "Proxy" })

async function outcomeOf(ended: Promise<(() => ProxyError) | undefined>): Promise<void> {
  const failure = await ended
  if (failure !== undefined) throw failure()
}

function checkSocket(name: string, value: unknown): asserts value is Socket {
  if (!isSocket(value)) throw invalidArgumentType(name, "a socket", value)
  // A thread-safe socket has no descriptor for which the proxy could wait.
  if (!socketTypes[value[handleOf].socketName].threadSafe) return
  throw invalidArgumentType(name, "a socket of a stable type, or a Datagram", value)
}

function checkCapture(capture: unknown, others: readonly Socket[]): void {
  if (!isSocket(capture) || !socketTypes[capture[handleOf].socketName].capture) {
    throw invalidArgumentType("capture", "a socket of type Publisher, XPublisher, Push, Dealer, Pair", capture)
  }
  if (!others.includes(capture)) return
  throw invalidArgumentValue("capture", "another socket than the front end and the back end", capture)
}

/** Throws if a socket is closed, in use, or neither bound nor connected. */
function checkIdle(side: ProxySide, handle: SocketHandle): void {
  handle.assertOpen()
  const waiting = waitingOperation(handle)
  if (waiting !== undefined) {
    throw new ZmqError("EBUSY", `${named[side]} socket is in use: a ${waiting} waits on it`, { syscall })
  }
  if (getSocketOption(handle, "lastEndpoint")) return
  throw new ZmqError("EINVAL", `${named[side]} socket must be bound or connected`, { syscall })
}

function waitingOperation({ receiveQueue, sendQueue, scheduler }: SocketHandle): string | undefined {
  if (receiveQueue.waiting > 0) return "receive"
  if (sendQueue.waiting > 0) return "send"
  return scheduler.polls.interest === 0 ? undefined : "poll"
}
