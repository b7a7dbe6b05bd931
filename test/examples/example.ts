import { join } from "node:path"
import { Child } from "../support/child"
import { repository } from "../support/repository"

/** An example in a process of its own, started as `npm run example` does; killed at the end of the test's block. */
export class Example extends Child {
  constructor(name: string, ...parameters: string[]) {
    super(process.execPath, [join(repository, "build-test", "examples", name), ...parameters])
  }

  /** Asks an example that serves for ever to end, and waits until it has, well and without complaint. */
  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<string[]> {
    this.kill(signal)
    return this.exited()
  }
}

/** The lines of the numbers from 1 to `count`. */
export function numbered(count: number, line: (number: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => line(index + 1))
}
