import process from "node:process"
import { binding } from "../addon/binding.js"

/** A socket with an operation that is out of turn. Such an operation does not keep the process alive while it waits. */
interface OutOfTurnSocket {
  /** Ends the operations that are out of turn: their turn cannot come any more. */
  endOutOfTurn(): void
}

/** The sockets of all copies of the package. They share one listener: Node warns when there are more than ten. */
const sockets = binding.shared.socketsOutOfTurn as Set<OutOfTurnSocket> & { listener?: (() => void) | undefined }

/** The process, or the worker, is about to end: no code is left that could do the operation that must come first. */
function onBeforeExit(): void {
  for (const socket of [...sockets]) socket.endOutOfTurn()
}

/** Calls the socket's `endOutOfTurn` when nothing else keeps the process alive. */
export function endBeforeExit(socket: OutOfTurnSocket): void {
  if (sockets.size === 0) {
    sockets.listener = onBeforeExit
    process.on("beforeExit", onBeforeExit)
  }
  sockets.add(socket)
}

/** Undoes {@link endBeforeExit}. Idempotent. */
export function cancelEndBeforeExit(socket: OutOfTurnSocket): void {
  if (!sockets.delete(socket) || sockets.size > 0 || sockets.listener === undefined) return
  process.off("beforeExit", sockets.listener)
  sockets.listener = undefined
}
