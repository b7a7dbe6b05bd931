import { socketClosed } from "./errors.js"
import type { SocketHandle } from "./handle.js"
import type { Message } from "./message.js"
import type { OperationOptions } from "./operation.js"
import { handleOf, type Socket } from "./socket.js"
import { nextTurn, spendTurn } from "./turn.js"

/**
 * A socket that receives messages.
 *
 * @typeParam M - The parts of a message.
 */
export interface Readable<M extends object[] = Message[]> {
  /**
   * Receives the next message: its parts, in order, each a Buffer. Waits until there is one, for as long as `timeout`
   * (by default `receiveTimeout`, which is without end) and `signal` let it. Several receives are served in the order
   * in which they were called.
   *
   * Rejects with a `TimeoutError` (code `EAGAIN`), a `SocketClosedError` when the socket is closed meanwhile (code
   * `EAGAIN`), or a ZmqError: `EBADF` on a closed socket, `EFSM` where the socket must send first, `ETERM` when its
   * context ends. An abort rejects with the signal's reason.
   *
   * @see zmq_msg_recv(3)
   */
  receive(options?: OperationOptions): Promise<M>

  /** Receives messages until the socket is closed, which ends the iteration quietly. */
  [Symbol.asyncIterator](): AsyncIterableIterator<M, undefined>
}

const done = { done: true, value: undefined } as const

/** What `for await` uses: the loop's end leaves the socket as it is. */
class MessageIterator implements AsyncIterableIterator<Message[], undefined> {
  readonly #handle: SocketHandle
  #returned = false

  constructor(handle: SocketHandle) {
    this.#handle = handle
  }

  next(): Promise<IteratorResult<Message[], undefined>> {
    if (this.#returned || this.#handle.closed) return Promise.resolve(done)
    const value = this.#handle.incoming.takeReady()
    if (value === undefined) return this.#wait()
    const result = { done: false, value } as const
    return spendTurn() ? Promise.resolve(result) : nextTurn(result)
  }

  async #wait(): Promise<IteratorResult<Message[], undefined>> {
    try {
      return { done: false, value: await this.#handle.incoming.receive() }
    } catch (error) {
      if (this.#handle.closed) return done
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

/** The methods of {@link Readable}, for the prototypes of the sockets that are. */
export const readable = {
  receive(this: Socket, options?: OperationOptions): Promise<Message[]> {
    return this[handleOf].incoming.receive(options)
  },

  [Symbol.asyncIterator](this: Socket): AsyncIterableIterator<Message[], undefined> {
    if (this.closed) throw socketClosed()
    return new MessageIterator(this[handleOf])
  },
}
