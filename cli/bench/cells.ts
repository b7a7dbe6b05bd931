import type { Endpoint, Exchange } from "../../bench/exchange"
import type { PlannedCell } from "../../bench/harness"
import type { DriverName } from "../../bench/result"
import {
  cell,
  each,
  exchanging,
  publishSubscribe,
  pushPull,
  requestReply,
  small,
  type Use,
} from "../../bench/scenarios/contenders"
import { programOf } from "./libraries"

/** Contenders whose peers are the programs of this package. */
function playing(uses: Use[], exchange: (use: Use) => Exchange) {
  return exchanging(uses, (use) => {
    const { endpoints, ...rest } = exchange(use)
    const withProgram = (endpoint: Endpoint): Endpoint => ({ ...endpoint, program: programOf(endpoint.driver) })
    return { ...rest, endpoints: endpoints.map(withProgram) }
  })
}

const batch: Use = { driver: "zmq-napi", style: "batch" }
const sync: Use = { driver: "zmq-napi", style: "sync" }
const KiB = 1024

/** The quick cells: what a user of a binding compares, each a few seconds long. */
export function cells(drivers: readonly DriverName[]): PlannedCell[] {
  const present = (uses: Use[]) => uses.filter(({ driver }) => drivers.includes(driver))
  const overTcp = (uses: Use[], exchange: (use: Use) => Exchange) => playing(present(uses), exchange)
  const push = (size: number, ...uses: Use[]) => {
    const contenders = overTcp([each("zmq-napi"), ...uses, each("zeromq")], (use) => pushPull(use, "tcp", { size }))
    return cell("throughput", `${size}`, contenders, { size, quick: true })
  }
  const request = overTcp([each("zmq-napi"), sync, each("zeromq")], (use) => requestReply(use, "tcp", { size: small }))
  const publish = overTcp([each("zmq-napi"), each("zeromq")], (use) => publishSubscribe(use, "tcp", { size: small }, 8))
  const webSocket = playing(present([each("zmq-napi"), each("jszmq")]), (use) => pushPull(use, "ws", { size: small }))
  return [
    push(small, batch),
    push(4 * KiB),
    push(64 * KiB),
    cell("latency", `${small}`, request, { quick: true }),
    cell("fanout", `${small}`, publish, { peers: 8, quick: true }),
    cell("websocket", `${small}`, webSocket, { transport: "ws", quick: true }),
  ]
}

const titles: Partial<Record<PlannedCell["scenario"], (size: string) => string>> = {
  throughput: (size) => `PUSH to PULL, ${size}`,
  latency: (size) => `REQ to REP and back, ${size}`,
  fanout: (size) => `PUB to 8 SUB, ${size}: deliveries`,
  websocket: (size) => `PUSH to PULL over ws://, ${size}`,
}

export function titleOf({ scenario, size }: Pick<PlannedCell, "scenario" | "size">): string {
  const text = size < KiB ? `${size} B` : `${size / KiB} KiB`
  return titles[scenario]?.(text) ?? scenario
}
