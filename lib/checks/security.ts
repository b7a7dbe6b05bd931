import { binding } from "../addon/binding.js"
import { ZmqError, type ZmqErrorDetails } from "../errors/errors.js"
import { getSocketOption, type OptionTarget } from "../options/access.js"
import type { SocketOptionName } from "../options/types.js"

/**
 * The security options of each mechanism: `server` makes a socket the server, `client` makes it a client, `both` are
 * for either role.
 */
const mechanisms = {
  plain: {
    server: "plainServer",
    client: ["plainUsername", "plainPassword"],
    both: [],
  },
  curve: {
    server: "curveServer",
    client: ["curveServerKey"],
    both: ["curvePublicKey", "curveSecretKey"],
  },
  gssapi: {
    server: "gssapiServer",
    client: ["gssapiServicePrincipal"],
    both: ["gssapiPrincipal"],
  },
} as const satisfies Record<string, { server: SocketOptionName; client: SocketOptionName[]; both: SocketOptionName[] }>

type Mechanism = keyof typeof mechanisms

const mechanismNames = Object.keys(mechanisms) as Mechanism[]
const mechanismOf = new Map<SocketOptionName, Mechanism>(
  mechanismNames.flatMap((name) => {
    const { server, client, both } = mechanisms[name]
    return [server, ...client, ...both].map((option) => [option, name] as const)
  }),
)

/** Whether the option concerns security. */
export function isSecurityOption(name: SocketOptionName): boolean {
  return mechanismOf.has(name) || name === "zapEnforceDomain" || name === "zapDomain"
}

/** Whether the value unsets an option of text. */
function isUnset(value: unknown): boolean {
  return value === null || value === "" || (ArrayBuffer.isView(value) && value.byteLength === 0)
}

/** Transports without a handshake, and so without security. */
const transportsWithoutHandshake = /^(?:udp|e?pgm|norm):/

/**
 * The security options that a program has set on a socket. libzmq keeps one mechanism and one role, those of the option
 * that was set last, and overrides the others silently. So a socket could talk in the clear, or accept every peer,
 * although the program has set it up otherwise. This class rejects contradictory options before the socket binds or
 * connects.
 */
export class Security {
  readonly #set = new Set<SocketOptionName>()
  #enforcesDomain = false
  #hasDomain = false
  #keysMatch: boolean | undefined

  optionChanged(name: SocketOptionName, value: unknown): void {
    if (name === "zapEnforceDomain") this.#enforcesDomain = value as boolean
    if (name === "zapDomain") this.#hasDomain = true
    if (!mechanismOf.has(name)) return
    this.#keysMatch = undefined
    if (value === false || isUnset(value)) this.#set.delete(name)
    else this.#set.add(name)
  }

  /** Throws `EINVAL` when the options contradict each other, or this endpoint. */
  check(socket: OptionTarget, address: string, details: ZmqErrorDetails): void {
    const fault =
      this.#enforcementContradiction() ??
      this.#contradictionIn(socket, address) ??
      this.#withoutAuthentication(socket, address)
    if (fault !== undefined) throw new ZmqError("EINVAL", fault, details)
  }

  #enforcementContradiction(): string | undefined {
    if (!this.#enforcesDomain || this.#hasDomain) return undefined
    // A PLAIN server would abort the process by an assertion. A CURVE server would accept every peer without
    // authentication.
    return "zapEnforceDomain needs a zapDomain: without one, libzmq asks no ZAP handler"
  }

  #contradictionIn(socket: OptionTarget, address: string): string | undefined {
    const asked = mechanismNames.filter((name) => this.#optionsSetFor(name).length > 0)
    const [mechanism] = asked
    if (mechanism === undefined) return undefined
    if (asked.length > 1) {
      const [one, other] = asked.map((name) => this.#optionsSetFor(name)[0])
      return `${one} and ${other} contradict each other: a socket has one security mechanism`
    }
    const { server, client } = mechanisms[mechanism]
    const isServer = this.#set.has(server)
    const ofClient = client.find((name) => this.#set.has(name))
    if (isServer && ofClient !== undefined) {
      return `${server} and ${ofClient} contradict each other: a socket is the server or a client, not both`
    }
    return (
      this.#missing(isServer) ??
      this.#overridden(socket, mechanism, isServer) ??
      this.#mismatch(socket) ??
      withoutProtection(socket, mechanism, address)
    )
  }

  /** The fault of a socket that would accept peers without asking the ZAP handler, although it has a zapDomain. */
  #withoutAuthentication(socket: OptionTarget, address: string): string | undefined {
    if (!this.#hasDomain) return undefined
    const where = subjectWithoutHandshake(socket, address)
    if (where !== undefined) return `${where} has no handshake: peers would be unauthenticated, in spite of zapDomain`
    // The vendored libzmq is patched.
    if (binding.vendored || !address.startsWith("ws:") || getSocketOption(socket, "securityMechanism") !== null) return
    return "Over ws:// this libzmq accepts peers that speak plain ZWS 2.0 without authentication, in spite of zapDomain"
  }

  /** The options of a mechanism that the program has set. */
  #optionsSetFor(mechanism: Mechanism): SocketOptionName[] {
    const { server, client, both } = mechanisms[mechanism]
    return [server, ...client, ...both].filter((name) => this.#set.has(name))
  }

  #missing(isServer: boolean): string | undefined {
    const lacks = (name: SocketOptionName) => !this.#set.has(name)
    if (this.#optionsSetFor("curve").length > 0) {
      const needed = isServer
        ? (["curveSecretKey"] as const)
        : (["curvePublicKey", "curveSecretKey", "curveServerKey"] as const)
      const missing = needed.filter(lacks)
      if (missing.length === 0) return undefined
      const role = isServer ? "server" : "client"
      const have = this.#optionsSetFor("curve").join(", ")
      const remedy =
        !isServer && lacks("curvePublicKey") && lacks("curveSecretKey") ? "; curveKeyPair() makes a pair" : ""
      return `A CURVE ${role} needs ${needed.join(", ")}; it has ${have}, and lacks ${missing.join(", ")}${remedy}`
    }
    if (this.#set.has("plainPassword") && lacks("plainUsername")) return "plainPassword needs a plainUsername"
    return undefined
  }

  /** The fault of options that were overridden when another option was set to false or null later. */
  #overridden(socket: OptionTarget, mechanism: Mechanism, isServer: boolean): string | undefined {
    const { server } = mechanisms[mechanism]
    const inForce = getSocketOption(socket, "securityMechanism")
    if (inForce === mechanism && getSocketOption(socket, server) === isServer) return undefined
    const have = this.#optionsSetFor(mechanism).join(", ")
    return (
      `${have} ${this.#optionsSetFor(mechanism).length > 1 ? "were" : "was"} overridden by a security option that was set to ` +
      "false or null later: leave that out, or set it first"
    )
  }

  #mismatch(socket: OptionTarget): string | undefined {
    if (!this.#set.has("curvePublicKey") || !this.#set.has("curveSecretKey")) return undefined
    this.#keysMatch ??=
      binding.curvePublicKey(getSocketOption(socket, "curveSecretKey")!) === getSocketOption(socket, "curvePublicKey")
    return this.#keysMatch ? undefined : "curvePublicKey is not the public key of curveSecretKey"
  }
}

function withoutProtection(socket: OptionTarget, mechanism: Mechanism, address: string): string | undefined {
  const where = subjectWithoutHandshake(socket, address)
  return where && `${where} has no handshake: the socket would talk in the clear, without ${mechanism.toUpperCase()}`
}

/** The socket type or the transport of the address, if it has no handshake. */
function subjectWithoutHandshake({ socketName }: OptionTarget, address: string): string | undefined {
  if (socketName === "Stream") return "A Stream socket"
  const transport = transportsWithoutHandshake.exec(address)?.[0]
  return transport && `${transport}//`
}
