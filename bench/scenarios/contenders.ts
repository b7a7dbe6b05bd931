import { isCapable } from "../capabilities"
import { type Endpoint, type Exchange, measureExchange } from "../exchange"
import type { Measured, PlannedCell, PlannedContender, Settings } from "../harness"
import type { PeerSpec, Role, Style } from "../protocol"
import type { DriverName, ScenarioName } from "../result"

/** The size at which the costs of a message itself show best. */
export const small = 16

/** A driver, used in one way. */
export type Use = Pick<PlannedContender, "driver" | "style">

/** One call a message. */
export function each(driver: DriverName): Use {
  return { driver, style: "each" }
}

/** The drivers that have all roles: ours, its rival, and the limits. */
const drivers = ["zmq-napi", "zeromq", "libzmq", "stock-libzmq"] as const

/** One call for each message, which every library can do, and further styles of zmq-napi, if it is capable of them. */
export function uses(...styles: Style[]): Use[] {
  const further = styles.filter((style) => isCapable("zmq-napi", style))
  return drivers.flatMap((driver): Use[] => [
    each(driver),
    ...(driver === "zmq-napi" ? further.map((style): Use => ({ driver, style })) : []),
  ])
}

/** Makes a cell. By default, it measures messages of one small part over tcp to one peer. */
export function cell(
  scenario: ScenarioName,
  what: string,
  contenders: PlannedContender[],
  rest: Partial<PlannedCell> & Pick<PlannedCell, "quick">,
): PlannedCell {
  const common = { transport: "tcp", size: small, parts: 1, peers: 1 } as const
  return { id: `${scenario} ${what}`, scenario, ...common, contenders, ...rest }
}

/** Contenders with a measurement of their own. */
export function measuring(
  all: Use[],
  measure: (use: Use, settings: Settings) => Promise<Measured>,
): PlannedContender[] {
  return all.map((use) => {
    const name = use.style === "each" ? use.driver : `${use.driver} ${use.style}`
    return { ...use, name, measure: (settings) => measure(use, settings) }
  })
}

/** Contenders that exchange messages; `exchange` is called for each round. */
export function exchanging(all: Use[], exchange: (use: Use) => Exchange): PlannedContender[] {
  return measuring(all, (use, settings) => measureExchange(exchange(use), settings))
}

type Transport = "tcp" | "ipc" | "ws"
type Work = Omit<PeerSpec, "role" | "style" | "bind">

/** The endpoint that binds, to an address that is free. */
export function server({ driver, style }: Use, role: Role, transport: Transport, work: Work): Endpoint {
  const bind = transport === "ipc" ? "ipc://*" : `${transport}://127.0.0.1:*`
  return { driver, spec: { role, style, bind, ...work } }
}

export function client({ driver, style }: Use, role: Role, work: Work): Endpoint {
  return { driver, spec: { role, style, ...work } }
}

/** From one process to another, which counts them. */
export function pushPull(use: Use, transport: Transport, work: Work): Exchange {
  return { endpoints: [server(use, "pull", transport, work), client(use, "push", work)], counted: 0 }
}

/** To another process and back, one after the other. */
export function requestReply(use: Use, transport: Transport, work: Work): Exchange {
  return { endpoints: [server(use, "reply", transport, work), client(use, "request", work)], counted: 1 }
}

/** The same beside a stream from the process of the requests to that of the replies. */
export function requestReplyBesideStream(use: Use, transport: Transport, work: Work): Exchange {
  const replies = server(use, "reply-beside-stream", transport, work)
  return { endpoints: [replies, client(use, "request-beside-stream", work)], counted: 1 }
}

/** To all sockets of another process. */
export function publishSubscribe(use: Use, transport: Transport, work: Work, subscribers: number): Exchange {
  const subscriber = client(use, "subscribe", { ...work, sockets: subscribers })
  return { endpoints: [server(use, "publish", transport, work), subscriber], counted: 1, subscribers }
}
