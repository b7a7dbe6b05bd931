import { binding, type SocketId } from "../addon/binding.js"
import { beginBurst } from "../event-loop/fairness.js"

/** Something that waits for a socket or descriptor. */
interface Wakeable {
  wake(): void
}

/** Who waits for which socket or descriptor. These strong references keep sockets with waiting operations alive. */
const waiting = new Map<SocketId, Wakeable>()

function wake(id: SocketId): void {
  beginBurst()
  waiting.get(id)?.wake()
}

export function startWaiting(id: SocketId, wakeable: Wakeable): void {
  waiting.set(id, wakeable)
}

export function stopWaiting(id: SocketId): void {
  waiting.delete(id)
}

binding.setWake(wake)
