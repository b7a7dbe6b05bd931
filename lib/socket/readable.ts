import type { SocketHandle } from "../engine/handle.js"
import { type OperationOptions, ParsedOptions, type ReceiveManyOptions, type SyncOptions } from "../engine/operation.js"
import { SocketClosedError, ZmqError } from "../errors/errors.js"
import { namesOf } from "../errors/known-names.js"
import { afterYield, consumeBudget, rejectFairly } from "../event-loop/fairness.js"
import type { Message } from "../message/message.js"
import type { SocketOptionsOf } from "../options/table.js"
import type { Iteration } from "../util/iteration.js"
import { handleOf, type Socket } from "./socket.js"

/** The options that all sockets have which receive. */
type ReceiveOptions = Pick<SocketOptionsOf<"Pull">, "receiveBufferSize" | "receiveHighWaterMark" | "receiveTimeout">

/**
 * What receives messages, as far as most of a program needs to know it: little enough for a test to make one itself. All
 * that a socket can do is {@link ReadableSocket}.
 *
 * @typeParam M - The parts of a message.
 */
export interface Readable<M extends object[] = Message[]> extends ReceiveOptions {
  /**
   * Receives the next message: its parts, in order, each a Buffer. Waits until there is one, for as long as `timeout`
   * (by default `receiveTimeout`, which is without end) and `signal` let it. Several receives are served in the order
   * in which they were called. On a Request or Reply that must send first, it waits until that is done.
   *
   * Rejects with a `TimeoutError` (code `EAGAIN`), a `SocketClosedError` when the socket is closed meanwhile (code
   * `EAGAIN`), or a ZmqError: `EBADF` on a closed socket, `ETERM` when its context ends; `EFSM` where the socket must send
   * first, with a time-out of 0, and when nothing else keeps the process or worker alive. An abort rejects with the
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
   * Receives several messages: waits as {@link receive} does until there is one, then takes what is there, in order, at
   * most `max`. Never resolves with an empty array. Rejects as {@link receive} does, and with a TypeError or RangeError
   * for a `max` that is no integer of at least 1.
   *
   * Without `max` it takes what one look at the socket brings: at most 512 messages, and of large ones about 4 MiB.
   *
   * @see zmq_msg_recv(3)
   */
  receiveMany(options?: ReceiveManyOptions): Promise<M[]>

  /**
   * Receives the next message, and blocks the thread until there is one, for as long as `timeout` (by default
   * `receiveTimeout`) lets it: for scripts and worker threads. Receives that wait already are served first.
   *
   * While it blocks no other JavaScript runs in this thread, handlers of signals included; a signal without a handler
   * ends the process as usual, and `worker.terminate()` ends the thread. Throws what {@link receive} rejects with, and
   * `EFSM` at once: nothing can be sent while it blocks.
   *
   * @see zmq_msg_recv(3)
   */
  receiveSync(options?: SyncOptions): M

  /**
   * Lets nobody wait for messages any more, for the end of a service: what has arrived is handed out as before, and when
   * nothing waits, iterations end quietly and receives reject with code `ECANCELED`. Idempotent, cannot be undone, and
   * closes nothing: a reply can still be sent. Throws with code `EBADF` on a closed socket.
   *
   * Peers that stay connected and send without a pause can put that moment off; `unbind()` before, where no reply is
   * sent by this socket, lets them send no more.
   */
  drain(): void

  /** Iterates over {@link receiveMany}, until the socket is closed or drained, which ends the iteration quietly. */
  batches(options?: Pick<ReceiveManyOptions, "max">): Iteration<M[]>

  /** Receives messages until the socket is closed or drained, which ends the iteration quietly. */
  [Symbol.asyncIterator](): Iteration<M>
}

const batchesNames = namesOf<Pick<ReceiveManyOptions, "max">>("options of batches", { max: true })

const done = { done: true, value: undefined } as const

/** What `for await` uses: the loop's end leaves the socket as it is. */
abstract class ReceiveIterator<T> implements Iteration<T> {
  protected readonly handle: SocketHandle
  #returned = false

  constructor(handle: SocketHandle) {
    this.handle = handle
  }

  /** What can be received at once, if there is anything that nobody waits for. */
  protected abstract takeReady(): T | undefined
  protected abstract receive(): Promise<T>

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#returned || this.handle.closed) {
      return this.handle.handedOver && !this.#returned ? rejectFairly(this.handle.refusal()) : Promise.resolve(done)
    }
    const value = this.takeReady()
    if (value === undefined) return this.#wait()
    const result = { done: false, value } as const
    return consumeBudget() ? Promise.resolve(result) : afterYield(result)
  }

  async #wait(): Promise<IteratorResult<T, undefined>> {
    try {
      return { done: false, value: await this.receive() }
    } catch (error) {
      // The close alone, and not the socket's state: another error may have come before it.
      if (error instanceof SocketClosedError || (error instanceof ZmqError && error.code === "ECANCELED")) return done
      throw error
    }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#returned = true
    return done
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

class MessageIterator extends ReceiveIterator<Message[]> {
  protected takeReady(): Message[] | undefined {
    return this.handle.receiveQueue.takeReady()
  }

  protected receive(): Promise<Message[]> {
    return this.handle.receiveQueue.receive()
  }
}

class BatchIterator extends ReceiveIterator<Message[][]> {
  readonly #options: ReceiveManyOptions

  constructor(handle: SocketHandle, options: ReceiveManyOptions) {
    super(handle)
    this.#options = options
  }

  protected takeReady(): Message[][] | undefined {
    return this.handle.receiveQueue.takeManyReady(this.#options.max)
  }

  protected receive(): Promise<Message[][]> {
    return this.handle.receiveQueue.receiveMany(this.#options)
  }
}

/** The methods of {@link ReadableSocket}, for the prototypes of the sockets that are. */
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
    const { max, refusal } = new ParsedOptions(options, batchesNames)
    if (refusal !== undefined) throw refusal
    this[handleOf].assertOpen()
    return new BatchIterator(this[handleOf], { max })
  },

  [Symbol.asyncIterator](this: Socket): Iteration<Message[]> {
    this[handleOf].assertOpen()
    return new MessageIterator(this[handleOf])
  },
}
