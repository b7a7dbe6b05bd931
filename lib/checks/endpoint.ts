import { type Capability, capability } from "../addon/linked-libzmq.js"
import {
  invalidArgumentType,
  invalidArgumentValue,
  outOfRange,
  ZmqError,
  type ZmqErrorDetails,
} from "../errors/errors.js"
import { getSocketOption, type OptionTarget } from "../options/access.js"
import { type SocketName, socketTypes } from "../socket-types/socket-types.js"
import { isIPv6 } from "../util/ip-addresses.js"
import { hostName } from "./host-names.js"

// libzmq parses only the number at the beginning of a port, modulo 2^16, and would use another port than the given one.
const portOf = /^(?:(?:tcp|udp|e?pgm|norm):\/\/.*|wss?:\/\/[^/]*):([^:/\]]*)(?:\/|$)/
const portText = /^(?:\d+|\*)$/

/** Throws for an address that libzmq would misunderstand, or for which it would abort the process. */
export function checkEndpoint(address: unknown, syscall: string): void {
  if (typeof address !== "string") throw invalidArgumentType("address", "a string", address)
  if (address.includes("\0")) throw invalidArgumentValue("address", "a string without NUL characters", address)
  const wrong = hostsOf(address).find((host) => host.includes(":") && !isIPv6(host))
  if (wrong !== undefined) throw invalidEndpoint(address, syscall, inBrackets)
  const port = portOf.exec(address)?.[1]
  if (port === undefined) return
  if (!portText.test(port)) throw invalidEndpoint(address, syscall)
  if (Number(port) > 65535) throw outOfRange("address", "an endpoint with a port up to 65535", address)
  // OpenPGM aborts the process if an address has more fields than interface, groups to receive and group to send.
  if (/^e?pgm:/.test(address) && address.split(";").length > 3) throw invalidEndpoint(address, syscall)
}

/** The endpoint at which libzmq expects the ZAP handler, which authenticates peers. */
export const zapEndpoint = "inproc://zeromq.zap.01"

/**
 * Throws for a bind to the ZAP endpoint by a socket type with which libzmq would abort the process at the next peer.
 */
export function checkZapHandler(address: string, socketName: SocketName): void {
  if (address !== zapEndpoint || socketTypes[socketName].zapHandler) return
  const message = `A ${socketName} socket cannot authenticate peers: ${zapEndpoint} is for a Reply or Router socket`
  throw new ZmqError("EINVAL", message, { syscall: "zmq_bind", address })
}

/** Throws for a Datagram with a transport other than udp, which libzmq would accept. */
export function checkTransport(address: string, socketName: SocketName, syscall: string): void {
  if (socketName !== "Datagram" || address.startsWith("udp:") || !address.includes("://")) return
  throw new ZmqError("ENOCOMPATPROTO", `A Datagram needs an udp endpoint: ${address}`, { syscall, address })
}

const inBrackets =
  'only an IPv6 address has colons, and it stands in brackets before the port, as in "tcp://[::1]:5555"'
const needsIPv6 = "an IPv6 address needs the option `ipv6: true`"

/**
 * The hosts in an address of tcp, udp or ws, without brackets and port: the host, or a source and a host. As in libzmq,
 * the host ends at the last colon.
 */
function hostsOf(address: string): string[] {
  const [, , hosts] = /^(tcp|udp|wss?):\/\/([^/]*)/.exec(address) ?? []
  if (hosts === undefined) return []
  return hosts.split(";").map((given) => {
    const colon = given.lastIndexOf(":")
    const host = colon === -1 ? given : given.slice(0, colon)
    return /^\[(.*)\]$/.exec(host)?.[1] ?? host
  })
}

function namesIPv6(address: string): boolean {
  return hostsOf(address).some(isIPv6)
}

/**
 * Throws for a connect over tcp to an IPv6 address that libzmq would retry for ever without success. Over other
 * transports libzmq itself rejects such a connect.
 */
export function checkIPv6(socket: OptionTarget, address: string, details: ZmqErrorDetails): void {
  if (!address.startsWith("tcp:") || !namesIPv6(address) || getSocketOption(socket, "ipv6")) return
  // A SOCKS proxy resolves the address itself.
  if (getSocketOption(socket, "socksProxy")) return
  throw new ZmqError("EINVAL", `Invalid argument: ${address}: ${needsIPv6}`, details)
}

function invalidEndpoint(address: string, syscall: string, why?: string): ZmqError {
  const reason = why === undefined ? "" : `: ${why}`
  return new ZmqError("EINVAL", `Invalid argument: ${address}${reason}`, { syscall, address })
}

const needsTransport = 'an address begins with its transport, as in "tcp://localhost:5555"'
const needsPort = 'an address of this transport ends with its port, as in "tcp://localhost:5555"'

/** The transports that libzmq can be built without, with their names in `capability`. */
const optionalTransports: Readonly<Record<string, Capability>> = {
  ipc: "ipc",
  pgm: "pgm",
  epgm: "pgm",
  norm: "norm",
  tipc: "tipc",
  vmci: "vmci",
  ws: "ws",
  wss: "wss",
}

/**
 * Adds a reason to the error of a bind or connect, if it is known: the build option or the system that the transport
 * needs, the option that an IPv6 address needs, or the unknown name of a host.
 */
export function explainEndpointError(cause: unknown, socket: OptionTarget, address: string): unknown {
  if (!(cause instanceof ZmqError)) return cause
  // libzmq may have been given the result of a lookup instead of `address`.
  const { errno, syscall } = cause
  const error = cause.address === address ? cause : ZmqError.fromErrno(errno, { syscall, address })
  if (error.code === "ENODEV" || error.code === "EINVAL") return explainHostError(error, socket, address)
  if (error.code === "EAFNOSUPPORT" && address.startsWith("ipc:")) {
    // Its text would be "Unknown error" on Windows.
    const reason = `This system has no sockets for ipc (Windows has them from version 10 on): ${address}`
    return new ZmqError(error.code, reason, { syscall: error.syscall, address })
  }
  if (error.code !== "EPROTONOSUPPORT") return error
  const needed = optionalTransports[address.slice(0, address.indexOf(":"))]
  if (needed !== undefined && capability[needed]) return error
  const why =
    needed === undefined
      ? `the transports are ${transports().join(", ")}`
      : `the libzmq that is linked in was built without ${needed}`
  return new ZmqError(error.code, `${error.message}: ${why}`, { syscall: error.syscall, address })
}

/** The transports that the linked libzmq has, and that more than the draft sockets can use. */
function transports(): string[] {
  const optional = Object.entries(optionalTransports).filter(([, needed]) => capability[needed])
  return ["tcp", "inproc", ...optional.map(([transport]) => transport)]
}

function explainHostError(error: ZmqError, socket: OptionTarget, address: string): ZmqError {
  const withReason = (why: string) =>
    new ZmqError(error.code, `${error.message}: ${why}`, { syscall: error.syscall, address })
  if (namesIPv6(address) && !getSocketOption(socket, "ipv6")) return withReason(needsIPv6)
  if (!address.includes("://")) return withReason(needsTransport)
  if (/^(?:tcp|udp|wss?):\/\/[^:/]*(?:\/|$)/.test(address)) return withReason(needsPort)
  const name = error.code === "ENODEV" ? hostName(address) : undefined
  return name === undefined ? error : withReason(`${name} is neither an interface nor a host that is known`)
}
