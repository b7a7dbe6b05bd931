import process from "node:process"
import { binding } from "../addon/binding.js"

/** A socket with an operation that is out of turn. Such an operation does not keep the process alive while it waits. */
interface Stranded {
  /** Ends the operations that are out of turn: their turn cannot come any more. */
  endOutOfTurn(): void
}

/** The sockets of all copies of the package. They share one listener: Node warns when there are more than ten. */
const stranded = binding.shared.stranded as Set<Stranded> & { listener?: () => void }

/** The process, or the worker, is about to end: no code is left that could do the operation that must come first. */
function onBeforeExit(): void {
  for (const socket of [...stranded]) socket.endOutOfTurn()
}

/** Calls the socket's `endOutOfTurn` when nothing else keeps the process alive. */
export function strand(socket: Stranded): void {
  if (stranded.size === 0) {
    stranded.listener = onBeforeExit
    process.on("beforeExit", onBeforeExit)
  }
  stranded.add(socket)
}

export function unstrand(socket: Stranded): void {
  if (!stranded.delete(socket) || stranded.size > 0 || stranded.listener === undefined) return
  process.off("beforeExit", stranded.listener)
  stranded.listener = undefined
}
