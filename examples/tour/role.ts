// One role of a pattern, in the process that the tour started for it.
import { pair } from "./pair"
import type { Pattern } from "./pattern"
import { pipeline } from "./pipeline"
import type { Report } from "./processes"
import { publishSubscribe } from "./publish-subscribe"
import { requestReply } from "./request-reply"
import { roundTrip } from "./round-trip"
import { throughput } from "./throughput"

const patterns: Pattern[] = [requestReply, publishSubscribe, pipeline, pair, throughput, roundTrip]

async function main([title, name = "", seconds, first = "", second = ""]: string[]): Promise<void> {
  const role = patterns.find((pattern) => pattern.title === title)?.roles[name]
  if (role === undefined) throw new Error(`There is no role ${name} of a pattern ${title}`)
  const result = await role({
    endpoints: [first, second],
    seconds: Number(seconds),
    reportBound: (...bound) => report({ bound: bound.map(String) }),
    whenFirstIsDone: (callback) => process.once("message", callback),
  })
  process.off("disconnect", abandoned)
  report({ result })
  process.disconnect()
}

function report(report: Report): void {
  process.send!(report)
}

/** The tour was killed, so that nobody is left to send to: an exit would wait for that. */
function abandoned(): void {
  process.kill(process.pid, "SIGKILL")
}

// Ctrl+C in a terminal reaches every process of the tour; the tour itself ends the others.
process.on("SIGINT", () => {})
process.once("disconnect", abandoned)
main(process.argv.slice(2))
