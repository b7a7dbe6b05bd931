import type { SocketId } from "../addon/binding.js"
import type { SocketHandle } from "../engine/handle.js"
import type { SocketName } from "../socket-types/socket-types.js"
import { socketEvent } from "../util/channels.js"
import { trace, tracing } from "../util/trace.js"
import type { AnyEvent } from "./event.js"

/** Whether somebody wants to know of the events of all sockets: a subscriber of the channel, or `NODE_DEBUG`. */
export function watchesEvents(): boolean {
  return socketEvent.hasSubscribers
}

/** The socket whose events a monitor reports. It may be garbage-collected before its last event. */
export class ObservedSocket {
  readonly #handle: WeakRef<SocketHandle>
  readonly #type: SocketName
  readonly #id: SocketId

  constructor(handle: SocketHandle) {
    this.#handle = new WeakRef(handle)
    this.#type = handle.socketName
    this.#id = handle.number
  }

  /** Also true for a socket that was garbage-collected, but not for one that was handed over to a Proxy. */
  get closed(): boolean {
    const handle = this.#handle.deref()
    return handle === undefined || (handle.unusable && !handle.handedOver)
  }

  /** To be called only if {@link watchesEvents}. */
  publish(event: AnyEvent): void {
    if (tracing) trace(this.#type, this.#id, "event", event)
    socketEvent.publish({ socket: this.#handle.deref()?.publicSocket, type: this.#type, id: this.#id, event })
  }

  /** Ends the monitor of events that are only published. */
  stopPublishing(): void {
    const handle = this.#handle.deref()
    handle?.publishedMonitor?.close()
    if (handle !== undefined) handle.publishedMonitor = undefined
  }
}
