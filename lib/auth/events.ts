import { types } from "node:util"

/** Facts about a peer that tried to connect. */
export interface AuthenticationSubject {
  /** The `zapDomain` of the server. */
  readonly domain: string
  /** The peer's address, without its port. */
  readonly address: string
  /** The peer's security mechanism. */
  readonly mechanism: "NULL" | "PLAIN" | "CURVE" | "GSSAPI"
}

/** @inline */
interface AllowedSubject extends AuthenticationSubject {
  /** The kind of event. */
  readonly type: "allowed"
  /** The user id that the properties of the peer's messages will have. */
  readonly userId: string
}

/** @inline */
interface DeniedSubject extends AuthenticationSubject {
  /** The kind of event. */
  readonly type: "denied"
  /** The user name, public key or principal that the peer claimed, which may be false. */
  readonly identity: string
  /** Why the peer was rejected. */
  readonly reason: string
}

/** @inline */
interface FailedSubject extends AuthenticationSubject {
  /** The kind of event. */
  readonly type: "failed"
  /** The ZAP status in the reply: 300, the peer may try again; 500, the callback's answer is invalid. */
  readonly status: 300 | 500
  /** Why no decision could be made. */
  readonly error: unknown
}

/** @inline */
interface MalformedRequest {
  /** The kind of event. */
  readonly type: "malformed"
  /** What was wrong with the request, or why the reply could not be sent. */
  readonly reason: string
}

/** @inline */
interface SkippedFile {
  /** The kind of event. */
  readonly type: "skipped"
  /** The path of the file. */
  readonly path: string
  /** Why the file is not a certificate, or could not be read. */
  readonly error: unknown
}

/** An event that an `Authenticator` reports to its `log` function. No event holds a password or a secret key. */
export type AuthenticationEvent =
  /** A peer was accepted. */
  | AllowedSubject
  /** A peer was rejected. */
  | DeniedSubject
  /** No decision about a peer could be made: a callback failed or took too long, or a folder was missing. */
  | FailedSubject
  /** A malformed ZAP request arrived, or a reply could not be sent. */
  | MalformedRequest
  /** A file in the certificate folder is not a certificate, or could not be read. */
  | SkippedFile

/** Reports events to the program's function; without one, warns of those that are not decisions about peers. */
export class EventLog {
  readonly #log: ((event: AuthenticationEvent) => void) | undefined
  readonly #warned = new Set<string>()

  constructor(log: ((event: AuthenticationEvent) => void) | undefined) {
    this.#log = log
  }

  report(event: AuthenticationEvent): void {
    if (this.#log === undefined) {
      if (event.type !== "allowed" && event.type !== "denied") this.#warn(event.type, describe(event))
      return
    }
    const failed = (error: unknown) => this.#warn("log", `The log function failed: ${thrownText(error)}`)
    try {
      const answer: unknown = this.#log(event)
      // A rejection that nobody handles would end the process.
      if (types.isPromise(answer)) answer.catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  /** Warns only of the first event of a kind, because a peer could cause any number of them. */
  #warn(kind: string, text: string): void {
    if (this.#warned.has(kind)) return
    this.#warned.add(kind)
    process.emitWarning(`${text}. The option "log" reports further events of this kind.`, "ZmqAuthenticationWarning")
  }
}

/** The thrown value as text. Any value can be thrown, and converting it to text may itself throw. */
export function thrownText(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return "what was thrown cannot be shown"
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
