import { checkEndpoint } from "../checks/endpoint.js"
import { awaitClosed, whenClosed } from "../engine/closing-listeners.js"
import type { SocketHandle } from "../engine/handle.js"
import { SocketClosedError } from "../errors/errors.js"
import { getSocketOption } from "../options/access.js"
import { tracing } from "../util/trace.js"
import { callWithEndpoint } from "./call-endpoint.js"
import { lookUpHost } from "./host-lookup.js"
import { givenDescriptor } from "./listening-descriptor.js"
import { describePort, type RandomPort, type RandomPortOptions, RandomPorts } from "./random-port.js"

/** Whether the program has closed the socket: a socket that is handed over to a proxy is not closed. */
export function isClosed({ unusable: closed, handedOver }: SocketHandle): boolean {
  return closed && !handedOver
}

/** Binds when the address is free, after earlier binds that wait. Resolves with the bound endpoint. */
export async function bindInOrder(handle: SocketHandle, address: string): Promise<string> {
  checkEndpoint(address, "zmq_bind")
  let found = address
  const whenFree = (): Promise<void> | undefined => {
    if (handle.unusable) return undefined
    const descriptor = givenDescriptor(handle, address)
    const lookup = descriptor < 0 ? lookUpHost(address, getSocketOption(handle, "ipv6")) : undefined
    if (lookup === undefined) return whenClosed(address, descriptor)
    return lookup.then((real) => {
      found = real
      return whenClosed(real)
    })
  }
  const queued = handle.waitingBinds.enqueue(whenFree)
  if (queued === undefined) return bindNow(handle, address)
  if (tracing) handle.trace("begins to wait", { operation: "bind", address })
  const finish = await queued
  try {
    if (isClosed(handle)) throw new SocketClosedError("zmq_bind")
    return bindNow(handle, address, found)
  } finally {
    finish()
  }
}

/** Binds when the address is free, and blocks until then. Returns the bound endpoint. */
export function bindBlocking(handle: SocketHandle, address: string): string {
  checkEndpoint(address, "zmq_bind")
  awaitClosed(address, givenDescriptor(handle, address))
  return bindNow(handle, address)
}

function bindNow(handle: SocketHandle, address: string, found?: string): string {
  callWithEndpoint(handle, "bind", address, found)
  return handle.endpoints.list.bound.at(-1) as string
}

/**
 * Undoes a bind, after binds that wait. Resolves with the endpoint, which is free soon; undefined if the close of the
 * socket has undone the bind meanwhile.
 */
export async function unbindInOrder(handle: SocketHandle, address: string): Promise<string | undefined> {
  const queued = handle.waitingBinds.enqueue(() => undefined)
  if (queued === undefined) return unbindNow(handle, address)
  const finish = await queued
  try {
    return isClosed(handle) ? undefined : unbindNow(handle, address)
  } finally {
    finish()
  }
}

/** Undoes a bind. Returns the endpoint, which is free soon. */
function unbindNow(handle: SocketHandle, address: string): string {
  const endpoint = handle.endpoints.realOf(address)
  callWithEndpoint(handle, "unbind", address)
  return endpoint
}

/** Undoes a bind, and blocks until the address is free. */
export function unbindBlocking(handle: SocketHandle, address: string): void {
  awaitClosed(unbindNow(handle, address))
}

/** Binds to a free port, as {@link bindInOrder} binds. */
export async function bindToRandomPort(
  handle: SocketHandle,
  address: string,
  options: RandomPortOptions | undefined,
): Promise<RandomPort> {
  const ports = new RandomPorts(address, options)
  for (const candidate of ports) {
    try {
      return describePort(await bindInOrder(handle, candidate))
    } catch (error) {
      ports.failed(error)
    }
  }
  throw ports.noneFree()
}

/** Binds to a free port, as {@link bindBlocking} binds. */
export function bindToRandomPortBlocking(
  handle: SocketHandle,
  address: string,
  options: RandomPortOptions | undefined,
): RandomPort {
  const ports = new RandomPorts(address, options)
  for (const candidate of ports) {
    try {
      return describePort(bindBlocking(handle, candidate))
    } catch (error) {
      ports.failed(error)
    }
  }
  throw ports.noneFree()
}
