const tick = 250

/**
 * A time limit that counts only time in which this process runs: a laptop that sleeps, or a shell that stops the
 * process, must not look like a target that hangs.
 */
export class Deadline implements Disposable {
  /** Resolves when the time is over. */
  readonly passed: Promise<void>
  over = false
  readonly #timer: NodeJS.Timeout

  constructor(milliseconds: number) {
    let left = milliseconds
    let pass = () => {}
    this.passed = new Promise((resolve) => {
      pass = resolve
    })
    this.#timer = setInterval(() => {
      left -= tick
      if (left > 0) return
      this.over = true
      clearInterval(this.#timer)
      pass()
    }, tick)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
