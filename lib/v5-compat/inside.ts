import type { EventEmitter } from "node:events"
import type { ReadableSocket, Socket, WritableSocket } from "../index.js"
import { applyEnvironment } from "./context.js"
import { invalidArgument, throwLater } from "./errors.js"
import { Monitor } from "./monitor.js"
import { Options } from "./options.js"
import { holdProcess, keep, releaseProcess } from "./process-hold.js"
import { Receiver } from "./receiver.js"
import { Sender } from "./sender.js"
import { openSocket, type SocketType } from "./socket-types.js"

/** What a socket of this API consists of. */
export interface Inside {
  readonly core: Socket
  /** Undefined for types that only send. */
  readonly receiver: Receiver | undefined
  /** Undefined for types that only receive. */
  readonly sender: Sender | undefined
  readonly options: Options
  readonly monitor: Monitor
  /** How many binds and unbinds have not ended. */
  unfinished: number
  /** Whether the socket was bound or connected when that was checked last. */
  attached: boolean
}

/** By socket, because programs make objects that inherit from sockets. */
const insides = new WeakMap<object, Inside>()

export function insideOf(socket: object): Inside {
  const inside = insides.get(socket)
  if (inside === undefined) throw invalidArgument("This is not a socket: its constructor must call zmq.Socket")
  return inside
}

/** Gives an object that inherits from `Socket` what a socket consists of. */
export function initialize(socket: EventEmitter, type: SocketType): void {
  applyEnvironment()
  // First, so that nothing is left open if it fails.
  holdProcess(socket)
  let core: Socket
  try {
    core = openSocket(type)
  } catch (error) {
    releaseProcess(socket)
    throw error
  }
  // The process is kept alive by the socket, and not by what waits on it.
  core.unref()
  const receives = "receiveMany" in core
  const receiver = receives ? new Receiver(core as Socket & ReadableSocket, socket, type === "req") : undefined
  insides.set(socket, {
    core,
    receiver,
    sender: "send" in core ? new Sender(core as Socket & WritableSocket, socket) : undefined,
    options: new Options(core, () => receiver?.holdsMessages ?? false),
    monitor: new Monitor(core, socket),
    unfinished: 0,
    attached: false,
  })
}

/** To be called when an endpoint was added or removed: a socket that has lost its last one no longer holds the process. */
export function endpointsChanged(socket: object, inside: Inside): void {
  const { bound, connected } = inside.core.endpoints
  const attached = bound.length + connected.length > 0
  if (attached === inside.attached) return
  inside.attached = attached
  keep(socket, attached)
  if (attached) holdProcess(socket)
  else releaseProcess(socket)
}

/** A bind or unbind that has begun. */
interface Begun {
  readonly ended: Promise<void>
  /** The event of its success, whose argument is the address. */
  readonly event: "bind" | "unbind"
  readonly address: string
  readonly callback: ((error?: Error) => void) | undefined
}

/** Emits the event of a success and calls back. A failure is an event if there is no callback for it. */
export function whenEnded(socket: EventEmitter, { ended, event, address, callback }: Begun): void {
  const inside = insideOf(socket)
  inside.unfinished += 1
  endpointsChanged(socket, inside)
  const end = (tell: () => void) => {
    inside.unfinished -= 1
    endpointsChanged(socket, inside)
    try {
      tell()
    } catch (error) {
      throwLater(error)
    }
  }
  const succeeded = () => {
    socket.emit(event, address)
    callback?.()
  }
  const failed = (error: Error) => {
    if (callback !== undefined) callback(error)
    else if (!inside.core.closed) socket.emit("error", error)
  }
  ended.then(
    () => end(succeeded),
    (error: Error) => end(() => failed(error)),
  )
}
