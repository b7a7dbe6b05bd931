import { type Capability, capability } from "./capability.js"
import { invalidArgumentType, invalidArgumentValue, outOfRange, ZmqError } from "./errors.js"
import type { SocketName } from "./option-sockets.js"
import { zapEndpoint } from "./zap.js"

// libzmq takes what a port's text begins with, modulo 2^16, and would use another port than the one given.
const portOf = /^(?:tcp|udp|wss?|e?pgm|norm):\/\/.*:([^:/\]]*)(?:\/|$)/
const portText = /^(?:\d+|\*)$/

/** Refuses an address for which libzmq would do something else than was asked, or end the process. */
export function checkEndpoint(address: unknown, syscall: string): void {
  if (typeof address !== "string") throw invalidArgumentType("address", "a string", address)
  if (address.includes("\0")) throw invalidArgumentValue("address", "a string without NUL characters", address)
  const port = portOf.exec(address)?.[1]
  if (port === undefined) return
  if (!portText.test(port)) throw invalidEndpoint(address, syscall)
  if (Number(port) > 65535) throw outOfRange("address", "an endpoint with a port up to 65535", address)
  // OpenPGM ends the process for an address of more fields than interface, groups to receive and group to send.
  if (/^e?pgm:/.test(address) && address.split(";").length > 3) throw invalidEndpoint(address, syscall)
}

const zapHandlers: readonly SocketName[] = ["Reply", "Router", "Server"]

/** Refuses a bind to the ZAP endpoint for which libzmq would end the process when the next peer connects. */
export function checkZapHandler(address: string, socketName: SocketName): void {
  if (address !== zapEndpoint || zapHandlers.includes(socketName)) return
  const message = `A ${socketName} socket cannot authenticate peers: ${zapEndpoint} is for a Reply or Router socket`
  throw new ZmqError("EINVAL", message, { syscall: "zmq_bind", address })
}

/** Refuses transports that a Datagram is not made for: libzmq would take them. */
export function checkTransport(address: string, socketName: SocketName, syscall: string): void {
  if (socketName !== "Datagram" || address.startsWith("udp:") || !address.includes("://")) return
  throw new ZmqError("ENOCOMPATPROTO", `A Datagram needs an udp endpoint: ${address}`, { syscall, address })
}

function invalidEndpoint(address: string, syscall: string): ZmqError {
  return new ZmqError("EINVAL", `Invalid argument: ${address}`, { syscall, address })
}

/** The transports that libzmq can be built without, and what `capability` calls them. */
const optional: Readonly<Record<string, Capability>> = {
  ipc: "ipc",
  pgm: "pgm",
  epgm: "pgm",
  norm: "norm",
  tipc: "tipc",
  vmci: "vmci",
  ws: "ws",
  wss: "wss",
}

/** The error of a bind or connect; says which build option a transport needs that is not built in. */
export function explainedEndpoint(error: unknown, address: string): unknown {
  if (!(error instanceof ZmqError) || error.code !== "EPROTONOSUPPORT") return error
  const needed = optional[address.slice(0, address.indexOf(":"))]
  if (needed === undefined || capability[needed]) return error
  const message = `${error.message}: the libzmq that is linked in was built without ${needed}`
  return new ZmqError(error.code, message, { syscall: error.syscall, address })
}
