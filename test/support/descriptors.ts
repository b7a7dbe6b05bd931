import { execFileSync } from "node:child_process"
import { closeSync, constants, openSync, readdirSync } from "node:fs"
import { freshPath } from "./endpoints"

/** How many descriptors the process has open. On Linux alone: elsewhere 0. */
export function openDescriptors(): number {
  return process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0
}

/** The two ends of a pipe of the system, as descriptors that do not block. */
export class Pipe implements Disposable {
  readonly reader: number
  readonly writer: number
  readonly #open = new Set<number>()

  constructor() {
    const path = freshPath()
    execFileSync("mkfifo", [path])
    // The order matters: without a reader, a writer that does not block is refused.
    this.reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    this.writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
    this.#open.add(this.reader).add(this.writer)
  }

  closeReader(): void {
    this.#close(this.reader)
  }

  closeWriter(): void {
    this.#close(this.writer)
  }

  [Symbol.dispose](): void {
    for (const descriptor of this.#open) this.#close(descriptor)
  }

  #close(descriptor: number): void {
    if (this.#open.delete(descriptor)) closeSync(descriptor)
  }
}
