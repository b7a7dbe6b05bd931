import type { Display } from "./harness"
import { count } from "./report/format"
import { result } from "./report/tables"

/** Prints a line for each finished cell; on a terminal also a line with the progress and the time that is left. */
export async function createDisplay(stream: NodeJS.WriteStream = process.stderr): Promise<Display> {
  const { default: ora } = await import("ora")
  // Without a known width ora would clear lines without end. One frame a second, so that the display takes no CPU time
  // from the contenders.
  const sized = stream.columns > 0 ? {} : { isEnabled: false }
  const spinner = ora({ stream, interval: 1000, discardStdin: false, ...sized })
  let [began, total, started] = [0, 0, 0]

  function left(): string {
    if (started < 5) return ""
    const seconds = ((performance.now() - began) / started / 1000) * (total - started)
    return ` · about ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${count(Math.ceil(seconds / 60))} min`} left`
  }

  return {
    begin(rounds) {
      began = performance.now()
      total = rounds
    },
    round(cell, contender, round, rounds) {
      spinner.text = `${cell.id} · ${contender.name} · round ${round + 1} of ${rounds}${left()}`
      if (spinner.isEnabled) spinner.start()
      started += 1
    },
    cell(cell) {
      const outcomes = cell.contenders.map((contender) => {
        const { name, failure } = contender
        return `${name} ${failure === undefined ? result({ cell, contender }) : "FAILED"}`
      })
      stream.write(`${cell.id}: ${outcomes.join(", ")}\n`)
      // The whole failure, on lines of its own.
      for (const { name, failure } of cell.contenders) {
        if (failure !== undefined) stream.write(`  ${name}: ${failure.replaceAll("\n", "\n    ")}\n`)
      }
    },
    end() {
      spinner.stop()
    },
  }
}
