import type { EventEmitter } from "node:events"
import type { Message, ReadableSocket, Socket, ZmqError } from "../index.js"
import { throwLater } from "./errors.js"

/** `receiveTimeout` has no effect on the sockets of this API. */
const forever = { timeout: -1 }
const atOnce = { timeout: 0 }

/** Receives the messages of a socket, and emits them as events. */
export class Receiver {
  readonly #core: Socket & ReadableSocket
  readonly #emitter: EventEmitter
  /**
   * Whether messages are received even if there is no listener. A Request must receive each reply before it can send
   * the next request. It receives no more messages than the program has sent; they are kept for a listener.
   */
  readonly #receivesAlways: boolean
  /** Messages that were received and not emitted, because there was no listener, or a listener paused the socket. */
  #held: Message[][] = []
  #running = false
  #paused = false

  constructor(core: Socket & ReadableSocket, emitter: EventEmitter, receivesAlways: boolean) {
    this.#core = core
    this.#emitter = emitter
    this.#receivesAlways = receivesAlways
  }

  /** Whether received messages are held. */
  get holdsMessages(): boolean {
    return this.#held.length > 0
  }

  /** Begins to receive, if there is a reason to. To be called when there may be one: then messages do not get lost. */
  start(): void {
    if (!this.#running && this.#wanted) void this.#run()
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#emitHeld()
    this.start()
  }

  /** The next message; undefined if there is none. */
  read(): Message[] | undefined {
    const held = this.#held.shift()
    if (held !== undefined || !this.#core.readable) return held
    try {
      return this.#core.receiveSync(atOnce)
    } catch (error) {
      // The receive of `#run` waits and gets the message, which is held then.
      if ((error as ZmqError).code === "EAGAIN") return undefined
      throw error
    }
  }

  close(): void {
    this.#held = []
  }

  get #wanted(): boolean {
    return this.#canEmit || (this.#receivesAlways && !this.#paused && !this.#core.closed)
  }

  get #canEmit(): boolean {
    return !this.#paused && !this.#core.closed && this.#emitter.listenerCount("message") > 0
  }

  /** Receives and emits until there is no reason to go on. */
  async #run(): Promise<void> {
    this.#running = true
    let goesOn = false
    // The code that has added the listener goes on first.
    await undefined
    try {
      for (this.#emitHeld(); this.#wanted; this.#emitHeld()) {
        const messages = await this.#core.receiveMany(forever)
        if (!this.#core.closed) this.#held.push(...messages)
      }
    } catch (error) {
      const { code } = error as ZmqError
      // Nothing can be received any more when the socket or its context was closed.
      if (!this.#core.closed && code !== "ETERM") this.#report(error)
      // A message with too many parts; the next one may have fewer. Other failures would come again at once.
      goesOn = code === "EMSGSIZE"
    }
    this.#running = false
    if (goesOn) this.start()
  }

  #emitHeld(): void {
    while (this.#held.length > 0 && this.#canEmit) {
      const message = this.#held.shift() as Message[]
      try {
        this.#emitter.emit("message", ...message)
      } catch (error) {
        // As in zeromq 5, also an error of a listener becomes an event.
        this.#report(error)
      }
    }
  }

  #report(error: unknown): void {
    try {
      this.#emitter.emit("error", error)
    } catch (unhandled) {
      throwLater(unhandled)
    }
  }
}
