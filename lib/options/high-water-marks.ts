import type { SocketName } from "../socket-types/socket-types.js"
import { getSocketOption, type OptionTarget, setSocketOption } from "./access.js"
import type { OptionSetter } from "./init.js"
import { socketOptions } from "./table.js"

type HighWaterMark = "sendHighWaterMark" | "receiveHighWaterMark"

const names: readonly HighWaterMark[] = ["sendHighWaterMark", "receiveHighWaterMark"]

/** The names of the high-water marks that a socket type has. */
function highWaterMarksOf(socketName: SocketName): HighWaterMark[] {
  return names.filter((name) => (socketOptions[name].sockets as readonly SocketName[]).includes(socketName))
}

/** The mark for sending, or for receiving if the socket does not send. */
export function getHighWaterMark(target: OptionTarget): number {
  const [first = "receiveHighWaterMark"] = highWaterMarksOf(target.socketName)
  return getSocketOption(target, first)
}

/** Throws a TypeError or RangeError for an invalid `hwm`. */
export function checkHighWaterMark(hwm: number): void {
  socketOptions.sendHighWaterMark.prepare("hwm", hwm)
}

/** Checks `hwm`, and returns functions that set it. Throws a TypeError or RangeError. */
export function prepareHighWaterMarks(socketName: SocketName, hwm: number): OptionSetter<OptionTarget>[] {
  checkHighWaterMark(hwm)
  return highWaterMarksOf(socketName).map((name) => (target) => setSocketOption(target, name, hwm))
}
