import { isUtf8 } from "node:buffer"
import { z85Encode } from "../curve/z85.js"

const version = "1.0"

/** 200: may come in; 300: may try again; 400: may not; 500: the handler failed. */
export type ZapStatus = 200 | 300 | 400 | 500

/** What every request tells of a peer that wants to connect. */
export interface ConnectingPeer {
  /** The `zapDomain` of the server that it connects to; `""` where that has none. */
  readonly domain: string
  /** Its address without the port; over ipc, its process's user, group and process id: `":1000:1000:4711"`. */
  readonly address: string
  /** The routing id of the server that it connects to; not the peer's. */
  readonly routingId: Buffer
}

/** A peer that gives no credentials. */
export interface NullRequest extends ConnectingPeer {
  /** How the peer says who it is. */
  readonly mechanism: "NULL"
}

/** A peer that gives a user name and a password. */
export interface PlainRequest extends ConnectingPeer {
  /** How the peer says who it is. */
  readonly mechanism: "PLAIN"
  /** The user name that it gave. */
  readonly username: string
  /** Shown by no `util.inspect` and `JSON.stringify` of the request, and not in a copy of it. */
  readonly password: string
}

/** A peer that has proved that it has the secret key of this public one. */
export interface CurveRequest extends ConnectingPeer {
  /** How the peer says who it is. */
  readonly mechanism: "CURVE"
  /** As Z85. */
  readonly publicKey: string
}

/** A peer that GSSAPI has authenticated. */
export interface GssapiRequest extends ConnectingPeer {
  /** How the peer says who it is. */
  readonly mechanism: "GSSAPI"
  /** Who it is, as GSSAPI has found out. */
  readonly principal: string
}

export type ZapRequest = NullRequest | PlainRequest | CurveRequest | GssapiRequest

/** A request as it came: to whom the reply goes, and what was asked, or why that makes no sense. */
export interface Inquiry {
  /** The envelope, up to its empty part. */
  readonly envelope: readonly Buffer[]
  readonly id: Buffer
  readonly request: ZapRequest | undefined
  /** Never tells of credentials. */
  readonly fault: string
}

/** What a credential may be, and how large: RFC 27 has no other limits than ZMTP's, which are these. */
const longest = 255

/** Reads what a Router received at the ZAP endpoint, whoever sent it. */
export function parseInquiry(message: readonly Buffer[]): Inquiry {
  // libzmq's requests have one routing id and an empty part; a sender by hand may have come by other ways.
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
  if (rest.length < 4) return make(undefined, "it has too few parts")
  const read = readRequest(rest)
  return typeof read === "string" ? make(undefined, read) : make(read, "")
}

/** A request that can be logged: nothing shows a private field. */
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

/** The request, or what is wrong with it. */
function readRequest([domain, address, routingId, mechanism, ...credentials]: Buffer[]): ZapRequest | string {
  const peer = { domain: textOf(domain!), address: textOf(address!), routingId: routingId! }
  if (peer.domain === undefined || peer.address === undefined) return "its domain or address is no text"
  if (peer.routingId.length > longest) return "its routing id is too long"
  const { domain: knownDomain, address: knownAddress } = peer
  const known = { domain: knownDomain, address: knownAddress, routingId: peer.routingId }
  const texts = credentials.map(textOf)
  const count = (parsed: number) => `it has ${credentials.length} credentials, and its mechanism has ${parsed}`
  switch (mechanism!.toString("latin1")) {
    case "NULL":
      return credentials.length === 0 ? { ...known, mechanism: "NULL" } : count(0)
    case "PLAIN": {
      if (credentials.length !== 2) return count(2)
      const [username, password] = texts
      if (username === undefined || password === undefined) return "its user name or password is no text"
      return new PlainCredentials(known, username, password)
    }
    case "CURVE":
      if (credentials.length !== 1) return count(1)
      if (credentials[0]!.length !== 32) return "its key is not of 32 bytes"
      return { ...known, mechanism: "CURVE", publicKey: z85Encode(credentials[0]!) }
    case "GSSAPI":
      if (credentials.length !== 1) return count(1)
      return texts[0] === undefined
        ? "its principal is no text"
        : { ...known, mechanism: "GSSAPI", principal: texts[0] }
    default:
      return "its mechanism is none of NULL, PLAIN, CURVE, GSSAPI"
  }
}

/** Undefined also for what has a NUL: messages would tell of the user "admin" when "admin\0x" came in. */
function textOf(part: Buffer): string | undefined {
  return part.length <= longest && isUtf8(part) && !part.includes(0) ? part.toString() : undefined
}

/** What a handler says of a peer. */
export interface ZapReply {
  readonly status: ZapStatus
  /** For the log of the server; the peer learns the status alone. */
  readonly reason: string
  readonly userId?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** The parts that answer an inquiry. */
export function formatReply(
  { envelope, id }: Inquiry,
  { status, reason, userId = "", metadata = {} }: ZapReply,
): (string | Buffer)[] {
  return [...envelope, "", version, id, String(status), reason, userId, packMetadata(metadata)]
}

/** A name with its length in one byte, a value with its length in four. */
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
 * Whether a handler may add a property of this name: one of the application's. libzmq takes others for the peer's own
 * routing id or socket type.
 */
export function isMetadataName(name: string): boolean {
  return /^X-[\w.+-]{1,253}$/.test(name)
}
