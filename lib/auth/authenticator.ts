import { types } from "node:util"
import { binding } from "../addon/binding.js"
import { zapEndpoint } from "../checks/endpoint.js"
import { type Context, checkContext, context as defaultContext } from "../context/context.js"
import { SocketHandle } from "../engine/handle.js"
import { invalidArgumentType, outOfRange, ZmqError } from "../errors/errors.js"
import { namesOf } from "../errors/known-names.js"
import { ensureReactor, Timer } from "../event-loop/timers.js"
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
  type Policy,
  plainNames,
  plainPolicy,
  readAdmission,
} from "./credentials.js"
import { formatReply, type Inquiry, parseInquiry, type ZapReply, type ZapRequest } from "./zap.js"

/** What is known of a peer that wanted to connect. */
export interface AuthenticationSubject {
  /** The `zapDomain` of the server. */
  readonly domain: string
  /** The peer's address, without its port. */
  readonly address: string
  /** How the peer says who it is. */
  readonly mechanism: "NULL" | "PLAIN" | "CURVE" | "GSSAPI"
}

/** @inline */
interface AllowedSubject extends AuthenticationSubject {
  /** What happened. */
  readonly type: "allowed"
  /** The user id that its messages carry. */
  readonly userId: string
}

/** @inline */
interface DeniedSubject extends AuthenticationSubject {
  /** What happened. */
  readonly type: "denied"
  /** The user name, public key or principal that it gave, which may be a lie. */
  readonly identity: string
  /** Why it was turned away. */
  readonly reason: string
}

/** @inline */
interface FailedSubject extends AuthenticationSubject {
  /** What happened. */
  readonly type: "failed"
  /** What the peer was told: 300 that it may try again, 500 that the callback's answer makes no sense. */
  readonly status: 300 | 500
  /** Why it could not be told. */
  readonly error: unknown
}

/** @inline */
interface MalformedRequest {
  /** What happened. */
  readonly type: "malformed"
  /** What was wrong. */
  readonly reason: string
}

/** @inline */
interface SkippedFile {
  /** What happened. */
  readonly type: "skipped"
  /** The file. */
  readonly path: string
  /** Why it is no certificate. */
  readonly error: unknown
}

/** What an {@link Authenticator} tells of its work. None of it holds a password or a secret key. */
export type AuthenticationEvent =
  /** A peer came in. */
  | AllowedSubject
  /** A peer was turned away. */
  | DeniedSubject
  /** It could not be told whether a peer may come in: a callback failed, or took too long, or a folder was not there. */
  | FailedSubject
  /** Somebody asked what is no question, or the reply could not be sent. */
  | MalformedRequest
  /** A file in a folder of certificates is none. */
  | SkippedFile

/** The options of {@link Authenticator}. */
export interface AuthenticatorOptions {
  /** The context whose servers ask; by default the process's. */
  context?: Context
  /** How long a callback may take, in milliseconds; by default 10,000. Then the peer may try again. */
  timeout?: number
  /**
   * How many peers may wait for callbacks to decide; by default 1000. One more may try again later. libzmq does not say
   * when a peer has gone, so those that come and go at once count too, until it is decided about them.
   */
  pendingLimit?: number
  /**
   * Is told of all that happens. By default nobody is told who came in or was turned away, and of each kind of trouble the
   * first is a process warning, `ZmqAuthenticationWarning`.
   */
  log?: (event: AuthenticationEvent) => void
}

const optionNames = namesOf<AuthenticatorOptions>("options of an Authenticator", {
  context: true,
  timeout: true,
  pendingLimit: true,
  log: true,
})

const defaultTimeout = 10_000
const defaultPendingLimit = 1000
const longestTimeout = 0x7fffffff

/**
 * Decides which peers may connect to the servers of a context: by address, user name and password, or CURVE key.
 *
 * As long as nothing is configured, peers without credentials (NULL) come in and all others are turned away. Servers ask
 * when they have a `zapDomain`, or are PLAIN or CURVE servers. It serves until it is stopped or its context ends, and
 * does not keep the process alive.
 *
 * @see https://rfc.zeromq.org/spec/27 (ZAP)
 */
export class Authenticator {
  /** The context whose servers ask. */
  readonly context: Context
  readonly #timeout: number
  readonly #pendingLimit: number
  readonly #log: ((event: AuthenticationEvent) => void) | undefined
  readonly #warned = new Set<string>()
  readonly #plain = new Map<string, Policy<never>>()
  readonly #curve = new Map<string, Policy<never>>()
  readonly #gssapi = new Map<string, Policy<never>>()
  /** What ends the decisions that are under way. */
  readonly #pending = new Set<AbortController>()
  #allowed: AddressList | undefined
  #denied: AddressList | undefined
  #handle: SocketHandle | undefined

  /** @throws TypeError or RangeError for options that make no sense. */
  constructor(options: AuthenticatorOptions = {}) {
    if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
    optionNames.check(options)
    const { context = defaultContext, timeout = defaultTimeout, pendingLimit = defaultPendingLimit, log } = options
    this.context = checkContext(context)
    if (typeof timeout !== "number") throw invalidArgumentType("timeout", "a number of milliseconds", timeout)
    if (!Number.isInteger(timeout) || timeout < 1 || timeout > longestTimeout) {
      throw outOfRange("timeout", `an integer from 1 to ${longestTimeout}, in milliseconds`, timeout)
    }
    if (typeof pendingLimit !== "number") throw invalidArgumentType("pendingLimit", "a number of peers", pendingLimit)
    if (!Number.isSafeInteger(pendingLimit) || pendingLimit < 1) {
      throw outOfRange("pendingLimit", "an integer of at least 1", pendingLimit)
    }
    if (log !== undefined && typeof log !== "function") throw invalidArgumentType("log", "a function", log)
    this.#timeout = timeout
    this.#pendingLimit = pendingLimit
    this.#log = log
  }

  /** Whether it serves: from {@link start} until {@link stop} or the end of its context. */
  get running(): boolean {
    return this.#handle !== undefined && !this.#handle.closed
  }

  /**
   * Lets peers from these addresses, and no others, go on to prove who they are: an IP address, a range such as
   * `"10.0.0.0/8"` or `"fd00::/8"`, or `"ipc"`. An IPv4 address counts as the IPv6 address that it is mapped to
   * (`::ffff:10.1.2.3`), so that `"::/0"` holds all of both. Adds to what was allowed before.
   *
   * @throws TypeError for what is no address; ZmqError with code `EINVAL` when addresses are denied already.
   */
  allow(...addresses: string[]): this {
    if (this.#denied !== undefined) throw onlyOneList()
    const list = this.#allowed ?? new AddressList()
    list.add(addresses)
    this.#allowed = list
    return this
  }

  /**
   * Turns peers from these addresses away; all others go on to prove who they are. Addresses as {@link allow} has them.
   *
   * @throws TypeError for what is no address; ZmqError with code `EINVAL` when addresses are allowed already.
   */
  deny(...addresses: string[]): this {
    if (this.#allowed !== undefined) throw onlyOneList()
    const list = this.#denied ?? new AddressList()
    list.add(addresses)
    this.#denied = list
    return this
  }

  /**
   * Says which user names and passwords PLAIN servers of a domain let in. Replaces what was said for that domain.
   *
   * @throws TypeError for what makes no sense.
   * @see zmq_plain(7)
   */
  configurePlain(configuration: PlainConfiguration): this {
    this.#plain.set(domainOf(configuration, plainNames), plainPolicy(configuration) as Policy<never>)
    return this
  }

  /**
   * Says which public keys CURVE servers of a domain let in. Replaces what was said for that domain.
   *
   * @throws TypeError for what makes no sense, and the errors of node:fs where `location` is no folder.
   * @see zmq_curve(7)
   */
  configureCurve(configuration: CurveConfiguration): this {
    const domain = domainOf(configuration, curveNames)
    const skipped = (path: string, error: unknown) => this.#tell({ type: "skipped", path, error })
    this.#curve.set(domain, curvePolicy(configuration, skipped) as Policy<never>)
    return this
  }

  /**
   * Lets in the peers that GSSAPI has authenticated for servers of a domain. Replaces what was said for that domain.
   *
   * @throws TypeError for what makes no sense.
   * @see zmq_gssapi(7)
   */
  configureGssapi(configuration: GssapiConfiguration = {}): this {
    this.#gssapi.set(domainOf(configuration, gssapiNames), gssapiPolicy(configuration) as Policy<never>)
    return this
  }

  /**
   * Begins to serve. Before this, servers without `zapEnforceDomain` let in everyone but PLAIN clients, so start it before
   * they bind. Callbacks, the listeners of their signals and `log` are called with what `AsyncLocalStorage` has here: no
   * peer, and no other call of the program, has a context of its own.
   *
   * @throws ZmqError with code `EADDRINUSE` when this or another handler serves the context already.
   */
  start(): void {
    ensureReactor()
    const handle = new SocketHandle(this.context, "Router")
    try {
      handle.watch()
      handle.hold(false)
      binding.bind(handle.id, zapEndpoint)
    } catch (error) {
      handle.close()
      throw withContext(error)
    }
    this.#handle = handle
    this.#serve(handle)
  }

  /**
   * Ends to serve; idempotent. Peers about which nothing is decided may try again. From then on servers without
   * `zapEnforceDomain` let in everyone but PLAIN clients; with it, nobody. Who has come in stays.
   */
  stop(): void {
    const handle = this.#handle
    this.#handle = undefined
    for (const controller of this.#pending) controller.abort(stopped)
    if (handle === undefined || handle.closed) return
    try {
      // At once: after closing alone, another thread would free the name a moment later.
      binding.unbind(handle.id, zapEndpoint)
    } catch {
      // The context has ended, and with it the name.
    }
    handle.close()
  }

  /** Ends to serve: for `using`. */
  [Symbol.dispose](): void {
    this.stop()
  }

  /** Ends to serve: for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.stop()
  }

  async #serve(handle: SocketHandle): Promise<void> {
    for (;;) {
      try {
        this.#answer(handle, parseInquiry(await handle.receiveQueue.receive()))
      } catch (error) {
        if (handle.closed) return
        if (error instanceof ZmqError && error.code === "ETERM") {
          // An open socket would keep the context from ending.
          if (this.#handle === handle) this.stop()
          handle.close()
          return
        }
        this.#tell({ type: "malformed", reason: thrownText(error) })
        // Left open and without answers, so that nobody comes in unasked.
        if (!(error instanceof ZmqError && error.code === "EMSGSIZE")) return
      }
    }
  }

  /** Answers when it is decided; others are served in the meantime. */
  #answer(handle: SocketHandle, inquiry: Inquiry): void {
    const { request, fault } = inquiry
    if (request === undefined) {
      this.#tell({ type: "malformed", reason: fault })
      this.#send(handle, inquiry, { status: 500, reason: `Malformed request: ${fault}` })
      return
    }
    if (this.#pending.size >= this.#pendingLimit) {
      const error = new Error(`${this.#pendingLimit} decisions are pending already`)
      this.#send(handle, inquiry, this.#failed(request, error, 300))
      return
    }
    const controller = new AbortController()
    this.#pending.add(controller)
    const settle = (reply: ZapReply) => {
      // Only the first counts; the callback may still answer, or fail, later.
      if (!this.#pending.delete(controller)) return
      timer.stop()
      this.#send(handle, inquiry, reply)
    }
    let end!: () => void
    // In a promise, whose continuation has what AsyncLocalStorage has here: the callback may listen to the signal.
    new Promise<void>((resolve) => {
      end = resolve
    }).then(() => controller.abort(new TimeoutReason(this.#timeout)))
    const timer = new Timer(this.#timeout, end)
    controller.signal.addEventListener("abort", () => settle(this.#failed(request, controller.signal.reason, 300)))
    this.#decide(request, controller.signal).then(settle, (error) => {
      // What failed may pass, as when a database is not there, and after 500 libzmq's clients never try again.
      if (this.#pending.has(controller)) settle(this.#failed(request, error, 300))
    })
  }

  #send(handle: SocketHandle, inquiry: Inquiry, reply: ZapReply): void {
    if (handle.closed) return
    handle.sendQueue.send(formatReply(inquiry, reply)).catch((error: unknown) => {
      if (!handle.closed) this.#tell({ type: "malformed", reason: `The reply could not be sent: ${thrownText(error)}` })
    })
  }

  async #decide(request: ZapRequest, signal: AbortSignal): Promise<ZapReply> {
    const { address } = request
    if (this.#denied?.has(address)) return this.#deny(request, "The address is denied")
    if (this.#allowed?.has(address) === false) return this.#deny(request, "The address is not allowed")
    if (request.mechanism === "NULL") return this.#allow(request, { allow: true })
    const policies = this.#policies(request)
    const policy = policies.get(request.domain) ?? policies.get("*")
    if (policy === undefined) return this.#deny(request, `${request.mechanism} is not configured for this domain`)
    const answer: unknown = await policy(request as never, signal)
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

  #policies({ mechanism }: ZapRequest): Map<string, Policy<never>> {
    return mechanism === "PLAIN" ? this.#plain : mechanism === "CURVE" ? this.#curve : this.#gssapi
  }

  #allow(request: ZapRequest, { userId = identityOf(request) || "anonymous", metadata = {} }: Admission): ZapReply {
    this.#tell({ type: "allowed", ...subjectOf(request), userId })
    return { status: 200, reason: "OK", userId, metadata }
  }

  #deny(request: ZapRequest, reason: string): ZapReply {
    this.#tell({ type: "denied", ...subjectOf(request), identity: identityOf(request), reason })
    return { status: 400, reason }
  }

  #failed(request: ZapRequest, error: unknown, status: 300 | 500): ZapReply {
    if (error !== stopped) this.#tell({ type: "failed", ...subjectOf(request), status, error })
    return { status, reason: status === 300 ? "Try again" : "The handler failed" }
  }

  #tell(event: AuthenticationEvent): void {
    if (this.#log === undefined) {
      if (event.type !== "allowed" && event.type !== "denied") this.#warn(event.type, describe(event))
      return
    }
    const failed = (error: unknown) => this.#warn("log", `The log function failed: ${thrownText(error)}`)
    try {
      const answer: unknown = this.#log(event)
      // An async function's failure would end the process.
      if (types.isPromise(answer)) answer.catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  /** Warns of the first of a kind: who wants to connect can cause as many as he likes. */
  #warn(kind: string, what: string): void {
    if (this.#warned.has(kind)) return
    this.#warned.add(kind)
    process.emitWarning(`${what}. The option "log" tells of more of this kind.`, "ZmqAuthenticationWarning")
  }
}

/** Why decisions end when the authenticator stops. */
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

/** What was thrown may be anything, and what makes a text of it may throw. */
function thrownText(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return "what was thrown cannot be shown"
  }
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

function describe(event: Exclude<AuthenticationEvent, { type: "allowed" | "denied" }>): string {
  switch (event.type) {
    case "malformed":
      return `A ZAP request was refused: ${event.reason}`
    case "skipped":
      return `A file among the certificates was skipped: ${thrownText(event.error)}`
    case "failed":
      return `Authentication of a peer failed: ${thrownText(event.error)}`
  }
}
