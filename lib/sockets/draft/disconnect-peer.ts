import { binding } from "../../addon/binding.js"
import { checkRoutingId } from "../../checks/destination.js"
import { ZmqError } from "../../errors/errors.js"
import { handleOf, type Socket } from "../../socket/socket.js"

/** Ends a Server's or Peer's connection to one peer. */
export function disconnectPeer(socket: Socket, routingId: number): void {
  const id = checkRoutingId(routingId, "routingId")
  const handle = socket[handleOf]
  try {
    binding.disconnectPeer(handle.id, id)
  } catch (error) {
    if (!(error instanceof ZmqError) || error.code !== "ENOTSUP") throw error
    const text = `disconnectPeer needs a libzmq later than 4.3.5, or the vendored one; this is libzmq ${binding.version}`
    throw new ZmqError("ENOTSUP", text, { syscall: "zmq_disconnect_peer" })
  } finally {
    if (!handle.unusable) handle.afterNativeCall("both")
  }
}
