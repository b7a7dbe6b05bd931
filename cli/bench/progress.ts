import { coloured } from "../output/terminal"

/** On a terminal, a line on the standard error that says what runs; elsewhere nothing. */
export class Progress {
  readonly #stream = process.stderr
  #done = 0

  constructor(readonly total: number) {}

  /** The next of the rounds has begun. */
  next(what: string): void {
    this.#done += 1
    if (!this.#stream.isTTY) return
    const share = `${String(Math.floor((100 * (this.#done - 1)) / this.total)).padStart(3)} %`
    this.#stream.write(`\r${coloured("cyan", share, this.#stream)} ${what}\x1b[K`)
  }

  clear(): void {
    if (this.#stream.isTTY) this.#stream.write("\r\x1b[K")
  }
}
