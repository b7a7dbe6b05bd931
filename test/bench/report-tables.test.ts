import assert from "node:assert/strict"
import { test } from "node:test"
import { summaryTable } from "../../bench/report"
import { markdown } from "../../bench/report/pages"
import { scenarioTable } from "../../bench/report/tables"
import { artificialCell, artificialReport } from "./report-fixture"

const broken = "zeromq push ended with SIGABRT | <script>\nlast line of its stderr"
/** What is measured of a contender that is so many times better than another. */
const passing = (factor: number) => ({ rate: 1024 * factor, cpu: 16 / factor })
const large = { id: "throughput tcp 4096", size: 4096 }
const healthy = artificialCell("throughput", { libzmq: passing(8), zeromq: passing(1), "zmq-napi": passing(4) }, large)
const half = artificialCell("throughput", { "zmq-napi": passing(4), zeromq: broken }, { id: "throughput tcp 16" })

/** The cells of each line of the table, but for the rule below its head. */
function cellsOf(table: string): string[][] {
  const lines = table.split("\n").filter((line) => line.startsWith("| "))
  return lines.map((line) => line.slice(1, -1).split(/(?<!\\)\|/)).map((cells) => cells.map((text) => text.trim()))
}

test("a contender that failed has the word, why, and no number", () => {
  const table = scenarioTable("throughput", [half])
  const [, ours, theirs] = cellsOf(table)
  assert.equal(ours?.[2], "4.10 k/s")
  assert.deepEqual(theirs, ["16 B", "zeromq", "**failed**", ""])
  assert.match(table, /^- 16 B, zeromq: zeromq push ended with SIGABRT \\\| \\<script\\>$/m)
})

test("a table of nothing but failures says so", () => {
  const cell = artificialCell("curve", { zeromq: "no" })
  assert.deepEqual(cellsOf(scenarioTable("curve", [cell])).at(-1), ["16 B", "zeromq", "**failed**"])
})

test("what a failed contender said is in results.md whole, as text", () => {
  const told = "    zeromq push ended with SIGABRT | <script>\n    last line of its stderr\n"
  assert.ok(markdown(artificialReport(half)).includes(`## Failures\n\nthroughput tcp 16, zeromq:\n\n${told}`))
})

test("the terminal's table has a line for each way to use zmq-napi", () => {
  assert.deepEqual(cellsOf(summaryTable(artificialReport(healthy, half))), [
    ["cell", "contender", "result", "CPU/msg", "vs zeromq", "vs libzmq"],
    ["throughput tcp 4096", "zmq-napi", "4.10 k/s", "4.00 µs", "4.00× 4.00×", "0.500× 0.500×"],
    ["throughput tcp 16", "zmq-napi", "4.10 k/s", "4.00 µs", "failed", ""],
  ])
})

test("the terminal hears of each failure, by its first line", () => {
  const text = summaryTable(artificialReport(healthy, half))
  assert.equal(text.match(/^FAILED /gm)?.length, 1)
  assert.ok(text.endsWith("FAILED throughput tcp 16, zeromq: zeromq push ended with SIGABRT | <script>"))
})

test("where ours took no part, the terminal shows the others", () => {
  const table = summaryTable(artificialReport(artificialCell("curve", { libzmq: passing(1) })))
  assert.deepEqual(cellsOf(table)[1]?.slice(0, 3), ["curve", "libzmq", "1.02 k/s"])
})
