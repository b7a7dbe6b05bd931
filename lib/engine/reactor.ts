import { binding, type SocketId } from "../addon/binding.js"
import { resetBudget } from "../event-loop/fairness.js"

/** What the reactor wakes. */
interface Sleeper {
  wake(): void
}

/** Those that wait: what keeps a socket with a waiting operation from being collected. */
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
