import type { Ora } from "ora" with { "resolution-mode": "import" }
import type { Display } from "./harness"
import { count } from "./report/format"
import { result } from "./report/summary"
import type { Cell } from "./result"

/** A line for each cell that is done; and on a terminal one that tells what goes on, and how long it still will. */
export async function createDisplay(stream: NodeJS.WriteStream = process.stderr): Promise<Display> {
  // It must not take the processor from what is measured: one frame a second.
  const { default: ora } = await import("ora")
  const spinner = ora({ stream, interval: 1000, discardStdin: false })
  return new LineDisplay(spinner, (line) => stream.write(`${line}\n`))
}

class LineDisplay implements Display {
  readonly #spinner: Ora
  readonly #write: (line: string) => void
  #began = 0
  #total = 0
  #started = 0

  constructor(spinner: Ora, write: (line: string) => void) {
    this.#spinner = spinner
    this.#write = write
  }

  begin(total: number): void {
    this.#began = performance.now()
    this.#total = total
  }

  round(...[cell, contender, round, rounds]: Parameters<Display["round"]>): void {
    if (this.#spinner.isSpinning || this.#spinner.isEnabled) {
      this.#spinner.text = `${cell.id} · ${contender.name} · round ${round + 1} of ${rounds}${this.#left()}`
      this.#spinner.start()
    }
    this.#started += 1
  }

  cell(cell: Cell): void {
    this.#spinner.clear()
    this.#write(`${cell.id}: ${outcomes(cell).join(", ")}`)
    this.#spinner.render()
  }

  end(): void {
    this.#spinner.stop()
  }

  #left(): string {
    if (this.#started < 5) return ""
    const seconds = ((performance.now() - this.#began) / this.#started / 1000) * (this.#total - this.#started)
    return ` · about ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${count(Math.ceil(seconds / 60))} min`} left`
  }
}

function outcomes(cell: Cell): string[] {
  return cell.contenders.map((contender) => {
    const outcome = contender.failure === undefined ? result({ cell, contender }) : `FAILED: ${contender.failure}`
    return `${contender.name} ${outcome}`
  })
}
