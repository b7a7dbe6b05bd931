import { freshAddress } from "../addresses"
import { type Exchange, measureExchange, type Side } from "../exchange"
import type { PlannedContender } from "../plan"
import type { PeerSpec, Role, Style } from "../protocol"
import type { DriverName } from "../result"

/** A driver, used in one way. */
export interface Use {
  driver: DriverName
  style: Style
}

/** One call a message, which everyone can do. */
export const awaited: readonly Use[] = (["zmq-napi", "zeromq", "libzmq"] as const).map((driver) => ({
  driver,
  style: "each",
}))

export function nameOf({ driver, style }: Use): string {
  return style === "each" ? driver : `${driver} ${style}`
}

/** A contender that exchanges messages; `exchange` is called for each round. */
export function contender(use: Use, exchange: () => Exchange): PlannedContender {
  return { ...use, name: nameOf(use), measure: (settings) => measureExchange(exchange(), settings) }
}

type Transport = Parameters<typeof freshAddress>[0]
type Work = Omit<PeerSpec, "role" | "style" | "bind">

/** What binds to a fresh address. */
export function server({ driver, style }: Use, role: Role, transport: Transport, work: Work): Side {
  return { driver, spec: { role, style, bind: freshAddress(transport), ...work } }
}

export function client({ driver, style }: Use, role: Role, work: Work): Side {
  return { driver, spec: { role, style, ...work } }
}

/** From one process to another, which counts them. */
export function pushPull(use: Use, transport: Transport, work: Work): Exchange {
  return { sides: [server(use, "pull", transport, work), client(use, "push", work)], counted: 0 }
}

/** To another process and back, one after the other. */
export function requestReply(use: Use, transport: Transport, work: Work): Exchange {
  return { sides: [server(use, "reply", transport, work), client(use, "request", work)], counted: 1 }
}

/** To all sockets of another process. */
export function publishSubscribe(use: Use, transport: Transport, work: Work, subscribers: number): Exchange {
  const sides = [server(use, "publish", transport, work), client(use, "subscribe", { ...work, sockets: subscribers })]
  return { sides, counted: 1, subscribers }
}
