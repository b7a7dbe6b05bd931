import process from "node:process"
import { binding } from "../addon/binding.js"

/** A socket on which an operation waits for its turn, which does not keep the process alive. */
interface Stranded {
  /** The turn cannot come any more. */
  endOutOfTurn(): void
}

/** Those of all copies of the package, with the one listener that tells them: Node warns of more than ten. */
const stranded = binding.shared.stranded as Set<Stranded> & { listener?: () => void }

/** The process, or the worker, is about to end: nobody is left who could change whose turn it is. */
function onBeforeExit(): void {
  for (const socket of [...stranded]) socket.endOutOfTurn()
}

/** Has the socket told when nothing else keeps the process alive. */
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
