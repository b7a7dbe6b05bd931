import type { Style } from "./protocol"
import type { DriverName } from "./result"

/**
 * The styles of each driver beside `each`, which every driver has. A cell that compares styles has a contender for each of
 * its styles that a driver is capable of, and the driver's peer has the loop for it: a style that is added here takes part
 * in the cells, and in the targets, that name it.
 */
export const capabilities: Record<Exclude<DriverName, "node">, readonly Style[]> = {
  "zmq-napi": ["iterate", "batch", "transfer", "sync"],
  zeromq: ["iterate"],
  jszmq: [],
  libzmq: [],
  "stock-libzmq": [],
}

export function isCapable(driver: DriverName, style: Style): boolean {
  return style === "each" || (driver !== "node" && capabilities[driver].includes(style))
}
