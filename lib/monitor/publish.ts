import { publishError } from "../engine/diagnostics.js"
import type { SocketHandle } from "../engine/handle.js"
import { checkEventTypes, maskOf } from "./event.js"
import { Monitor } from "./monitor.js"
import { watchesEvents } from "./published-events.js"

/** All types of events, of version 1: every libzmq has it. */
const all = maskOf(checkEventTypes(undefined, 1), 1)

/**
 * Begins to publish the events of a socket, if somebody watches. The events of an observer are published anyway: libzmq
 * has one monitor for each socket. To be called before each bind and connect, which cause the events, and when an
 * observer is closed.
 */
export function publishEvents(handle: SocketHandle): void {
  if (!watchesEvents() || handle.unusable || handle.publicSocket === undefined) return
  const isObserved = handle.observer !== undefined && !handle.observer.closed
  if (isObserved || handle.publishedMonitor !== undefined) return
  try {
    handle.publishedMonitor = new Monitor(handle, all, 1, undefined)
  } catch (error) {
    // A program must not fail because it is watched. A monitor needs two sockets, of which the context may have no more.
    publishError(handle, "observe", error)
  }
}
