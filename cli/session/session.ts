import type { Context, Socket } from "zmq-napi"
import { library } from "../library"
import { Output } from "../output/output"
import { notice } from "../output/terminal"
import { GaveUp, Interrupted, OutputClosed } from "./errors"

/** Longer than any message should take to leave, and what a user waits for. */
export const defaultLinger = 10_000

/** libzmq's timers may be early by so much, in milliseconds. */
const clockTick = 1

/** What a command holds while it runs: its sockets, its output, and what ends it. */
export class Session {
  readonly output: Output
  readonly #ending = new AbortController()
  readonly #sockets: Socket[] = []
  #context: Context | undefined
  #linger = 0
  #flushing = false
  // A socket that only listens for events does not keep the process alive.
  readonly #alive = setInterval(() => {}, 2 ** 30)

  constructor(stream: NodeJS.WriteStream = process.stdout) {
    this.output = new Output(stream, this.signal, (reason) => this.end(reason))
  }

  /** Aborted when the command has to end; its reason says why. */
  get signal(): AbortSignal {
    return this.#ending.signal
  }

  /** Has all that waits reject with the reason. */
  end(reason: unknown): void {
    this.#ending.abort(reason)
  }

  /** The context of the command's sockets. `linger` bounds how long messages may take to leave at the end. */
  context(linger = defaultLinger): Context {
    this.#linger = linger
    this.#context ??= new (library().Context)({ exitLinger: linger })
    return this.#context
  }

  /** Closes the socket at the end. */
  own(socket: Socket): void {
    this.#sockets.push(socket)
  }

  /**
   * Writes what is to be written, closes the sockets, and waits until their messages have left or the linger period is
   * over. Rejects with {@link GaveUp} in that case, if messages were sent.
   */
  async close(): Promise<void> {
    try {
      await this.output.flush()
      const sent = this.#sockets.some(sentAnything)
      const began = performance.now()
      for (const socket of this.#sockets) socket.close()
      if (this.#context !== undefined) await this.#flush(this.#context, sent, began)
    } finally {
      clearInterval(this.#alive)
    }
  }

  async #flush(context: Context, sent: boolean, began: number): Promise<void> {
    const linger = this.#linger
    this.#flushing = sent
    const hint = setTimeout(() => this.explainWait(), 1000)
    await context.term()
    clearTimeout(hint)
    this.#flushing = false
    const over = linger > 0 && performance.now() - began >= linger - clockTick
    if (sent && over && !(this.signal.reason instanceof OutputClosed)) {
      throw new GaveUp(`Messages did not leave within ${linger} ms (--linger), and were dropped`)
    }
  }

  /** Says why the command has not ended yet, if it waits for its messages to leave. */
  explainWait(): void {
    if (!this.#flushing) return
    const limit = this.#linger === -1 ? "as long as it takes" : `at most ${this.#linger} ms`
    notice(`Waiting for messages to leave, ${limit}${this.interruption ? "; a second signal ends this" : ""}`)
  }

  /** The signal that the command was asked to end by, if it was. */
  get interruption(): NodeJS.Signals | undefined {
    const { reason } = this.signal
    return reason instanceof Interrupted ? reason.signal : undefined
  }
}

function sentAnything(socket: Socket): boolean {
  return socket.stats.sent.messages > 0
}
