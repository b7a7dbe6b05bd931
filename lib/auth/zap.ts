import { isUtf8 } from "node:buffer"
import { z85Encode } from "../curve/z85.js"

const version = "1.0"

/** 200: accepted; 300: no decision, the peer may try again; 400: rejected; 500: the handler failed. */
type ZapStatus = 200 | 300 | 400 | 500

/** What every request says about the peer that connects. */
export interface ConnectingPeer {
  /** The `zapDomain` of the server that the peer connects to; `""` if the server has none. */
  readonly domain: string
  /**
   * The peer's address without the port; over ipc, the user, group and process id of its process: `":1000:1000:4711"`.
   */
  readonly address: string
  /** The routing id of the server that the peer connects to, not of the peer. */
  readonly routingId: Buffer
}

/** The request of a peer without credentials. */
interface NullRequest extends ConnectingPeer {
  /** The peer's security mechanism. */
  readonly mechanism: "NULL"
}

/** The request of a peer that sent a user name and a password. */
export interface PlainRequest extends ConnectingPeer {
  /** The peer's security mechanism. */
  readonly mechanism: "PLAIN"
  /** The user name that the peer sent. */
  readonly username: string
  /**
   * The password. `util.inspect` and `JSON.stringify` of the request do not show it; a copy of the request lacks it.
   */
  readonly password: string
}

/** The request of a peer that has proved that it holds the secret key of `publicKey`. */
export interface CurveRequest extends ConnectingPeer {
  /** The peer's security mechanism. */
  readonly mechanism: "CURVE"
  /** The peer's public key, as Z85. */
  readonly publicKey: string
}

/** The request of a peer that GSSAPI has authenticated. */
export interface GssapiRequest extends ConnectingPeer {
  /** The peer's security mechanism. */
  readonly mechanism: "GSSAPI"
  /** The peer's principal, as GSSAPI has established it. */
  readonly principal: string
}

export type ZapRequest = NullRequest | PlainRequest | CurveRequest | GssapiRequest

/** A request as received: where the reply must go, and either the parsed request or why it is malformed. */
export interface ReceivedRequest {
  /** The parts before the empty delimiter. */
  readonly envelope: readonly Buffer[]
  /** The request id, which the reply repeats. */
  readonly id: Buffer
  /** Undefined if the request is malformed. */
  readonly request: ZapRequest | undefined
  /** Why the request is malformed, or `""`. Never shows credentials. */
  readonly fault: string
}

/** In bytes, of a credential and the other fields: RFC 27 sets no limits of its own, so those of ZMTP apply. */
const longest = 255

/** Parses a message that the Router received at the ZAP endpoint. Any socket of the context may have sent it. */
export function parseRequest(message: readonly Buffer[]): ReceivedRequest {
  // A request of libzmq has one routing id before the empty part; a request of another sender may have more.
  const delimiter = message.findIndex((part, index) => index > 0 && part.length === 0)
  const hasEnvelope = delimiter !== -1
  const envelope = message.slice(0, hasEnvelope ? delimiter : 1)
  const [givenVersion, id, ...rest] = hasEnvelope ? message.slice(delimiter + 1) : []
  const make = (request: ZapRequest | undefined, fault: string) => ({
    envelope,
    id: id !== undefined && id.length <= longest ? id : Buffer.alloc(0),
    request,
    fault,
  })
  if (!hasEnvelope) return make(undefined, "it has no empty part in front")
  if (givenVersion?.toString("latin1") !== version) return make(undefined, `its version is not ${version}`)
  if (id === undefined || id.length > longest) return make(undefined, "it has no request id that could be answered")
  if (!areFields(rest)) return make(undefined, "it has too few parts")
  const read = readRequest(rest)
  return typeof read === "string" ? make(undefined, read) : make(read, "")
}

/** A request that is safe to log: the password is a private field, which nothing shows. */
class PlainCredentials implements PlainRequest {
  readonly mechanism = "PLAIN"
  readonly domain: string
  readonly address: string
  readonly routingId: Buffer
  readonly username: string
  readonly #password: string

  constructor({ domain, address, routingId }: ConnectingPeer, username: string, password: string) {
    this.domain = domain
    this.address = address
    this.routingId = routingId
    this.username = username
    this.#password = password
  }

  get password(): string {
    return this.#password
  }
}

/** The parts of a request after its id. */
type Fields = [domain: Buffer, address: Buffer, routingId: Buffer, mechanism: Buffer, ...credentials: Buffer[]]

function areFields(parts: Buffer[]): parts is Fields {
  return parts.length >= 4
}

/** Returns the request, or a text that says what is wrong with it. */
function readRequest([domainPart, addressPart, routingId, mechanism, ...credentials]: Fields): ZapRequest | string {
  const domain = textOf(domainPart)
  const address = textOf(addressPart)
  if (domain === undefined || address === undefined) return "its domain or address is no text"
  if (routingId.length > longest) return "its routing id is too long"
  const peer = { domain, address, routingId }
  const wrongCount = (expected: number) => `it has ${credentials.length} credentials, and its mechanism has ${expected}`
  const [first, second] = credentials
  switch (mechanism.toString("latin1")) {
    case "NULL":
      return first === undefined ? { ...peer, mechanism: "NULL" } : wrongCount(0)
    case "PLAIN": {
      if (first === undefined || second === undefined || credentials.length > 2) return wrongCount(2)
      const username = textOf(first)
      const password = textOf(second)
      if (username === undefined || password === undefined) return "its user name or password is no text"
      return new PlainCredentials(peer, username, password)
    }
    case "CURVE":
      if (first === undefined || credentials.length > 1) return wrongCount(1)
      if (first.length !== 32) return "its key is not of 32 bytes"
      return { ...peer, mechanism: "CURVE", publicKey: z85Encode(first) }
    case "GSSAPI": {
      if (first === undefined || credentials.length > 1) return wrongCount(1)
      const principal = textOf(first)
      return principal === undefined ? "its principal is no text" : { ...peer, mechanism: "GSSAPI", principal }
    }
    default:
      return "its mechanism is none of NULL, PLAIN, CURVE, GSSAPI"
  }
}

/** Undefined if the part is not text, or has a NUL: message properties would report the user "admin\0x" as "admin". */
function textOf(part: Buffer): string | undefined {
  return part.length <= longest && isUtf8(part) && !part.includes(0) ? part.toString() : undefined
}

/** A handler's decision about a peer. */
export interface ZapReply {
  readonly status: ZapStatus
  /** For the log of the server; the peer receives only the status. */
  readonly reason: string
  readonly userId?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** The parts of the reply to a request. */
export function formatReply(
  { envelope, id }: ReceivedRequest,
  { status, reason, userId = "", metadata = {} }: ZapReply,
): (string | Buffer)[] {
  return [...envelope, "", version, id, String(status), reason, userId, packMetadata(metadata)]
}

/** Encodes each property as the name after its length in one byte, then the value after its length in four bytes. */
function packMetadata(metadata: Readonly<Record<string, string>>): Buffer {
  const properties = Object.entries(metadata).map(([name, value]) => {
    const bytes = Buffer.from(value)
    const size = Buffer.alloc(4)
    size.writeUInt32BE(bytes.length)
    return Buffer.concat([Buffer.of(name.length), Buffer.from(name, "latin1"), size, bytes])
  })
  return Buffer.concat(properties)
}

/**
 * Whether a handler may add a property of this name. Only the application's own names, `X-` and more, are allowed:
 * libzmq would take other properties for the peer's own, such as its routing id or socket type.
 */
export function isMetadataName(name: string): boolean {
  return /^X-[\w.+-]{1,253}$/.test(name)
}
