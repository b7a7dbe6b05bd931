import type { SocketHandle } from "../engine/handle.js"
import { type OperationOptions, ParsedOptions, type ReceiveManyOptions, type SyncOptions } from "../engine/operation.js"
import { SocketClosedError, ZmqError } from "../errors/errors.js"
import { afterYield, countOperation, rejectFairly } from "../event-loop/fairness.js"
import type { Message } from "../message/message.js"
import { namesOf } from "../options/known-names.js"
import type { SocketOptionsOf } from "../options/types.js"
import { type Iteration, type OnWait, ReceiveIterator } from "../util/iteration.js"
import { handleOf, type Socket } from "./socket.js"

/** The options that every receiving socket has. */
type ReceiveOptions = Pick<SocketOptionsOf<"Pull">, "receiveBufferSize" | "receiveHighWaterMark" | "receiveTimeout">

/**
 * A source of messages, reduced to what most of a program needs, so that a test can implement it.
 * {@link ReadableSocket} has everything that a receiving socket can do.
 *
 * @typeParam M - The parts of a message.
 */
export interface Readable<M extends object[] = Message[]> extends ReceiveOptions {
  /**
   * Receives the next message: its parts, in order, each a Buffer. Waits until a message arrives, `timeout` is over (by
   * default `receiveTimeout`, which is unlimited) or `signal` aborts. Several receives are served in the order of their
   * calls. On a Request or Reply that must send first, the receive waits until the socket has sent.
   *
   * Rejects with a `TimeoutError` (code `EAGAIN`), a `SocketClosedError` when the socket is closed meanwhile (code
   * `EAGAIN`), or a ZmqError: `EBADF` on a closed socket; `ETERM` when its context ends; `EFSM` on a socket that must
   * send first, if the time-out is 0 or when nothing else keeps the process or worker alive. An abort rejects with the
   * signal's reason.
   *
   * @see zmq_msg_recv(3)
   */
  receive(options?: OperationOptions): Promise<M>

  /** Receives messages until the socket is closed or drained, which ends the iteration quietly. */
  [Symbol.asyncIterator](): AsyncIterator<M, undefined>
}

/**
 * A socket that receives messages.
 *
 * @typeParam M - The parts of a message.
 */
export interface ReadableSocket<M extends object[] = Message[]> extends Readable<M> {
  /**
   * Receives several messages, in order: waits for the first as {@link receive} does, then takes those that have
   * arrived, at most `max`. Never resolves with an empty array. Rejects as {@link receive} does, and with a TypeError
   * or RangeError unless `max` is an integer of at least 1.
   *
   * Without `max`, it takes at most 512 messages, or about 4 MiB of large ones.
   *
   * @see zmq_msg_recv(3)
   */
  receiveMany(options?: ReceiveManyOptions): Promise<M[]>

  /**
   * Receives the next message, and blocks the thread until one arrives or `timeout` is over (by default
   * `receiveTimeout`): for scripts and worker threads. Receives that wait already are served first.
   *
   * While it blocks, no other JavaScript runs in this thread, not even signal handlers. A signal without a handler ends
   * the process as usual, and `worker.terminate()` ends the thread. Throws the errors that {@link receive} rejects
   * with, but `EFSM` at once: the socket cannot send while it blocks.
   *
   * @see zmq_msg_recv(3)
   */
  receiveSync(options?: SyncOptions): M

  /**
   * Stops waiting for further messages, at the end of a service. Messages that have arrived are still received. After
   * the last one, iterations end quietly and receives reject with code `ECANCELED`. Idempotent, cannot be undone. The
   * socket stays open: a reply can still be sent. Throws with code `EBADF` on a closed socket.
   *
   * Peers that stay connected and send without a pause can delay this end. If this socket sends no replies, call
   * `unbind()` first, so that they can send no more.
   */
  drain(): void

  /** Iterates over {@link receiveMany}, until the socket is closed or drained, which ends the iteration quietly. */
  batches(options?: Pick<ReceiveManyOptions, "max">): Iteration<M[]>

  /** Receives messages until the socket is closed or drained, which ends the iteration quietly. */
  [Symbol.asyncIterator](): Iteration<M>
}

const batchesNames = namesOf<Pick<ReceiveManyOptions, "max">>("options of batches", { max: true })

/** The iterator of `for await`. What can be received at once costs no more than a receive. */
abstract class SocketIterator<T> extends ReceiveIterator<T> {
  protected readonly handle: SocketHandle

  constructor(handle: SocketHandle) {
    super()
    this.handle = handle
  }

  /** Takes what can be received at once; undefined if there is nothing, or if earlier receives wait for it. */
  protected abstract takeReady(): T | undefined

  protected get sourceClosed(): boolean {
    return this.handle.unusable
  }

  override next(): Promise<IteratorResult<T, undefined>> {
    if (this.left || this.handle.unusable) {
      return this.handle.handedOver && !this.left ? rejectFairly(this.handle.closedError()) : super.next()
    }
    const value = this.takeReady()
    if (value === undefined) return this.receiveNext()
    const result = { done: false, value } as const
    return countOperation() ? Promise.resolve(result) : afterYield(result)
  }

  // Checks the error and not `handle.closed`: the receive may have failed for another reason before the close.
  protected isEnd(error: unknown): boolean {
    return error instanceof SocketClosedError || (error instanceof ZmqError && error.code === "ECANCELED")
  }
}

class MessageIterator extends SocketIterator<Message[]> {
  protected takeReady(): Message[] | undefined {
    return this.handle.receiveQueue.takeReady()
  }

  protected receive(onWait: OnWait): Promise<Message[]> {
    return this.handle.receiveQueue.receive(undefined, null, onWait)
  }
}

class BatchIterator extends SocketIterator<Message[][]> {
  readonly #options: ReceiveManyOptions

  constructor(handle: SocketHandle, options: ReceiveManyOptions) {
    super(handle)
    this.#options = options
  }

  protected takeReady(): Message[][] | undefined {
    return this.handle.receiveQueue.takeManyReady(this.#options.max)
  }

  protected receive(onWait: OnWait): Promise<Message[][]> {
    return this.handle.receiveQueue.receiveMany(this.#options, onWait)
  }
}

/** The methods of {@link ReadableSocket}, for the prototypes of sockets that receive. */
export const readable = {
  receive(this: Socket, options?: OperationOptions): Promise<Message[]> {
    return this[handleOf].receiveQueue.receive(options)
  },

  receiveMany(this: Socket, options?: ReceiveManyOptions): Promise<Message[][]> {
    return this[handleOf].receiveQueue.receiveMany(options)
  },

  receiveSync(this: Socket, options?: SyncOptions): Message[] {
    return this[handleOf].receiveQueue.receiveSync(options)
  },

  drain(this: Socket): void {
    const handle = this[handleOf]
    handle.assertOpen()
    handle.receiveQueue.drain()
  },

  batches(this: Socket, options?: ReceiveManyOptions): Iteration<Message[][]> {
    const { max, error } = new ParsedOptions(options, batchesNames)
    if (error !== undefined) throw error
    this[handleOf].assertOpen()
    return new BatchIterator(this[handleOf], { max })
  },

  [Symbol.asyncIterator](this: Socket): Iteration<Message[]> {
    this[handleOf].assertOpen()
    return new MessageIterator(this[handleOf])
  },
}
