// What the target binds: a socket of every type with every security, each to every transport that has connections.
import { capability, type SocketName } from "#lib/index"
import { draftSockets, socketTypes, stableSockets } from "#lib/socket-types/socket-types"
import { SeededRandom } from "../../support/seeded-random"

export const securities = ["NULL", "NULL with ZAP", "PLAIN", "CURVE"] as const
export type Security = (typeof securities)[number]

export const transports = ["tcp", "ipc", "ws"] as const
export type Transport = (typeof transports)[number]

/** A socket of the target. */
export interface TargetSocket {
  type: SocketName
  security: Security
  options: Record<string, unknown>
}

/** An address at which the target listens. */
export interface Endpoint {
  /** The index of its socket. */
  socket: number
  type: SocketName
  security: Security
  transport: Transport
  address: string
}

// Datagram and its udp have no connections; a Stream has no handshake that a mechanism could be part of, nor ws.
const types = [...stableSockets, ...(capability.draft ? draftSockets : [])].filter((type) => type !== "Datagram")

/** The sockets of a target, whose options vary with the seed. */
export function targetSockets(seed: number): TargetSocket[] {
  const random = new SeededRandom(seed)
  return types.flatMap((type) =>
    securities
      .filter((security) => type !== "Stream" || security === "NULL")
      .map((security) => ({ type, security, options: optionsOf(type, security, random) })),
  )
}

export function transportsOf(type: SocketName): readonly Transport[] {
  return type === "Stream" ? ["tcp"] : transports
}

function optionsOf(type: SocketName, security: Security, random: SeededRandom): Record<string, unknown> {
  const options: Record<string, unknown> = { linger: 0, handshakeInterval: 1000 }
  // INITIATE of CURVE has more than 200 bytes.
  if (random.oneIn(3)) options.maxMessageSize = random.pick([security === "CURVE" ? 1000 : 200, 8192, 1 << 20])
  if (random.oneIn(3) && socketTypes[type].receives) options.receiveHighWaterMark = random.pick([1, 2, 10])
  if (random.oneIn(3) && socketTypes[type].sends) options.sendHighWaterMark = random.pick([1, 2, 10])
  if (random.oneIn(3)) options.heartbeatInterval = random.pick([1, 20, 1000])
  if (random.oneIn(4)) options.inBatchSize = random.pick([64, 1000, 65_536])
  if (type === "Request") Object.assign(options, { relaxed: true, correlate: true })
  if (type === "Router" && random.oneIn(2)) options.handover = true
  if (type === "Router" && random.oneIn(2)) options.mandatory = true
  if ((type === "Router" || type === "Dealer") && random.oneIn(3)) options.probeRouter = true
  if (type === "XPublisher" && random.oneIn(2)) options.verbosity = "allSubs"
  return options
}
