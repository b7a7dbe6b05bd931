import { loadAddon } from "./load.js"

/** A context's number in the addon's table. The table is one for the process; the number is valid in every thread. */
export type ContextId = number
/**
 * A socket's number in its thread's table in the addon. It is reused after 2,047 other sockets have had the same place.
 */
export type SocketId = number
/** A running proxy's number in its thread's table. */
export type ProxyId = number
/** An errno, or 0 for success. */
export type Errno = number

/** Constants that this package uses by name, and that every zmq.h has. */
type ConstantOfEveryRelease = "ZMQ_POLLIN" | "ZMQ_POLLOUT" | "ZMQ_POLLERR" | "ZMQ_SUB"
/** Errors that this package uses by name, and that every platform has. */
type ErrorOfEveryPlatform =
  | "EAGAIN"
  | "EBADF"
  | "ECONNREFUSED"
  | "EFSM"
  | "EINTR"
  | "EMSGSIZE"
  | "ENOBUFS"
  | "ENOENT"
  | "EPERM"
  | "ETERM"

/** The messages that went through a socket in one direction. */
export interface Traffic {
  /** The number of whole messages. */
  messages: number
  /** The number of bytes of their parts. */
  bytes: number
}

// The modes of a send: what the addon does with a message. native/node/socket/sending.h has the same numbers.
export const tryNow = 0
export const tryNowOrQueue = 1

// What to do with the memory of a part that is sent. native/node/message/part.h has the same numbers.
export const copied = 0
/** The addon takes the memory out of its ArrayBuffer, if it made that memory; otherwise it copies. */
export const transferred = 1
/** The message refers to the memory, which JavaScript keeps, if the addon made that memory; otherwise it is copied. */
export const referred = 2
export type Handling = typeof copied | typeof transferred | typeof referred

// Results of a send beside errnos. native/node/message/part.h has the same numbers.
/** A part has no type that can be sent. */
export const wrongType = -1
/** A part is memory of 0 bytes. JavaScript must check whether it is detached, and pass null if it is not. */
export const emptyOrDetached = -2

/** A value that the addon accepts as one part of a message. */
type NativePart = ArrayBufferView | ArrayBufferLike | string | number | null | undefined

/**
 * The addon's exports. A binding connects one copy of this package with the addon; it has nothing to do with `bind()`.
 *
 * A call on a socket may consume a signal of libzmq for which another operation waits. After the call, waiting
 * operations must therefore be tried again: see `Scheduler.afterNativeCall`.
 *
 * Arguments are positional. The caller checks them: the addon does not check that they have the types of its
 * signatures.
 *
 * Functions that return `Errno` are on the path of a message. They throw only when memory runs out, or when a getter of
 * the message throws. All others throw a `ZmqError`, made by the function that was given to `setErrorFactory`.
 */
export interface Binding {
  /** The `ZMQ_*` constants of the zmq.h that the addon was compiled with. */
  readonly constants: Readonly<Record<string, number> & Record<ConstantOfEveryRelease, number>>
  /** The names of errors, libzmq's own included, and their numbers on this platform. */
  readonly errnos: Readonly<Record<string, number> & Record<ErrorOfEveryPlatform, number>>
  readonly version: string
  /**
   * Objects that all copies of the package in the thread share. They are of Node's own realm, and do not keep a copy
   * alive by themselves.
   */
  readonly shared: {
    /** The properties of received messages. */
    readonly messageProperties: WeakMap<object, object>
    /** The sockets with an operation that is out of turn: lib/engine/before-exit.ts adds and removes them. */
    readonly socketsOutOfTurn: Set<unknown>
  }
  /** The patches of the linked libzmq: see `libzmqPatches`. */
  readonly patches: { readonly count: number; readonly digest: string }
  /** Whether the linked libzmq is the vendored one, with this package's patches, and not the system's. */
  readonly vendored: boolean
  /** `Symbol.dispose` and `Symbol.asyncDispose` of Node's own realm. */
  readonly dispose?: symbol
  readonly asyncDispose?: symbol
  strerror(errno: Errno): string
  /** zmq_has(3). */
  has(capability: string): boolean
  setErrorFactory(factory: (errno: Errno, syscall: string, address?: string) => Error): void

  contextDefault(): ContextId
  contextNew(): ContextId
  /**
   * Claims a context for this thread; any thread may have made it. Returns undefined for success; ETERM when the
   * context was shut down, terminated, or released by every thread; EINVAL when no context ever had this number.
   */
  contextAttach(context: ContextId): Errno | undefined
  /** Whether any thread has begun to terminate the context. */
  contextTerminated(context: ContextId): boolean
  /** 32 hexadecimal digits, unique to this process and this copy of the addon. */
  processKey(): string
  contextGetInt32(context: ContextId, option: number): number
  contextSetInt32(context: ContextId, option: number, value: number): void
  contextGetBytes(context: ContextId, option: number): Buffer
  contextSetBytes(context: ContextId, option: number, value: Uint8Array): void
  /** The longest time that the exit of the process waits until this context's messages are transmitted, in ms; -1 for ever. */
  contextGetExitLinger(context: ContextId): number
  contextSetExitLinger(context: ContextId, milliseconds: number): void
  /**
   * Tells the addon that from now on JavaScript keeps the process alive for the messages of the context's closed
   * sockets. The exit of the process then waits for them for that much less time.
   */
  contextKeepsAlive(context: ContextId): void
  contextShutdown(context: ContextId): void
  /**
   * Terminates the context, unless another thread has already begun to. A separate thread waits for its end; `done` is
   * then called on this thread. Returns false, and does not call back, if the context has already ended.
   */
  contextTerm(context: ContextId, done: () => void): boolean
  /** Releases this thread's claim on the context. Releasing the last claim terminates the context in the background. */
  contextRelease(context: ContextId): void

  /** Milliseconds of a monotonic clock. */
  now(): number
  /**
   * Sets `wake`, which is called from a macrotask when a watched socket may have become readable or writable, or a
   * watched descriptor is ready.
   */
  setWake(wake: (watched: number) => void): void
  /** Sets the function that is called after `requestIteration`, from a macrotask. */
  setIterationCallback(callback: () => void): void
  /** Sets the function that is called after `setAlarm`, from a macrotask. */
  setAlarmCallback(callback: () => void): void
  /**
   * Starts the reactor of this thread, unless one runs. To be called before anything waits, and before `contextTerm`.
   */
  startReactor(reactor: "uv" | "thread"): void
  /**
   * Requests a call of the iteration callback in the next iteration of the event loop; the process stays alive until
   * then. Must not be called again before that. Returns false if the reactor cannot do this.
   */
  requestIteration(): boolean
  /**
   * Requests a call of the alarm callback in about this time, possibly a few milliseconds earlier. Replaces an earlier request.
   */
  setAlarm(milliseconds: number): void
  /** Sets whether the alarm keeps the process alive; at first it does not. */
  alarmKeepsAlive(keeps: boolean): void

  socketOpen(context: ContextId, type: number): SocketId
  socketClose(socket: SocketId): void
  /** Reads a socket option as int, int64_t, uint64_t or bytes; see zmq_getsockopt(3). */
  getInt32(socket: SocketId, option: number): number
  getInt64(socket: SocketId, option: number): bigint
  getUint64(socket: SocketId, option: number): bigint
  /** @param capacity The greatest size of the option's value in bytes, including the final NUL if libzmq adds one. */
  getBytes(socket: SocketId, option: number, capacity: number): Buffer
  setInt32(socket: SocketId, option: number, value: number): void
  setInt64(socket: SocketId, option: number, value: bigint): void
  setUint64(socket: SocketId, option: number, value: bigint): void
  setBytes(socket: SocketId, option: number, value: Uint8Array | null): void
  bind(socket: SocketId, address: string): void
  unbind(socket: SocketId, address: string): void
  /**
   * Blocks until this process has closed the sockets that it is about to close and that still listen at `address`, or
   * at `descriptor` unless that is -1; for at most `milliseconds`.
   */
  awaitClosed(address: string, descriptor: number, milliseconds: number): void
  /**
   * Calls `done` when {@link awaitClosed} would return. Does not block. Keeps the process alive until then. Returns
   * false, and does not call back, if there is nothing to wait for.
   */
  whenClosed(address: string, descriptor: number, milliseconds: number, done: () => void): boolean
  /**
   * Whether a socket of this process listens at this descriptor, which the program gave for a bind; also while such a
   * socket is being closed.
   */
  hasDescriptor(descriptor: number): boolean
  connect(socket: SocketId, address: string): void
  disconnect(socket: SocketId, address: string): void
  /** zmq_getsockopt ZMQ_EVENTS: a mask of ZMQ_POLLIN (1) and ZMQ_POLLOUT (2). */
  events(socket: SocketId): number
  /** How much the socket has sent and received. */
  traffic(socket: SocketId): { sent: Traffic; received: Traffic }
  /** Whether a ROUTER knows a peer by this routing id. False if libzmq cannot tell. */
  hasPeer(socket: SocketId, routingId: Uint8Array): boolean

  /** The type of a socket that reads the events of a monitor: `ZMQ_SUB`, or `ZMQ_PAIR` without libzmq's draft API. */
  readonly monitorReader: number
  /**
   * Makes `reader` receive those events of `socket` that are in the mask `events`, in the format of `version`, 1 or 2.
   * `reader` must be a socket of the type `monitorReader` on which nothing was done but to set options. A PAIR must
   * have no high-water mark, and be closed after the monitor has stopped. ENOTSUP for version 2 without libzmq's draft
   * API.
   */
  monitor(socket: SocketId, reader: SocketId, events: number, version: number): void
  /** Stops the monitor of a socket. Does nothing if the socket is closed. */
  stopMonitor(socket: SocketId): void
  /** zmq_socket_monitor_pipes_stats(3). EAGAIN without a connection, ENOTSUP without libzmq's draft API. */
  requestPipeStatistics(socket: SocketId): void

  /** Sets the mask of what the socket waits for: 1 to receive, 2 to send; and 4 if waiting keeps the process alive. */
  watch(socket: SocketId, interest: number): Errno | undefined
  /**
   * zmq_poll(3), for at most `milliseconds`. `table[0]` is the number of items. From `table[1]` on there are three
   * numbers for each item: the socket or descriptor; the mask of requested events, ZMQ_POLLIN (1) and ZMQ_POLLOUT (2),
   * plus 8 for a descriptor; and the mask of ready events, which the addon writes, with ZMQ_POLLERR (4) for
   * descriptors. When a signal of the operating system ends the wait, nothing is ready.
   */
  poll(table: Int32Array, milliseconds: number): Errno | undefined
  /**
   * Watches a descriptor of the program. Returns a number with bit 31 set; `wake` is called with that number, once,
   * when the descriptor is readable (1), writable (2), or has an error. If it fails, returns an errno, in which bit 31
   * is not set: EPERM for a file that cannot be watched, EBADF for a number that is not a descriptor.
   */
  watchDescriptor(descriptor: number, interest: number): number
  unwatchDescriptor(watched: number): void
  /**
   * Sends a message of one part. With the `mode` {@link tryNow}, the message is sent now or not at all. With
   * {@link tryNowOrQueue}, the addon queues a message that cannot be sent now, behind the messages in the queue.
   *
   * Returns undefined when libzmq accepted the message; EAGAIN when the send would block, or EFSM when a Request or
   * Reply must receive first: only then is the message queued, unless the mode is {@link tryNow}. Returns
   * {@link wrongType}; {@link emptyOrDetached}; or another errno.
   */
  send(socket: SocketId, part: NativePart, mode: number): Errno | undefined
  /** Sets the memory that later calls of `sendPacked` read. The caller must keep both alive until it sets others. */
  setPackedMemory(table: Int32Array, bytes: Uint8Array): void
  /**
   * Sends messages until one would block. Each message is sent whole or not at all. `table[0]` is the number of parts.
   * From `table[2]` on there is a number for each part. If the bytes of the part are the next in `bytes`, the number is
   * twice its size, plus 1 if more parts follow. If the part is the next in `unpacked`, the number is -1 for the last
   * part of a message and -2 for another part; -3 and -4, respectively, if the part's {@link Handling} is
   * {@link transferred}; -5 and -6 if it is {@link referred}.
   *
   * `mode` is as for `send`. `table[0]` becomes the number of messages that libzmq accepted. Returns undefined when it
   * accepted all. Returns EAGAIN when the next message would block, or EFSM when a Request or Reply must receive first;
   * the remaining messages are then queued, unless the mode is {@link tryNow}. Returns {@link wrongType} or
   * {@link emptyOrDetached} when part `table[1]` of `unpacked` cannot be sent; then nothing was sent. Otherwise returns the errno of a message; that message and the
   * rest are dropped.
   */
  sendPacked(socket: SocketId, unpacked: readonly NativePart[] | undefined, mode: number): Errno | undefined
  /** Allocates memory that can be sent without a copy. It is not zeroed. Undefined when memory runs out. */
  allocUnsafe(size: number): ArrayBuffer | undefined
  /** Whether a message of this process refers to the memory, which was sent as {@link referred}. */
  memoryInUse(memory: ArrayBuffer): boolean
  /**
   * Calls `done` from a macrotask when no message of this process refers to the memory any more. Keeps the process alive
   * until then. Returns the arguments of {@link cancelWhenFree}; undefined, and does not call back, if no message refers
   * to the memory now. The reactor must have been started.
   */
  whenFree(memory: ArrayBuffer, done: () => void): [notice: number, callback: number] | undefined
  /** Ends what `whenFree` has begun. Does nothing if the call back is under way, which then still comes. */
  cancelWhenFree(notice: number, callback: number): void
  /**
   * Sends queued messages, first in, first out, until one would block; the first message may wait for `milliseconds`.
   * `progress[0]` becomes the number of finished operations (calls of send or sendMany), `progress[1]` the number of
   * messages that were sent of the operation after these.
   *
   * Returns undefined when the queue is empty, EAGAIN when the next message would block, EFSM when a Request or
   * Reply must receive before the next message, and EINTR when a signal of the operating system ended the wait.
   * Otherwise returns the errno of a message: its operation is the last of the finished ones, and `progress[1]` is
   * about that operation.
   */
  flush(socket: SocketId, progress: Int32Array, milliseconds: number): Errno | undefined
  /**
   * Sets the greatest size of an ArrayBuffer in bytes. A longer received part is dropped, and the receive fails with
   * EMSGSIZE.
   */
  setLongestPart(size: number): void
  /**
   * Sends messages of one part each, with a destination for each: the routing id of a draft socket's peer, or the bytes
   * of a group's name. `mode` and the result are as for `sendPacked`. `progress[0]` becomes the number of messages that
   * libzmq accepted, `progress[1]` the index of the part that cannot be sent.
   */
  sendTo(
    socket: SocketId,
    parts: readonly NativePart[],
    destinations: readonly (number | Uint8Array)[],
    mode: number,
    handling: Handling,
    progress: Int32Array,
  ): Errno | undefined
  /** zmq_join(3) and zmq_leave(3). `group` must not contain a byte 0. */
  join(socket: SocketId, group: Uint8Array): void
  leave(socket: SocketId, group: Uint8Array): void
  /** zmq_connect_peer(3). Returns the routing id by which this socket knows the peer. */
  connectPeer(socket: SocketId, address: string): number
  /** zmq_disconnect_peer(3). ENOTSUP if libzmq does not have it. */
  disconnectPeer(socket: SocketId, routingId: number): void
  /** Drops the remaining messages of the queued operation at `index`. */
  cancelSend(socket: SocketId, index: number): Errno | undefined
  /**
   * Receives at most `limit` messages. It waits for the first one for `milliseconds`, or until a signal of the
   * operating system comes (EINTR). `table[0]` becomes the number of messages, `table[1]` the reason why there are no
   * more: 0 for a limit, else an errno. From `table[2]` on there is a number for each part: for a small part twice its
   * size, plus 1 if more parts follow; for a large part -1 if it is the last of its message, else -2.
   *
   * Returns one ArrayBuffer with the bytes of all small parts, where each part begins at a multiple of eight; or, if
   * there are large parts, an array of that and one ArrayBuffer for each large part; or undefined when nothing was
   * received. If the next message alone has more parts than the table has room for, `table[0]` becomes minus
   * the number of its parts.
   */
  receive(
    socket: SocketId,
    limit: number,
    table: Int32Array,
    milliseconds: number,
  ): ArrayBuffer | ArrayBuffer[] | undefined
  /**
   * Receives the next message, of which the last part goes into `memory`. It waits for the message as `receive` does.
   * Returns the size of that part. With `envelope` 1, the message may have parts before it, which the socket holds over:
   * `receive` with a limit of 0 returns them.
   *
   * Otherwise returns minus an errno: ENOBUFS if the message does not fit, because its last part is longer than the
   * memory, or because it has several parts and `envelope` is 0. The socket then holds over the whole message, and the
   * memory is unchanged.
   */
  receiveInto(socket: SocketId, memory: Uint8Array, envelope: number, milliseconds: number): number
  /**
   * Sets which metadata `receive` records of each message: the properties of these names; and with `kind` 1 the routing
   * id by which a draft socket knows its peer, with `kind` 2 the group in which a Dish received the message, with `kind`
   * 0 neither. A new socket records none.
   */
  recordMetadata(socket: SocketId, kind: number, properties: readonly string[]): void
  /**
   * Returns what the last `receive` recorded. The table gets two numbers for each message: a routing id, or an index
   * into `groups`; and an index into `properties`. A group is text with a character for each byte. An entry of
   * `properties` has the values in the order of the names that `recordMetadata` was given.
   */
  takeMetadata(
    socket: SocketId,
    table: Int32Array,
  ): [groups: string[], properties: (Buffer | undefined)[][]] | undefined

  /** zmq_curve_keypair(3): the public and the secret key, as Z85. */
  curveKeyPair(): [publicKey: string, secretKey: string]
  /** zmq_curve_public(3): the public key for a secret key of 40 characters. */
  curvePublicKey(secretKey: string): string
  /** zmq_z85_encode(3), of a multiple of four bytes. */
  z85Encode(bytes: Uint8Array): string
  /** zmq_z85_decode(3), of a multiple of five ASCII characters without NUL. */
  z85Decode(text: string): Buffer
  /**
   * Starts a proxy on a thread of its own, and hands the sockets over to it: their numbers are no longer valid, and the
   * proxy closes them when it ends. If both sides are the same socket, it is sent the messages that it receives.
   * `fromFrontend` and `fromBackend`, messages that were received already, are forwarded first. `ended` is called on
   * this thread when the proxy has ended. If this throws, nothing has changed.
   */
  proxyRun(
    frontend: SocketId,
    backend: SocketId,
    capture: SocketId | undefined,
    fromFrontend: readonly (readonly NativePart[])[],
    fromBackend: readonly (readonly NativePart[])[],
    ended: () => void,
  ): ProxyId
  proxyPause(proxy: ProxyId): void
  proxyResume(proxy: ProxyId): void
  proxyTerminate(proxy: ProxyId): void
  /** Sets whether the proxy keeps the process alive; at first it does not. */
  proxyKeepsAlive(proxy: ProxyId, keeps: boolean): void
  /**
   * Reads four counters for each of frontend, backend and capture: messages and bytes received, messages and bytes
   * sent.
   */
  proxyTraffic(proxy: ProxyId, counters: Float64Array): void
  /**
   * Removes a proxy that has ended, and reports why it ended. `outcome[0]` becomes the errno, or 0 after
   * `proxyTerminate`; `outcome[1]` the side that the error is about (frontend, backend, capture). Returns the name of
   * the function that failed.
   */
  proxyEnd(proxy: ProxyId, outcome: Int32Array): string | undefined
}

/**
 * The exports of the addon for this copy of the package. A test runner may evaluate the package several times in a
 * thread; each copy sets its own callbacks. Sockets and contexts belong to the thread.
 */
export const binding = (loadAddon() as { createBinding(): Binding }).createBinding()

// Node 20 defines these two symbols in a start-up script of its own realm, so a realm made by `vm` does not have them.
// Jest runs test files in such a realm; without the symbols they could not use `using` with sockets.
for (const name of ["dispose", "asyncDispose"] as const) {
  if (Symbol[name] !== undefined || binding[name] === undefined) continue
  Object.defineProperty(Symbol, name, { value: binding[name], writable: true, configurable: true })
}

/**
 * Returns a symbol that all copies of the package with this addon share. They may exchange the objects that it marks.
 */
export function sharedSymbol(name: string): symbol {
  return Symbol.for(`zmq-napi.${name}.${binding.processKey()}`)
}
