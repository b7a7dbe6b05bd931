import { binding, type SocketId } from "../addon/binding.js"
import type { SocketName } from "../socket-types/socket-types.js"
import { trace, tracing } from "../util/trace.js"
import { publishCollected } from "./diagnostics.js"

interface CollectableSocket {
  readonly id: SocketId
  readonly name: SocketName
  /** Removes the socket from its context's list. */
  readonly unregister: () => void
}

/** Closes sockets that are garbage-collected while open: nothing refers to them, and no operation waits on them. */
const registry = new FinalizationRegistry<CollectableSocket>((socket) => {
  if (tracing) trace(socket.name, socket.id, "collected")
  binding.socketClose(socket.id)
  socket.unregister()
  publishCollected(socket.name, socket.id)
  warn(socket.name)
})

let warned = false

function warn(name: SocketName): void {
  if (warned) return
  warned = true
  process.emitWarning(
    `A ${name} socket was garbage-collected while it was open, and has been closed. Close sockets with close() or ` +
      "`using` when they are no longer needed. Further sockets of this kind are closed without a warning.",
    "ZmqResourceWarning",
  )
}

/** Closes the socket, with a warning, when its handle is garbage-collected. */
export function closeWhenCollected(handle: object, socket: CollectableSocket): void {
  registry.register(handle, socket, handle)
}

/** Undoes {@link closeWhenCollected}, for a socket that is closed or handed over. */
export function stopWatchingCollection(handle: object): void {
  registry.unregister(handle)
}
