import assert from "node:assert/strict"
import { test } from "node:test"
import { summaryTable } from "../../bench/report"
import { markdown } from "../../bench/report/pages"
import { scenarioTable } from "../../bench/report/tables"
import { artificialCell, artificialReport, brokenFor, everyScenario, rounds } from "./report-fixture"

const passing = (factor: number) => rounds({ messages: 16, rate: 1024 * factor, cpu: 16 / factor, peakRss: 2 ** 20 }, 3)

const healthy = artificialCell({ id: "throughput tcp 4096", scenario: "throughput", size: 4096 }, [
  { driver: "libzmq", rounds: passing(8) },
  { driver: "zeromq", rounds: passing(1) },
  { driver: "zmq-napi", rounds: passing(4) },
])

const half = artificialCell({ id: "throughput tcp 16", scenario: "throughput" }, [
  { driver: "zmq-napi", rounds: passing(4) },
  { driver: "zeromq", failure: brokenFor },
])

function cellsOf(table: string): string[][] {
  const lines = table.split("\n").filter((line) => line.startsWith("|"))
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((text) => text.trim()),
  )
}

test("a scenario's table has a row a contender, ours first, with ratios to each rival", () => {
  const [head, , ...rows] = cellsOf(scenarioTable("throughput", [healthy]))
  assert.deepEqual(head, [
    "size",
    "contender",
    "rate",
    "data",
    "CPU a message",
    "peak memory",
    "better than zeromq: rate, CPU",
    "better than libzmq: rate, CPU",
  ])
  assert.deepEqual(rows, [
    ["4 KiB", "zmq-napi", "4.10 k/s", "16.0 MiB/s", "4.00 µs", "1.00 MiB", "4.00×, 4.00×", "0.500×, 0.500×"],
    ["4 KiB", "zeromq", "1.02 k/s", "4.00 MiB/s", "16.0 µs", "1.00 MiB", "", "0.125×, 0.125×"],
    ["4 KiB", "libzmq", "8.19 k/s", "32.0 MiB/s", "2.00 µs", "1.00 MiB", "8.00×, 8.00×", ""],
  ])
})

test("a contender that failed has the word, why, and no number", () => {
  const table = scenarioTable("throughput", [half])
  const [, , ours = [], theirs = []] = cellsOf(table)
  assert.equal(ours[2], "4.10 k/s")
  assert.deepEqual(theirs, ["16 B", "zeromq", "**failed**", "", ""])
  assert.match(table, /^- 16 B, zeromq: zeromq push ended with SIGABRT \\\| \\<script\\>$/m)
})

test("a table of nothing but failures says so", () => {
  const cell = artificialCell({ id: "curve", scenario: "curve" }, [{ driver: "zeromq", failure: "no" }])
  assert.deepEqual(cellsOf(scenarioTable("curve", [cell])).at(-1), ["16 B", "zeromq", "**failed**"])
})

test("what a failed contender said is in results.md whole, as text", () => {
  const text = markdown(artificialReport([half]))
  assert.match(
    text,
    /## Failures\n\nthroughput tcp 16, zeromq:\n\n {4}zeromq push .*<script>\n {4}last line of its stderr\n/,
  )
})

test("results.md tells the circumstances, and has a section for each scenario that ran", () => {
  const text = markdown(everyScenario())
  for (const fact of ["Artificial CPU, 2 cores, 1.00 GiB", "0000000", "2001-02-03 04:05 UTC, 1 min 4 s", "zeromq 2"]) {
    assert.ok(text.includes(fact), fact)
  }
  const titles = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)
  assert.equal(titles.length, 12)
  assert.doesNotMatch(text, /NaN|Infinity|undefined|## Failures/)
})

test("every row of a table in results.md has as many cells as its head", () => {
  for (const table of markdown(everyScenario()).match(/(^\|.*\n)+/gm)!) {
    const [head = [], ...rows] = cellsOf(table)
    for (const row of rows) assert.equal(row.length, head.length, table)
  }
})

test("the terminal's table is aligned, with a line for each way to use zmq-napi", () => {
  const [table = ""] = summaryTable(artificialReport([healthy, half])).split("\n\n")
  const lines = table.split("\n")
  const [head = "", first = ""] = lines
  assert.deepEqual(
    lines.map((line) => line.split(/ {2,}/)),
    [
      ["cell", "contender", "result", "CPU/msg", "vs zeromq", "vs libzmq"],
      ["throughput tcp 4096", "zmq-napi", "4.10 k/s", "4.00 µs", "4.00× 4.00×", "0.500× 0.500×"],
      ["throughput tcp 16", "zmq-napi", "4.10 k/s", "4.00 µs", "failed"],
    ],
  )
  assert.equal(head.indexOf("result") + "result".length, first.indexOf("4.10 k/s") + "4.10 k/s".length)
})

test("the terminal hears of each failure, by its first line", () => {
  const text = summaryTable(artificialReport([healthy, half]))
  assert.equal(text.split("\n").filter((line) => line.startsWith("FAILED ")).length, 1)
  assert.ok(text.endsWith("FAILED throughput tcp 16, zeromq: zeromq push ended with SIGABRT | <script>"))
})

test("where ours took no part, the terminal shows the others", () => {
  const cell = artificialCell({ id: "curve", scenario: "curve" }, [{ driver: "libzmq", rounds: passing(1) }])
  assert.match(summaryTable(artificialReport([cell])), /^curve +libzmq +1\.02 k\/s/m)
})
