import { binding, type SocketId } from "../addon/binding.js"
import { resetBudget } from "../event-loop/fairness.js"

/** A socket's handle, which the reactor wakes. */
interface Sleeper {
  wake(): void
}

/** Handles with waiting operations. These strong references keep the handles from being garbage-collected. */
const sleepers = new Map<SocketId, Sleeper>()

function wake(id: SocketId): void {
  resetBudget()
  sleepers.get(id)?.wake()
}

export function startWaiting(id: SocketId, sleeper: Sleeper): void {
  sleepers.set(id, sleeper)
}

export function stopWaiting(id: SocketId): void {
  sleepers.delete(id)
}

binding.setWake(wake)
