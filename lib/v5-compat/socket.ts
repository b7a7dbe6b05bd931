import { EventEmitter } from "node:events"
import { initialize } from "./inside.js"
import { Methods } from "./methods.js"
import type { SendCallback } from "./sender.js"
import type { SocketOptions } from "./socket-options.js"
import { checkType, type SocketType, type SocketTypes } from "./socket-types.js"

/** Called when an operation has ended; with an error, if it has failed. */
export type Callback = (error?: Error) => void

/** The second argument of {@link createSocket}: options, and any other properties that the socket is to have. */
export type InitialOptions = { -readonly [Name in keyof SocketOptions]?: SocketOptions[Name] } & Record<string, unknown>

/**
 * A socket as in zeromq 4 and 5. Its messages are events, and its options are properties. It keeps the process alive
 * until it is closed, until {@link unref}, or until the last endpoint that it had is disconnected or unbound.
 *
 * Events:
 *
 * - `message`: the parts of a message, each a Buffer, as arguments. Messages are received only while there is a
 *   listener, and while the socket is not paused; until then they wait.
 * - `bind`, `unbind`: the address, when {@link bind} or {@link unbind} has succeeded.
 * - `error`: a failure that has no callback, or what a listener of `message` threw.
 * - After {@link monitor}: `connect`, `connect_delay`, `connect_retry`, `listen`, `bind_error`, `accept`,
 *   `accept_error`, `close`, `close_error`, `disconnect`. Their arguments are a number (the errno of an error, the
 *   milliseconds of `connect_retry`, undefined for others), the endpoint, and the error if there is one.
 */
export interface Socket extends EventEmitter, SocketOptions {
  /** The name of its type. */
  readonly type: SocketType
  /** Whether the socket was closed. */
  readonly closed: boolean
  /** The part of the inner object of zeromq 5 that programs use. */
  readonly _zmq: {
    /** `STATE_READY`, `STATE_BUSY` while a bind or unbind has not ended, or `STATE_CLOSED`. */
    readonly state: number
  }

  /**
   * Lets peers connect at `address`. Then emits `bind` and calls back. A failure is passed to `callback`; without one
   * it is emitted as `error`. Throws with code `EBADF` on a closed socket.
   *
   * @see zmq_bind(3)
   */
  bind(address: string, callback?: Callback): this
  /** For callbacks that are typed otherwise, as by the types of zeromq 4. */
  bind(address: string, callback: (error: never) => void): this

  /** As {@link bind}, but blocks until it has ended, emits nothing, and throws the error. */
  bindSync(address: string): this

  /**
   * Undoes a bind. Then emits `unbind` and calls back. A failure is passed to `callback`; without one it is emitted as
   * `error`. Throws with code `EBADF` on a closed socket.
   *
   * @see zmq_unbind(3)
   */
  unbind(address: string, callback?: Callback): this
  /** For callbacks that are typed otherwise, as by the types of zeromq 4. */
  unbind(address: string, callback: (error: never) => void): this

  /** As {@link unbind}, but blocks until it has ended, emits nothing, and throws the error. */
  unbindSync(address: string): this

  /**
   * Connects to the peer at `address` in the background. Throws for an invalid address, and with code `EBADF` on a
   * closed socket.
   *
   * @see zmq_connect(3)
   */
  connect(address: string): this

  /**
   * Undoes a connect. Throws with code `ENOENT` if the socket is not connected to `address`.
   *
   * @see zmq_disconnect(3)
   */
  disconnect(address: string): this

  /**
   * Sends a message: one part, or an array of parts. A part that is not a Buffer or another view of bytes is sent as
   * its text. With `ZMQ_SNDMORE` in `flags`, further parts of the same message follow in the next call.
   *
   * A message that cannot be sent at once waits; any number of them do. `callback` is called when libzmq has accepted
   * the message, during this call if that is possible. A failure is passed to `callback`; without one it is emitted as
   * `error`. On a closed socket nothing is sent, and only a callback gets an error.
   *
   * @see zmq_msg_send(3)
   */
  send(message: unknown, flags?: number | null, callback?: SendCallback): this

  /** The parts of the next message, for a socket that is paused or has no listener; null if there is none. */
  read(): Buffer[] | null

  /** Stops `message` events, and keeps the messages of later {@link send} calls, until {@link resume}. */
  pause(): void
  /** Emits the messages that were received meanwhile, and sends those that wait. */
  resume(): void

  /** Lets the socket keep the process alive, which is the default. */
  ref(): void
  /** Lets the process end although the socket is open. */
  unref(): void

  /**
   * Emits the events of the socket's connections and endpoints from now on.
   *
   * @param interval Has no effect: events are emitted when they come. In zeromq 5 the interval of reading, in
   * milliseconds.
   * @param count Has no effect. In zeromq 5 the most events for each interval.
   * @see zmq_socket_monitor(3)
   */
  monitor(interval?: number, count?: number): this
  /** Ends {@link monitor}. */
  unmonitor(): this

  /** Subscribes a `sub` socket to messages that begin with `filter`; `""` for all. */
  subscribe(filter: string | Buffer): this
  /** Undoes {@link subscribe}. */
  unsubscribe(filter: string | Buffer): this

  /** Sets an option by the name of its property, by its name in zmq.h (`"ZMQ_LINGER"`), or by its number. */
  setsockopt(option: number | string, value: unknown): this
  /** The value of an option, by the name of its property. */
  getsockopt<Name extends keyof SocketOptions>(option: Name): SocketOptions[Name]
  /** The value of an option, by its name in zmq.h (`"ZMQ_LINGER"`), or by its number. */
  // biome-ignore lint/suspicious/noExplicitAny: programs that are typed for zeromq 4 assign it to what they know it is
  getsockopt(option: number | string): any

  /**
   * Closes the socket. Messages that libzmq has accepted are transmitted in the background, for as long as `linger`
   * says. Those that wait are dropped, and only their callbacks get an error. Does nothing on a closed socket.
   *
   * @see zmq_close(3)
   */
  close(): this
}

/**
 * The class of {@link Socket}. It can also be called as a function for an object that inherits from it:
 * `zmq.Socket.call(this, "req")` after `util.inherits(Client, zmq.Socket)`.
 */
export interface SocketConstructor {
  /** Opens a socket. Throws a TypeError for a type that does not exist. */
  new (type: SocketType | SocketTypes[SocketType]): Socket
  (this: unknown, type: SocketType | SocketTypes[SocketType]): void
  /** The methods of sockets. */
  readonly prototype: Socket
}

/** See {@link SocketConstructor}. */
export const Socket: SocketConstructor = function (
  this: unknown,
  type: SocketType | SocketTypes[SocketType],
): Socket | undefined {
  if (!(this instanceof Methods)) return new Socket(type)
  const name = checkType(type)
  Reflect.apply(EventEmitter, this, [])
  initialize(this, name)
  Object.defineProperty(this, "type", { value: name, enumerable: true, configurable: true, writable: true })
  return undefined
} as unknown as SocketConstructor

Object.defineProperty(Socket, "prototype", { value: Methods.prototype satisfies Socket })
Object.defineProperty(Methods.prototype, "constructor", { value: Socket, configurable: true, writable: true })
Object.setPrototypeOf(Socket, EventEmitter)

/**
 * Opens a socket and sets the properties that `options` has, which are options or others.
 *
 * Throws a TypeError for a type that does not exist; for what an option throws, the socket is closed.
 */
export function createSocket(type: SocketType | SocketTypes[SocketType], options?: InitialOptions): Socket {
  const socket = new Socket(type)
  try {
    for (const name in options) (socket as unknown as Record<string, unknown>)[name] = options[name]
  } catch (error) {
    socket.close()
    throw error
  }
  return socket
}
