import type { Ora } from "ora" with { "resolution-mode": "import" }
import type { Display } from "./harness"
import { count } from "./report/format"
import { result } from "./report/summary"
import type { Cell, Contender } from "./result"

/** A line for each cell that is done; and on a terminal one that tells what goes on, and how long it still will. */
export async function createDisplay(stream: NodeJS.WriteStream = process.stderr): Promise<Display> {
  const { default: ora } = await import("ora")
  // A terminal that does not know how wide it is counts as none, because ora would clear lines without end. One frame
  // a second, not to take the processor from what is measured.
  const sized = stream.columns > 0 ? {} : { isEnabled: false }
  const spinner = ora({ stream, interval: 1000, discardStdin: false, ...sized })
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
    this.#spinner.text = `${cell.id} · ${contender.name} · round ${round + 1} of ${rounds}${this.#left()}`
    if (this.#spinner.isEnabled) this.#spinner.start()
    this.#started += 1
  }

  cell(cell: Cell): void {
    const outcomes = cell.contenders.map((contender) => outcome(cell, contender))
    for (const line of [`${cell.id}: ${outcomes.join(", ")}`, ...failures(cell)]) this.#write(line)
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

function outcome(cell: Cell, contender: Contender): string {
  return `${contender.name} ${contender.failure === undefined ? result({ cell, contender }) : "FAILED"}`
}

/** What a failed contender's peer had to say, on lines of its own. */
function failures(cell: Cell): string[] {
  return cell.contenders
    .filter(({ failure }) => failure !== undefined)
    .map(({ name, failure }) => `  ${name}: ${failure!.replaceAll("\n", "\n    ")}`)
}
