import { binding } from "./binding.js"
import { socketClosed, TimeoutError, ZmqError } from "./errors.js"
import { Fifo } from "./fifo.js"
import type { SocketHandle } from "./handle.js"
import { emptyMessage, invalidPart, type MessageLike } from "./message.js"
import { type OperationOptions, whyRefused } from "./operation.js"
import { refuse, spendTurn, turned } from "./turn.js"
import { Waiter } from "./waiter.js"

const { EAGAIN } = binding.errnos

// What the addon does with a message; native/node/send.cc defines the numbers.
const tryNow = 0
const tryNowOrKeep = 1
const keep = 2
/** What it answers to something that is an array to JavaScript only, such as a Proxy of one. */
const noArray = -(2 ** 31)

/** What every send that libzmq takes at once returns. */
const sent = Promise.resolve()

export type Outbound = MessageLike | readonly MessageLike[]

/**
 * The sending half of a socket: sends that wait until the socket is writable, in order. Their messages wait in the
 * addon, in the same order.
 */
export class Outgoing {
  /** `sendTimeout`, in milliseconds; -1 for ever. */
  timeout = -1
  /** `pendingSendLimit`: the most sends that may wait. */
  limit = 1000
  /** The fewest parts that a message of this socket's type has. */
  leastParts = 1
  /** The most; libzmq's STREAM takes a third part for the beginning of the next message. */
  mostParts = Number.POSITIVE_INFINITY

  readonly #handle: SocketHandle
  readonly #waiting = new Fifo<Waiter<void>>()

  constructor(handle: SocketHandle) {
    this.#handle = handle
  }

  /** How many sends wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  send(message: Outbound, options?: OperationOptions): Promise<void> {
    if (options === undefined && this.#waiting.length === 0 && this.timeout !== 0 && !this.#handle.closed) {
      let code: number | undefined
      try {
        code = this.#hand(message, tryNowOrKeep)
      } catch (error) {
        return refuse(error)
      }
      if (code === undefined) return spendTurn() ? sent : turned()
      return this.#afterwards(code, this.timeout, undefined)
    }
    return this.#send(message, options)
  }

  async #send(message: Outbound, options: OperationOptions | undefined): Promise<void> {
    const timeout = options?.timeout ?? this.timeout
    const refusal = whyRefused(options) ?? this.#whyNot(timeout)
    if (refusal !== undefined) return refuse(refusal)
    let code: number | undefined
    try {
      code = this.#hand(message, this.#waiting.length > 0 ? keep : timeout === 0 ? tryNow : tryNowOrKeep)
    } catch (error) {
      return refuse(error)
    }
    if (code !== undefined) return this.#afterwards(code, timeout, options?.signal)
    if (!spendTurn()) await turned()
  }

  /** What comes of a message that libzmq did not take: only at EAGAIN, and unless it must not wait, was it kept. */
  #afterwards(code: number, timeout: number, signal: AbortSignal | undefined): Promise<void> {
    if (code !== EAGAIN) return refuse(ZmqError.fromErrno(code, { syscall: "zmq_msg_send" }))
    return timeout === 0 ? refuse(new TimeoutError("zmq_msg_send", 0)) : this.#wait(timeout, signal)
  }

  /** Why nothing can be sent: the socket is closed; or others wait, and this must not wait or has no room to. */
  #whyNot(timeout: number): ZmqError | undefined {
    if (this.#handle.closed) return socketClosed()
    if (this.#waiting.length === 0) return undefined
    if (timeout === 0) return new TimeoutError("zmq_msg_send", 0)
    if (this.#waiting.length < this.limit) return undefined
    const message = `${this.limit} sends wait already; await them, or raise pendingSendLimit`
    return new ZmqError("EBUSY", message, { syscall: "zmq_msg_send" })
  }

  /** Hands the message to the addon: undefined when libzmq took it, or an errno. Throws if it is no message. */
  #hand(message: Outbound, mode: number): number | undefined {
    const { id } = this.#handle
    if (!Array.isArray(message)) {
      if (this.leastParts > 1) this.#checkParts([message as MessageLike])
      const part = message instanceof SharedArrayBuffer ? new Uint8Array(message) : (message as MessageLike)
      const code = binding.send(id, part, mode)
      this.#handle.used("outgoing")
      if (code !== undefined && code < 0) throw invalidPart(message, 0)
      return code
    }
    this.#checkParts(message)
    const code = binding.sendParts(id, message, mode)
    this.#handle.used("outgoing")
    if (code === undefined || code >= 0) return code
    if (code === noArray) return this.#hand([...message], mode)
    const index = -1 - code
    if (!(message[index] instanceof SharedArrayBuffer)) throw invalidPart(message, index)
    return this.#hand(message.map(shared), mode)
  }

  #checkParts(message: readonly unknown[]): void {
    if (message.length >= this.leastParts && message.length <= this.mostParts) return
    throw this.leastParts === 1 ? emptyMessage(message) : this.#handle.wrongParts(message)
  }

  async #wait(timeout: number, signal: AbortSignal | undefined): Promise<void> {
    const waiter = new Waiter<void>("zmq_msg_send")
    const leave = () => {
      const index = this.#waiting.remove(waiter)
      binding.cancelSend(this.#handle.id, index)
      this.#handle.updateInterest()
      // The next may be for a peer that has room, which libzmq does not signal again.
      if (index === 0 && this.#waiting.length > 0) this.#handle.wakeNextTurn()
    }
    this.#waiting.push(waiter)
    this.#handle.startWaiting(leave)
    return waiter.wait(timeout, signal, leave)
  }

  /** Sends what waits, as far as the socket takes it. Whether any was taken. */
  flush(): boolean {
    let flushed = false
    while (this.#waiting.length > 0) {
      const count = binding.flush(this.#handle.id) ?? 0
      if (count === 0) break
      flushed = true
      if (count < 0) this.#waiting.shift()?.fail(-count)
      for (let index = 0; index < count; index++) this.#waiting.shift()?.succeed()
    }
    return flushed
  }

  /** Ends every send that waits: libzmq did not take their messages. */
  close(): void {
    for (let first = this.#waiting.shift(); first !== undefined; first = this.#waiting.shift()) first.close()
  }
}

/** The addon cannot tell a SharedArrayBuffer from other objects, but copies a view of it. */
function shared(part: MessageLike): MessageLike {
  return part instanceof SharedArrayBuffer ? new Uint8Array(part) : part
}
