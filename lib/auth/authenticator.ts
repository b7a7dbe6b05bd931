import { binding } from "../addon/binding.js"
import { zapEndpoint } from "../checks/endpoint.js"
import { type Context, checkContext, context as defaultContext } from "../context/context.js"
import { SocketHandle } from "../engine/handle.js"
import { invalidArgumentType, outOfRange, ZmqError } from "../errors/errors.js"
import { ensureReactor } from "../event-loop/reactor.js"
import { Timer } from "../event-loop/timers.js"
import { namesOf } from "../options/known-names.js"
import { AddressList } from "./address-list.js"
import {
  type Admission,
  type CurveConfiguration,
  curveNames,
  curvePolicy,
  domainOf,
  type GssapiConfiguration,
  gssapiNames,
  gssapiPolicy,
  type PlainConfiguration,
  plainNames,
  plainPolicy,
  readAdmission,
} from "./credentials.js"
import { type AuthenticationEvent, type AuthenticationSubject, EventLog, thrownText } from "./events.js"
import { PendingDecisions } from "./pending-decisions.js"
import { Policies } from "./policies.js"
import { formatReply, parseRequest, type ReceivedRequest, type ZapReply, type ZapRequest } from "./zap.js"

/** The options of {@link Authenticator}. */
export interface AuthenticatorOptions {
  /** The context whose servers the Authenticator decides for; by default the default context of the process. */
  context?: Context | undefined
  /** How long a callback may take, in milliseconds; by default 10,000. After that, the peer may try again. */
  timeout?: number | undefined
  /**
   * How many peers may wait for a decision at once; by default 1000. A peer beyond the limit may try again later.
   * libzmq does not report that a waiting peer has disconnected, so such a peer counts until a decision is made.
   */
  pendingLimit?: number | undefined
  /**
   * How many of them may be of one origin, so that one host cannot keep out all others: of one IPv4 address, of one
   * IPv6 network of 64 bits, over ipc of one user. By default half of `pendingLimit`.
   */
  pendingLimitPerOrigin?: number | undefined
  /**
   * Called with every event. By default, accepted and rejected peers are not reported, and the first event of each
   * other kind becomes a process warning, `ZmqAuthenticationWarning`.
   */
  log?: ((event: AuthenticationEvent) => void) | undefined
}

const optionNames = namesOf<AuthenticatorOptions>("options of an Authenticator", {
  context: true,
  timeout: true,
  pendingLimit: true,
  pendingLimitPerOrigin: true,
  log: true,
})

const defaultTimeout = 10_000
const defaultPendingLimit = 1000
const longestTimeout = 0x7fffffff

/**
 * Decides which peers may connect to the servers of a context: by address, user name and password, or CURVE key.
 *
 * As long as nothing is configured, peers without credentials (NULL) are accepted and all others are rejected. libzmq
 * asks the authenticator for servers that have a `zapDomain`, and for PLAIN and CURVE servers. The authenticator serves
 * until it is stopped or its context ends, and does not keep the process alive.
 *
 * @see https://rfc.zeromq.org/spec/27 (ZAP)
 */
export class Authenticator {
  /** The context whose servers the Authenticator decides for. */
  readonly context: Context
  readonly #timeout: number
  readonly #log: EventLog
  readonly #policies = new Policies()
  readonly #pending: PendingDecisions
  #allowed: AddressList | undefined
  #denied: AddressList | undefined
  #handle: SocketHandle | undefined

  /** @throws TypeError or RangeError for invalid options. */
  constructor(options: AuthenticatorOptions = {}) {
    if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
    optionNames.check(options)
    const { context = defaultContext, timeout = defaultTimeout, pendingLimit = defaultPendingLimit, log } = options
    this.context = checkContext(context)
    if (typeof timeout !== "number") throw invalidArgumentType("timeout", "a number of milliseconds", timeout)
    if (!Number.isInteger(timeout) || timeout < 1 || timeout > longestTimeout) {
      throw outOfRange("timeout", `an integer from 1 to ${longestTimeout}, in milliseconds`, timeout)
    }
    checkLimit("pendingLimit", pendingLimit)
    const { pendingLimitPerOrigin = Math.ceil(pendingLimit / 2) } = options
    checkLimit("pendingLimitPerOrigin", pendingLimitPerOrigin)
    if (log !== undefined && typeof log !== "function") throw invalidArgumentType("log", "a function", log)
    this.#timeout = timeout
    this.#pending = new PendingDecisions(pendingLimit, pendingLimitPerOrigin)
    this.#log = new EventLog(log?.bind(this))
  }

  /** Whether the Authenticator serves: true from {@link start} until {@link stop} or the end of its context. */
  get running(): boolean {
    return this.#handle !== undefined && !this.#handle.unusable
  }

  /**
   * Accepts connections from these addresses only; their credentials are still checked. An address is an IP address, a
   * range such as `"10.0.0.0/8"` or `"fd00::/8"`, or `"ipc"`. An IPv4 address also matches as the IPv6 address that it
   * is mapped to (`::ffff:10.1.2.3`), so `"::/0"` matches every IPv4 and IPv6 address. Adds to the addresses allowed
   * before.
   *
   * @throws TypeError for an invalid address; ZmqError with code `EINVAL` when addresses are denied already.
   */
  allow(...addresses: string[]): this {
    if (this.#denied !== undefined) throw onlyOneList()
    const list = this.#allowed ?? new AddressList()
    list.add(addresses)
    this.#allowed = list
    return this
  }

  /**
   * Rejects peers from these addresses; the credentials of all others are still checked. Addresses have the forms that
   * {@link allow} takes. Adds to the addresses denied before.
   *
   * @throws TypeError for an invalid address; ZmqError with code `EINVAL` when addresses are allowed already.
   */
  deny(...addresses: string[]): this {
    if (this.#allowed !== undefined) throw onlyOneList()
    const list = this.#denied ?? new AddressList()
    list.add(addresses)
    this.#denied = list
    return this
  }

  /**
   * Sets which user names and passwords PLAIN servers of a domain accept. Replaces the domain's PLAIN configuration.
   *
   * @throws TypeError for an invalid configuration.
   * @see zmq_plain(7)
   */
  configurePlain(configuration: PlainConfiguration): this {
    this.#policies.set("PLAIN", domainOf(configuration, plainNames), plainPolicy(configuration))
    return this
  }

  /**
   * Sets which public keys CURVE servers of a domain accept. Replaces the domain's CURVE configuration.
   *
   * @throws TypeError for an invalid configuration, and the errors of node:fs if `location` is not a readable folder.
   * @see zmq_curve(7)
   */
  configureCurve(configuration: CurveConfiguration): this {
    const domain = domainOf(configuration, curveNames)
    const skipped = (path: string, error: unknown) => this.#log.report({ type: "skipped", path, error })
    this.#policies.set("CURVE", domain, curvePolicy(configuration, skipped))
    return this
  }

  /**
   * Accepts peers that GSSAPI has authenticated for servers of a domain. Replaces the domain's GSSAPI configuration.
   *
   * @throws TypeError for an invalid configuration.
   * @see zmq_gssapi(7)
   */
  configureGssapi(configuration: GssapiConfiguration = {}): this {
    this.#policies.set("GSSAPI", domainOf(configuration, gssapiNames), gssapiPolicy(configuration))
    return this
  }

  /**
   * Starts serving. Until then, servers without `zapEnforceDomain` accept every peer except PLAIN clients, so call it
   * before the servers bind. Callbacks, the listeners of their signals and `log` run in the `AsyncLocalStorage` context
   * of this call.
   *
   * @throws ZmqError with code `EADDRINUSE` when this or another handler serves the context already.
   */
  start(): void {
    ensureReactor()
    const handle = new SocketHandle(this.context, "Router")
    try {
      handle.watch()
      handle.keepProcessAlive(false)
      binding.bind(handle.id, zapEndpoint)
    } catch (error) {
      handle.close()
      throw withContext(error)
    }
    this.#handle = handle
    void this.#serve(handle)
  }

  /**
   * Stops serving; idempotent. Peers that still wait for a decision may try again. From then on, servers without
   * `zapEnforceDomain` accept every peer except PLAIN clients; servers with it accept none. Accepted peers stay
   * connected.
   */
  stop(): void {
    const handle = this.#handle
    this.#handle = undefined
    this.#pending.abort(stopped)
    if (handle === undefined || handle.unusable) return
    try {
      // Unbinding frees the endpoint at once; with close() alone, another thread would free it a moment later.
      binding.unbind(handle.id, zapEndpoint)
    } catch {
      // The context has ended, and its endpoints with it.
    }
    handle.close()
  }

  /** Calls {@link stop}: for `using`. */
  [Symbol.dispose](): void {
    this.stop()
  }

  /** Calls {@link stop}: for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.stop()
  }

  async #serve(handle: SocketHandle): Promise<void> {
    for (;;) {
      try {
        this.#answer(handle, parseRequest(await handle.receiveQueue.receive()))
      } catch (error) {
        if (handle.unusable) return
        if (error instanceof ZmqError && error.code === "ETERM") {
          // An open socket would keep the context from ending.
          if (this.#handle === handle) this.stop()
          handle.close()
          return
        }
        this.#log.report({ type: "malformed", reason: thrownText(error) })
        // The socket stays open and answers nothing: if it were closed, libzmq would accept peers without asking.
        if (!(error instanceof ZmqError && error.code === "EMSGSIZE")) return
      }
    }
  }

  /** Replies as soon as a decision is made; does not wait for it, so that other peers are served meanwhile. */
  #answer(handle: SocketHandle, inquiry: ReceivedRequest): void {
    const { request, fault } = inquiry
    if (request === undefined) {
      this.#log.report({ type: "malformed", reason: fault })
      this.#send(handle, inquiry, { status: 500, reason: `Malformed request: ${fault}` })
      return
    }
    const controller = new AbortController()
    const refusal = this.#pending.add(controller, request.address)
    if (refusal !== undefined) {
      this.#send(handle, inquiry, this.#failed(request, new Error(refusal), 300))
      return
    }
    const settle = (reply: ZapReply) => {
      // Only the first outcome counts: after a time-out or stop(), the callback may still answer or fail.
      if (!this.#pending.delete(controller)) return
      timer.stop()
      this.#send(handle, inquiry, reply)
    }
    let end!: () => void
    // Abort from the continuation of a promise: it keeps the AsyncLocalStorage context of this call, in which the
    // callback's listeners for the signal must run.
    void new Promise<void>((resolve) => {
      end = resolve
    }).then(() => controller.abort(new TimeoutReason(this.#timeout)))
    const timer = new Timer(this.#timeout, end)
    controller.signal.addEventListener("abort", () => settle(this.#failed(request, controller.signal.reason, 300)))
    this.#decide(request, controller.signal).then(settle, (error) => {
      // The failure may be temporary, such as a database that is down; after status 500, libzmq's clients never try
      // again.
      if (this.#pending.has(controller)) settle(this.#failed(request, error, 300))
    })
  }

  #send(handle: SocketHandle, inquiry: ReceivedRequest, reply: ZapReply): void {
    if (handle.unusable) return
    handle.sendQueue.send(formatReply(inquiry, reply)).catch((error: unknown) => {
      if (!handle.unusable)
        this.#log.report({ type: "malformed", reason: `The reply could not be sent: ${thrownText(error)}` })
    })
  }

  async #decide(request: ZapRequest, signal: AbortSignal): Promise<ZapReply> {
    const { address } = request
    if (this.#denied?.has(address)) return this.#deny(request, "The address is denied")
    if (this.#allowed?.has(address) === false) return this.#deny(request, "The address is not allowed")
    if (request.mechanism === "NULL") return this.#allow(request, { allow: true })
    const decide = this.#policies.find(request.mechanism, request)
    if (decide === undefined) return this.#deny(request, `${request.mechanism} is not configured for this domain`)
    const answer: unknown = await decide(signal)
    if (signal.aborted) throw signal.reason
    let admission: Admission
    try {
      admission = readAdmission(answer)
    } catch (error) {
      return this.#failed(request, error, 500)
    }
    if (admission.allow === "later") return this.#failed(request, new Error('The callback said "later"'), 300)
    return admission.allow ? this.#allow(request, admission) : this.#deny(request, "The credentials are not accepted")
  }

  #allow(request: ZapRequest, { userId = identityOf(request) || "anonymous", metadata = {} }: Admission): ZapReply {
    this.#log.report({ type: "allowed", ...subjectOf(request), userId })
    return { status: 200, reason: "OK", userId, metadata }
  }

  #deny(request: ZapRequest, reason: string): ZapReply {
    this.#log.report({ type: "denied", ...subjectOf(request), identity: identityOf(request), reason })
    return { status: 400, reason }
  }

  #failed(request: ZapRequest, error: unknown, status: 300 | 500): ZapReply {
    if (error !== stopped) this.#log.report({ type: "failed", ...subjectOf(request), status, error })
    return { status, reason: status === 300 ? "Try again" : "The handler failed" }
  }
}

function checkLimit(name: string, limit: unknown): void {
  if (typeof limit !== "number") throw invalidArgumentType(name, "a number of peers", limit)
  if (!Number.isSafeInteger(limit) || limit < 1) throw outOfRange(name, "an integer of at least 1", limit)
}

/** The reason with which pending decisions are aborted when the authenticator stops. */
const stopped = new Error("The authenticator was stopped")

class TimeoutReason extends Error {
  override name = "TimeoutError"

  constructor(timeout: number) {
    super(`The callback did not answer within ${timeout} ms`)
  }
}

function onlyOneList(): ZmqError {
  return new ZmqError("EINVAL", "Addresses can be allowed or denied, not both")
}

function withContext(error: unknown): unknown {
  if (!(error instanceof ZmqError) || error.code !== "EADDRINUSE") return error
  const text = "A context has one ZAP handler, and this one is served already: stop that Authenticator first"
  return new ZmqError("EADDRINUSE", text, { syscall: "zmq_bind", address: zapEndpoint })
}

function subjectOf({ domain, address, mechanism }: ZapRequest): AuthenticationSubject {
  return { domain, address, mechanism }
}

function identityOf(request: ZapRequest): string {
  switch (request.mechanism) {
    case "NULL":
      return ""
    case "PLAIN":
      return request.username
    case "CURVE":
      return request.publicKey
    case "GSSAPI":
      return request.principal
  }
}
