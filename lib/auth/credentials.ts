import { types } from "node:util"
import { checkKey } from "../curve/keys.js"
import { invalidArgumentType, invalidArgumentValue, invalidOption } from "../errors/errors.js"
import { type KnownNames, namesOf } from "../options/known-names.js"
import { CertificateFolder } from "./certificate-folder.js"
import { type CurveRequest, type GssapiRequest, isMetadataName, type PlainRequest } from "./zap.js"

/** A callback's decision about a peer, if it is more than true or false. */
export interface Admission {
  /** Whether the peer is accepted; `"later"` if no decision is possible now: the peer may try again. */
  allow: boolean | "later"
  /** The `userId` in the properties of the peer's messages. By default the user name, public key or principal. */
  userId?: string | undefined
  /** Further properties of the peer's messages; their names begin with `X-`. The peer itself can set others. */
  metadata?: Readonly<Record<string, string>> | undefined
}

/** Decides whether a peer is accepted. `signal` is aborted when the answer is no longer needed. */
export type AuthenticationCallback<Request> = (
  request: Request,
  options: { signal: AbortSignal },
) => boolean | Admission | Promise<boolean | Admission>

/** The servers that a configuration applies to. */
export interface DomainOptions {
  /**
   * The `zapDomain` of the servers; `"*"` (default) or `""` for servers whose domain has no configuration of its own.
   */
  domain?: string | undefined
}

/** Which users are accepted: exactly one of `users` and `callback`. */
export interface PlainConfiguration extends DomainOptions {
  /** Passwords by user name. */
  users?: Readonly<Record<string, string>> | ReadonlyMap<string, string> | undefined
  /** Called for each peer. */
  callback?: AuthenticationCallback<PlainRequest> | undefined
}

/** Which keys are accepted: exactly one of `keys`, `location` and `callback`. */
export interface CurveConfiguration extends DomainOptions {
  /** Public keys, as Z85 or bytes; or `"*"` to accept any key: the connection is encrypted, but the peer is unknown. */
  keys?: Iterable<string | Uint8Array> | "*" | undefined
  /**
   * The path of a folder of public certificates. A key is accepted if its certificate is there when the peer connects.
   */
  location?: string | undefined
  /** Called for each peer. */
  callback?: AuthenticationCallback<CurveRequest> | undefined
}

/** Which principals are accepted: all that GSSAPI has authenticated, or of these the ones that the callback accepts. */
export interface GssapiConfiguration extends DomainOptions {
  /** Called for each peer. */
  callback?: AuthenticationCallback<GssapiRequest> | undefined
}

export const plainNames = namesOf<PlainConfiguration>("configuration of PLAIN", {
  domain: true,
  users: true,
  callback: true,
})
export const curveNames = namesOf<CurveConfiguration>("configuration of CURVE", {
  domain: true,
  keys: true,
  location: true,
  callback: true,
})
export const gssapiNames = namesOf<GssapiConfiguration>("configuration of GSSAPI", { domain: true, callback: true })
const answerNames = namesOf<Admission>("callback's answer", { allow: true, userId: true, metadata: true })

/** Decides about peers of one mechanism. Throws or rejects if it cannot decide. */
export type Policy<R> = (request: R, signal: AbortSignal) => unknown

export function plainPolicy(configuration: PlainConfiguration): Policy<PlainRequest> {
  const { users, callback } = configuration
  exactlyOne("configurePlain", { users, callback })
  if (users === undefined) return callbackPolicy(callback)
  const passwords = new Passwords(users)
  return ({ username, password }) => passwords.match(username, password)
}

export function curvePolicy(
  configuration: CurveConfiguration,
  skipped: (file: string, error: unknown) => void,
): Policy<CurveRequest> {
  const { keys, location, callback } = configuration
  exactlyOne("configureCurve", { keys, location, callback })
  if (callback !== undefined) return callbackPolicy(callback)
  if (location !== undefined) {
    if (typeof location !== "string") throw invalidArgumentType("location", "the path of a folder", location, true)
    if (location === "*")
      throw invalidArgumentValue("location", 'the path of a folder; keys: "*" lets in any', location)
    const folder = new CertificateFolder(location, skipped)
    return ({ publicKey }) => folder.has(publicKey)
  }
  if (keys === "*") return () => true
  if (typeof keys !== "object" || keys === null || !(Symbol.iterator in keys) || types.isUint8Array(keys)) {
    throw invalidArgumentType("keys", 'public keys, or "*"', keys, true)
  }
  const known = new Set(Array.from(keys, (key, index) => checkKey(`keys[${index}]`, key)))
  return ({ publicKey }) => known.has(publicKey)
}

export function gssapiPolicy({ callback }: GssapiConfiguration): Policy<GssapiRequest> {
  return callback === undefined ? () => true : callbackPolicy(callback)
}

function callbackPolicy<R>(callback: AuthenticationCallback<R> | undefined): Policy<R> {
  if (typeof callback !== "function") throw invalidArgumentType("callback", "a function", callback)
  return (request, signal) => callback(request, { signal })
}

function exactlyOne(method: string, given: Record<string, unknown>): void {
  const names = Object.keys(given)
  if (names.filter((name) => given[name] !== undefined).length === 1) return
  throw invalidOption(`${method} needs exactly one of ${names.join(", ")}`)
}

/** The domain of a configuration. Throws if the configuration has other properties than `names`. */
export function domainOf(configuration: DomainOptions, names: KnownNames): string {
  if (typeof configuration !== "object" || configuration === null) {
    throw invalidArgumentType("configuration", "an object", configuration, true)
  }
  names.check(configuration)
  const { domain = "*" } = configuration
  if (typeof domain !== "string") throw invalidArgumentType("domain", "a string", domain, true)
  return domain === "" ? "*" : domain
}

/** Checks passwords without keeping them: holds only a keyed digest of each, with a random key for this process. */
class Passwords {
  readonly #crypto = require("node:crypto") as typeof import("node:crypto")
  readonly #salt = this.#crypto.randomBytes(32)
  readonly #digests = new Map<string, Buffer>()
  /** Matches no password. Compared for an unknown user, so that the check takes as long as for a known one. */
  readonly #none = this.#crypto.randomBytes(32)

  constructor(users: unknown) {
    const isMap = types.isMap(users)
    if (typeof users !== "object" || users === null || types.isPromise(users) || (!isMap && Symbol.iterator in users)) {
      throw invalidArgumentType("users", "passwords by user name", users, true)
    }
    for (const [name, password] of isMap ? users : Object.entries(users)) {
      if (typeof name !== "string") throw invalidArgumentType("users", "passwords by user name", name, true)
      if (typeof password !== "string") throw invalidArgumentType(`users.${name}`, "a string", password, true)
      this.#digests.set(name, this.#digest(password))
    }
  }

  match(username: string, password: string): boolean {
    const expected = this.#digests.get(username) ?? this.#none
    return this.#crypto.timingSafeEqual(this.#digest(password), expected)
  }

  #digest(password: string): Buffer {
    return this.#crypto.createHmac("sha256", this.#salt).update(password).digest()
  }
}

/** In bytes: libzmq has room for no more. */
const longestUserId = 255

/** Reads the answer of a policy. Throws if it is invalid. */
export function readAdmission(answer: unknown): Admission {
  if (typeof answer === "boolean") return { allow: answer }
  if (typeof answer !== "object" || answer === null) {
    // The error does not show the answer, which may be the user's password.
    throw invalidArgumentType("the callback's answer", "a boolean or an object with allow", answer, true)
  }
  answerNames.check(answer)
  const { allow, userId, metadata } = answer as Partial<Admission>
  if (typeof allow !== "boolean" && allow !== "later")
    throw invalidArgumentType("allow", 'a boolean or "later"', allow, true)
  if (userId !== undefined) checkUserId(userId)
  return { allow, userId, metadata: metadata === undefined ? undefined : checkMetadata(metadata) }
}

function checkUserId(userId: unknown): void {
  if (typeof userId !== "string") throw invalidArgumentType("userId", "a string", userId)
  if (userId !== "" && Buffer.byteLength(userId) <= longestUserId && !userId.includes("\0")) return
  throw invalidArgumentValue("userId", `a string of 1 to ${longestUserId} bytes without NUL`, userId)
}

/** Returns a checked copy, so that a later change of the original cannot be sent. */
function checkMetadata(metadata: unknown): Record<string, string> {
  // A Map has no own properties: it would count as empty metadata, and the peer could set the intended properties
  // itself.
  if (typeof metadata !== "object" || metadata === null || Symbol.iterator in metadata) {
    throw invalidArgumentType("metadata", "an object, whose properties are strings", metadata)
  }
  const entries: [string, unknown][] = Object.entries(metadata)
  for (const [name, value] of entries) {
    if (!isMetadataName(name)) throw invalidArgumentValue("metadata", 'named with the prefix "X-"', name)
    if (typeof value !== "string") throw invalidArgumentType(`metadata["${name}"]`, "a string", value)
    if (value.includes("\0")) throw invalidArgumentValue(`metadata["${name}"]`, "a string without NUL", value)
  }
  return Object.fromEntries(entries) as Record<string, string>
}
