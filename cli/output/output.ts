import { once } from "node:events"
import { OutputClosed } from "../session/errors"

/** After a signal, how long a reader that does not read is waited for, in milliseconds. */
const lastWait = 500

/** The standard output. A write waits while the reader does not keep up, so that nothing piles up in memory. */
export class Output {
  readonly #stream: NodeJS.WriteStream
  readonly #signal: AbortSignal
  #closed = false

  /** `closed` is called with the reason when nothing more can be written: a reader that has gone, or a full disk. */
  constructor(stream: NodeJS.WriteStream, signal: AbortSignal, closed: (reason: Error) => void) {
    this.#stream = stream
    this.#signal = signal
    stream.on("error", (error: NodeJS.ErrnoException) => {
      this.#closed = true
      closed(error.code === "EPIPE" || error.code === "EOF" ? new OutputClosed("The reader has gone") : error)
    })
  }

  /** Whether a person looks at it. */
  get terminal(): boolean {
    return this.#stream.isTTY === true
  }

  async write(data: string | Uint8Array): Promise<void> {
    this.#signal.throwIfAborted()
    if (data.length === 0 || this.#stream.write(data)) return
    await once(this.#stream, "drain", { signal: this.#signal }).catch((error) => {
      this.#signal.throwIfAborted()
      throw error
    })
  }

  /** Writes although the command has been asked to end. */
  writeLast(data: string): void {
    if (!this.#closed) this.#stream.write(data)
  }

  /** Waits until everything is written; after a signal, only for a moment. */
  async flush(): Promise<void> {
    if (this.#closed || this.#stream.writableLength === 0) return
    let timer: NodeJS.Timeout | undefined
    const written = new Promise<void>((resolve) => {
      this.#stream.write("", () => resolve())
      if (this.#signal.aborted) timer = setTimeout(resolve, lastWait)
    })
    await written
    clearTimeout(timer)
  }
}
