import { loadAddon } from "./load.js"

/** A context's number in the addon's table; one for the process, valid in every thread. */
export type ContextId = number
/** A socket's number in its thread's table in the addon; used again when 2,047 other sockets have had its place. */
export type SocketId = number
/** A running proxy's number in its thread's table. */
export type ProxyId = number
/** An errno, or 0 for success. */
export type Errno = number

/** What went through a socket in one direction. */
export interface Traffic {
  /** Whole messages. */
  messages: number
  /** The bytes of their parts. */
  bytes: number
}

/** What may be one part of a message when it reaches the addon. */
export type NativePart = ArrayBufferView | ArrayBufferLike | string | number | null | undefined

/**
 * The addon's exports. Whatever is called on a socket may handle what libzmq had signalled to those who wait on it, so
 * they must look again afterwards: see `SocketHandle.used`.
 * Arguments are positional, and checked before they come here; the addon asserts nothing about
 * types that its signature does not name.
 *
 * Functions that return `Errno` are on the path of a message, and throw only when memory runs out or a getter of the
 * message does. All others throw a `ZmqError`, made by
 * the function given to `setErrorFactory`.
 */
export interface Binding {
  /** `ZMQ_*` constants of the zmq.h that was compiled in. */
  readonly constants: Readonly<Record<string, number>>
  /** errno names and their numbers on this platform, libzmq's own included. */
  readonly errnos: Readonly<Record<string, number>>
  readonly version: string
  /** What all copies of the package in the thread share, of Node's own realm: it refers to no copy by itself. */
  readonly shared: {
    /** What is known of received messages. */
    readonly messageProperties: WeakMap<object, object>
    /** See lib/stranded.ts. */
    readonly stranded: Set<unknown>
  }
  /** How many patches the linked libzmq has, and which: see `libzmqPatches`. */
  readonly patches: { readonly count: number; readonly digest: string }
  /** Whether libzmq is the vendored one, with its patches, and not the system's. */
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
   * Claims a context for this thread, whichever made it. Undefined for success; ETERM when it was shut down, terminated
   * or let go of by every thread; EINVAL when there never was one of that number.
   */
  contextAttach(context: ContextId): Errno | undefined
  /** Whether any thread has begun to terminate it. */
  contextTerminated(context: ContextId): boolean
  /** 32 hexadecimal digits that no other process has, nor another copy of the addon in this one. */
  processKey(): string
  contextGetInt32(context: ContextId, option: number): number
  contextSetInt32(context: ContextId, option: number, value: number): void
  contextGetBytes(context: ContextId, option: number): Buffer
  contextSetBytes(context: ContextId, option: number, value: Uint8Array): void
  /** The longest time that the end of the process waits for this context's messages to leave, in ms; -1 for ever. */
  contextGetExitLinger(context: ContextId): number
  contextSetExitLinger(context: ContextId, milliseconds: number): void
  /**
   * From now on the process stays for the messages of the context's closed sockets, for as long as its end would: the end
   * waits that much less for them.
   */
  contextStays(context: ContextId): void
  contextShutdown(context: ContextId): void
  /**
   * Terminates the context, unless another thread has begun to. Calls back on this thread when it has ended, which a
   * thread of its own waits for. False, and no call, if it had ended before.
   */
  contextTerm(context: ContextId, done: () => void): boolean
  /** Gives up this thread's claim on the context; the last one terminates it in the background. */
  contextRelease(context: ContextId): void

  /** Milliseconds of a clock that never goes back. */
  now(): number
  /** `wake` is called, from a macrotask, when a socket that waits may have become readable or writable. */
  setWake(wake: (watched: number) => void): void
  /** `turn` is called after `requestTurn`, `alarm` after `setAlarm`: each from a macrotask. */
  setLoopHooks(turn: () => void, alarm: () => void): void
  /** Starts the reactor of this thread, unless one runs: to be called before anything waits, and before `contextTerm`. */
  startReactor(reactor: "uv" | "thread"): void
  /**
   * Has `turn` called when the event loop has turned; the process stays alive until then. Not to be repeated before. False
   * where the reactor cannot do so.
   */
  requestTurn(): boolean
  /** Has `alarm` called in about that time, in place of what was set before; it may come a few milliseconds early. */
  setAlarm(milliseconds: number): void
  /** Whether the alarm keeps the process alive; at first it does not. */
  holdAlarm(held: boolean): void

  socketOpen(context: ContextId, type: number): SocketId
  socketClose(socket: SocketId): void
  /** A socket option as int, int64_t, uint64_t or bytes; see zmq_setsockopt(3). */
  getInt32(socket: SocketId, option: number): number
  getInt64(socket: SocketId, option: number): bigint
  getUint64(socket: SocketId, option: number): bigint
  /** `capacity`: the most bytes the option's value may have, with a final NUL where libzmq adds one. */
  getBytes(socket: SocketId, option: number, capacity: number): Buffer
  setInt32(socket: SocketId, option: number, value: number): void
  setInt64(socket: SocketId, option: number, value: bigint): void
  setUint64(socket: SocketId, option: number, value: bigint): void
  setBytes(socket: SocketId, option: number, value: Uint8Array | null): void
  bind(socket: SocketId, address: string): void
  unbind(socket: SocketId, address: string): void
  /**
   * Blocks for at most `milliseconds` while a listener of this process that is being closed has what a bind to `address`
   * needs; or `descriptor`, if that is not -1.
   */
  awaitClosed(address: string, descriptor: number, milliseconds: number): void
  /** Calls back when that is over, and keeps the process alive until then. False, and no call, if it is over already. */
  whenClosed(address: string, descriptor: number, milliseconds: number, done: () => void): boolean
  /** Whether a listener of this process has that descriptor, which the program gave for a bind, or is being closed with it. */
  hasDescriptor(descriptor: number): boolean
  connect(socket: SocketId, address: string): void
  disconnect(socket: SocketId, address: string): void
  /** zmq_getsockopt ZMQ_EVENTS: a mask of ZMQ_POLLIN (1) and ZMQ_POLLOUT (2). */
  events(socket: SocketId): number
  /** What the socket has sent and received. */
  traffic(socket: SocketId): { sent: Traffic; received: Traffic }
  /** Whether a ROUTER knows a peer by this routing id. False where libzmq cannot tell. */
  hasPeer(socket: SocketId, routingId: Uint8Array): boolean

  /** The type of the sockets that read what a monitor reports: `ZMQ_SUB`, or `ZMQ_PAIR` without libzmq's draft API. */
  readonly monitorReader: number
  /**
   * Has `reader`, a socket of that type which nothing was done with but to set its options, receive the events of
   * `socket`: of those in the mask, in the form of that version, 1 or 2. Its PAIR must have no high-water mark, and be
   * closed after the monitor has stopped. ENOTSUP for version 2 without libzmq's draft API.
   */
  monitor(socket: SocketId, reader: SocketId, events: number, version: number): void
  /** Ends that; without effect on a socket that is closed. */
  stopMonitor(socket: SocketId): void
  /** zmq_socket_monitor_pipes_stats(3): EAGAIN without a connection, ENOTSUP without libzmq's draft API. */
  requestPipeStatistics(socket: SocketId): void

  /** Says what the socket waits for: 1 to receive, 2 to send, 4 if that keeps the process alive. */
  watch(socket: SocketId, interest: number): Errno | undefined
  /**
   * zmq_poll(3), for at most `milliseconds`. `table[0]` is the number of items; from `table[1]` on there are three numbers
   * for each: a socket or a descriptor; what is asked, ZMQ_POLLIN (1), ZMQ_POLLOUT (2), and 8 for a descriptor; and what is
   * ready, which the addon writes, ZMQ_POLLERR (4) of descriptors included. Nothing is ready when a signal ended the wait.
   */
  poll(table: Int32Array, milliseconds: number): Errno | undefined
  /**
   * Watches a descriptor of the program's: `wake` is called with the number returned, once, when it is readable (1), writable
   * (2), or in error. Or an errno, which has no bit 31: EPERM for a file that cannot be watched, EBADF for no descriptor.
   */
  watchDescriptor(descriptor: number, interest: number): number
  unwatchDescriptor(watched: number): void
  /**
   * Sends a message of one part. `mode`: 0 now or not at all; 1 now, or keep it, behind those that were kept. Undefined when
   * libzmq took it; EAGAIN when it would block, or EFSM when a Request or Reply must receive first (and was kept, unless
   * `mode` is 0); -1 when the part is of no type that can be sent; else an errno. Never keeps a message otherwise.
   */
  send(socket: SocketId, part: NativePart, mode: number): Errno | undefined
  /** Says what the next calls of `sendPacked` read. Both stay alive while they do. */
  usePacking(table: Int32Array, bytes: Uint8Array): void
  /**
   * Sends messages, each all or nothing, until one would block. `table[0]` is the number of parts; from `table[2]` on
   * there is a number for each: twice its size plus 1 if more parts follow, when its bytes are the next of `bytes`; or,
   * for the next of `unpacked`, -1 for the last part of a message, -2 for another; -3 and -4 the same when the memory is
   * to be taken from its ArrayBuffer, which is done where it is ours.
   *
   * `table[0]` becomes the number of messages that libzmq took. Undefined when it took all; EAGAIN when the rest would
   * block, EFSM when a Request or Reply must receive first (and was kept, unless `mode` is 0); -1 when part `table[1]` of `unpacked` is of no type that can be sent, and
   * nothing was sent; else the errno of a message, with which the rest is dropped.
   */
  sendPacked(socket: SocketId, unpacked: readonly NativePart[] | undefined, mode: number): Errno | undefined
  /** Memory that can be sent without a copy, with whatever was in it before. Undefined when there is not as much. */
  allocUnsafe(size: number): ArrayBuffer | undefined
  /**
   * Sends what was kept, first in, first out, as long as nothing would block; the first message may wait for
   * `milliseconds`. `progress[0]` becomes how many operations (sends, sendManys) are over, `progress[1]` how many
   * messages were sent of the one behind them. Undefined when nothing is left, EAGAIN when the next message would block,
   * EFSM when a Request or Reply must receive before it, EINTR when a signal ended the wait; else the errno of a message, whose operation is the last of those that are over,
   * and `progress[1]` counts for that.
   */
  flush(socket: SocketId, progress: Int32Array, milliseconds: number): Errno | undefined
  /** Says how many bytes an ArrayBuffer can have here: a received part that is longer is EMSGSIZE, and dropped. */
  setLongestPart(size: number): void
  /**
   * Sends messages of one part each, to a peer of a draft socket (the tag is its routing id) or in a group (its bytes).
   * `mode` and what is returned are as for `sendPacked`; `progress[0]` becomes the number of messages that libzmq took,
   * and `progress[1]` says which part is of no type that can be sent. `transfer`: 1 to take the memory of parts from
   * their ArrayBuffers, which is done where it is ours.
   */
  sendTagged(
    socket: SocketId,
    parts: readonly NativePart[],
    tags: readonly (number | Uint8Array)[],
    mode: number,
    transfer: number,
    progress: Int32Array,
  ): Errno | undefined
  /** zmq_join(3) and zmq_leave(3): the group's bytes, none of them 0. */
  join(socket: SocketId, group: Uint8Array): void
  leave(socket: SocketId, group: Uint8Array): void
  /** zmq_connect_peer(3): the routing id by which the peer is known here. */
  connectPeer(socket: SocketId, address: string): number
  /** zmq_disconnect_peer(3): ENOTSUP where libzmq lacks it. */
  disconnectPeer(socket: SocketId, routingId: number): void
  /** Drops what is left of the kept operation at `index`. */
  cancelSend(socket: SocketId, index: number): Errno | undefined
  /**
   * Receives at most `limit` messages, for the first of which it waits for `milliseconds`, or until a signal comes
   * (EINTR). `table[0]` becomes their number, `table[1]` why there are no more: 0 for a limit,
   * else an errno. From `table[2]` on there is a number for each part: twice its size, plus 1 if more parts follow; or
   * -1 for the last part of a message, -2 for another, when the part is large.
   *
   * Returns the small parts' bytes one behind the other, each from a multiple of eight on; or, when there are large parts,
   * an array of that and of one ArrayBuffer for each of them; or undefined when nothing was received. When the next
   * message alone has more parts than the table has room for, `table[0]` becomes the negative of that number.
   */
  receive(
    socket: SocketId,
    limit: number,
    table: Int32Array,
    milliseconds: number,
  ): ArrayBuffer | ArrayBuffer[] | undefined
  /**
   * Has `receive` note of each message what it has beside its parts: a tag (0 none, 1 the routing id that a draft socket
   * knows its peer by, 2 the group that a Dish received it in), and the properties of these names. None, and no names, is
   * what a new socket has.
   */
  setLabels(socket: SocketId, tag: number, properties: readonly string[]): void
  /**
   * What the last `receive` noted: two numbers in the table for each message, its tag (a routing id, or the index of a
   * group) and the index of its properties; and what these indices mean: groups, a character for each byte, and values of
   * properties in the order in which they were named.
   */
  takeLabels(socket: SocketId, table: Int32Array): [groups: string[], properties: (Buffer | undefined)[][]] | undefined

  /** zmq_curve_keypair(3): the public and the secret key, as Z85. */
  curveKeyPair(): [publicKey: string, secretKey: string]
  /** zmq_curve_public(3): the public key that belongs to a secret one of 40 characters. */
  curvePublicKey(secretKey: string): string
  /** zmq_z85_encode(3), of a multiple of four bytes. */
  z85Encode(bytes: Uint8Array): string
  /** zmq_z85_decode(3), of a multiple of five ASCII characters without NUL. */
  z85Decode(text: string): Buffer
  /**
   * Starts a proxy on a thread of its own and moves the sockets to it: their numbers are stale from then on, and it closes
   * them when it ends. The same socket on both sides is sent what it receives. What was received already is forwarded
   * first. `ended` is called on this thread when it is over. Nothing has changed when it throws.
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
  /** Whether the proxy keeps the process alive; at first it does not. */
  proxyHold(proxy: ProxyId, alive: boolean): void
  /**
   * Four counters for each of frontend, backend and capture: messages and bytes received, messages and bytes sent.
   */
  proxyTraffic(proxy: ProxyId, counters: Float64Array): void
  /**
   * Forgets a proxy that has ended, and says how: `outcome[0]` becomes the errno, 0 after `proxyTerminate`, `outcome[1]`
   * the side that it is about (frontend, backend, capture). Returns the function that failed.
   */
  proxyEnd(proxy: ProxyId, outcome: Int32Array): string | undefined
}

/**
 * The exports of the addon for this copy of the package: a test runner may evaluate the package any number of times in a
 * thread, and each copy has functions of its own to be called back by. Sockets and contexts belong to the thread.
 */
export const binding = (loadAddon() as { createBinding(): Binding }).createBinding()

// Node 20 has these two from a start-up script of its own realm, and so a realm of `vm` has not. Without them the sockets of
// a test file that Jest runs there could not be used with `using`.
for (const name of ["dispose", "asyncDispose"] as const) {
  if (Symbol[name] !== undefined || binding[name] === undefined) continue
  Object.defineProperty(Symbol, name, { value: binding[name], writable: true, configurable: true })
}

/** A symbol that all copies of the package share which use this addon: what it marks they may hand to each other. */
export function sharedSymbol(name: string): symbol {
  return Symbol.for(`zmq-napi.${name}.${binding.processKey()}`)
}
