import { binding } from "../addon/binding.js"
import { checkEndpoint, checkIPv6, checkTransport, checkZapHandler, explainEndpointError } from "../checks/endpoint.js"
import { checkMulticast } from "../checks/multicast.js"
import { publishEndpoint, publishError } from "../engine/diagnostics.js"
import type { SocketHandle } from "../engine/handle.js"
import { publishEvents } from "../monitor/publish.js"
import { getSocketOption } from "../options/access.js"
import { tracing } from "../util/trace.js"
import { checkDescriptor } from "./listening-descriptor.js"

const syscalls = {
  bind: "zmq_bind",
  unbind: "zmq_unbind",
  connect: "zmq_connect",
  disconnect: "zmq_disconnect",
  connectPeer: "zmq_connect_peer",
} as const

/**
 * Calls an addon function that takes an endpoint, after the checks of the endpoint, and records the endpoint. Returns
 * the result of the function.
 */
export function callWithEndpoint<Operation extends keyof typeof syscalls>(
  handle: SocketHandle,
  operation: Operation,
  address: string,
  /** The address after a lookup of its host name. */
  found = address,
): ReturnType<(typeof binding)[Operation]> {
  try {
    const syscall = syscalls[operation]
    checkEndpoint(address, syscall)
    const begins = operation !== "unbind" && operation !== "disconnect"
    if (begins) checkTransport(address, handle.socketName, syscall)
    handle.assertOpen()
    if (operation === "bind") checkZapHandler(address, handle.socketName)
    else if (begins) checkIPv6(handle, address, { syscall, address })
    if (begins) {
      handle.checkSecurity(address, { syscall, address })
      checkMulticast(handle, address, { syscall, address })
    }
    const resetOption = operation === "bind" ? checkDescriptor(handle, address, { syscall, address }) : undefined
    handle.watch()
    if (begins) publishEvents(handle)
    let result: ReturnType<(typeof binding)[Operation]>
    try {
      const endpoint = operation === "unbind" ? handle.endpoints.realOf(address) : found
      result = binding[operation](handle.id, endpoint) as typeof result
      resetOption?.()
      recordEndpoint(handle, operation, address, found)
    } catch (error) {
      throw explainEndpointError(error, handle, address)
    } finally {
      handle.afterNativeCall("both")
    }
    publishEndpoint(handle, operation, address)
    return result
  } catch (error) {
    if (tracing) handle.trace(operation, { address, error })
    publishError(handle, operation, error)
    throw error
  }
}

function recordEndpoint(handle: SocketHandle, operation: keyof typeof syscalls, address: string, found: string): void {
  const { endpoints } = handle
  if (operation === "bind") endpoints.addBound(address, boundEndpoint(handle, found))
  else if (operation === "connect" || operation === "connectPeer") endpoints.addConnected(address)
  else endpoints.remove(address)
}

/**
 * The endpoint by which libzmq knows a bind. For udp, a libzmq that is not the vendored one leaves the transport out.
 */
function boundEndpoint(handle: SocketHandle, address: string): string {
  const last = getSocketOption(handle, "lastEndpoint") ?? address
  return last.includes("://") ? last : address
}
