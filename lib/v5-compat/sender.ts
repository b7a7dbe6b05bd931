import { types } from "node:util"
import type { MessagePart, Socket, WritableSocket, ZmqError } from "../index.js"
import * as constants from "./constants.js"
import { assertOpen, throwLater } from "./errors.js"

/** What `send` calls when the message was sent, or cannot be sent. Its `this` is the socket. */
export type SendCallback = (error?: Error) => void

/** `sendTimeout` has no effect on the sockets of this API. */
const forever = { timeout: -1 }
const atOnce = { timeout: 0 }

/** A message, and the callbacks of the calls that its parts came with. */
interface Outgoing {
  readonly parts: MessagePart[]
  readonly callbacks: SendCallback[]
}

/** Sends the messages of a socket, in the order of the calls. */
export class Sender {
  readonly #core: Socket & WritableSocket
  readonly #emitter: NodeJS.EventEmitter
  /** A message whose last call had ZMQ_SNDMORE. */
  #unfinished: Outgoing | undefined
  /** Messages that wait for {@link resume}. */
  readonly #queue: Outgoing[] = []
  #isPaused = false
  /** The number of messages that wait in `#core`. */
  #waiting = 0

  constructor(core: Socket & WritableSocket, emitter: NodeJS.EventEmitter) {
    this.#core = core
    this.#emitter = emitter
  }

  send(message: unknown, flags: number, callback: SendCallback | undefined): void {
    const outgoing = this.#unfinished ?? { parts: [], callbacks: [] }
    const parts = Array.isArray(message) ? message.map(partOf) : [partOf(message)]
    outgoing.parts.push(...parts)
    if (callback !== undefined) outgoing.callbacks.push(callback)
    this.#unfinished = (flags & constants.ZMQ_SNDMORE) === 0 ? undefined : outgoing
    if (this.#unfinished !== undefined) return
    this.#queue.push(outgoing)
    this.#flush()
  }

  pause(): void {
    this.#isPaused = !this.#core.closed
  }

  resume(): void {
    this.#isPaused = false
    this.#flush()
  }

  /** To be called when the socket was closed: messages that wait for {@link resume} are not sent. */
  close(): void {
    this.#unfinished = undefined
    this.resume()
  }

  /** Goes on after a failure that the program does not handle, and throws it at the end. */
  #flush(): void {
    let failed: { error: unknown } | undefined
    while (!this.#isPaused && this.#queue.length > 0) {
      try {
        this.#transmit(this.#queue.shift() as Outgoing)
      } catch (error) {
        if (failed !== undefined) throwLater(error)
        failed ??= { error }
      }
    }
    if (failed !== undefined) throw failed.error
  }

  /** Sends at once if that is possible, so that callbacks and errors come during the call of `send`, as in zeromq 5. */
  #transmit(outgoing: Outgoing): void {
    const outcome = outgoing.parts.length === 0 ? "sent" : this.#tryNow(outgoing)
    if (outcome === "sent") this.#sent(outgoing)
    else if (outcome === "wait") this.#wait(outgoing)
    else this.#failed(outgoing, outcome.error)
  }

  #tryNow({ parts }: Outgoing): "sent" | "wait" | { error: unknown } {
    if (this.#waiting > 0) return "wait"
    try {
      assertOpen(this.#core)
      this.#core.sendSync(parts, atOnce)
      return "sent"
    } catch (error) {
      return this.#isTemporary(error) ? "wait" : { error }
    }
  }

  /** Whether the message can be sent later: no peer has room, or a Request or Reply must receive first. */
  #isTemporary(error: unknown): boolean {
    const { code } = error as Partial<ZmqError>
    return !this.#core.closed && (code === "EAGAIN" || code === "EFSM")
  }

  #wait(outgoing: Outgoing): void {
    this.#waiting += 1
    const settle = (done: () => void) => {
      this.#waiting -= 1
      try {
        done()
      } catch (error) {
        throwLater(error)
      }
    }
    this.#core.send(outgoing.parts, forever).then(
      () => settle(() => this.#sent(outgoing)),
      (error) => settle(() => this.#failed(outgoing, error)),
    )
  }

  #sent({ callbacks }: Outgoing): void {
    for (const callback of callbacks) callback.call(this.#emitter)
  }

  #failed({ callbacks }: Outgoing, error: unknown): void {
    for (const callback of callbacks) callback.call(this.#emitter, error as Error)
    // A program that closes a socket, or sends on a closed one, need not listen for errors.
    if (callbacks.length === 0 && !this.#core.closed) this.#emitter.emit("error", error)
  }
}

/** Bytes as they are; the text of anything else. */
function partOf(part: unknown): MessagePart {
  return ArrayBuffer.isView(part) || types.isAnyArrayBuffer(part) ? (part as MessagePart) : String(part)
}
