import assert from "node:assert/strict"
import { test } from "node:test"
import * as bounds from "../../bench/report/targets"
import { evaluate, type Target, targets, verdictLine } from "../../bench/report/targets"
import type { Cell, Round } from "../../bench/result"
import { artificialCell, artificialReport } from "./report-fixture"

const ours = { driver: "zmq-napi", style: "each" } as const
const theirs = { driver: "zeromq" } as const

function verdicts(bound: Target[3], ...cells: Cell[]): string {
  const cell = { scenario: "curve", ...(cells.length > 1 && { peers: 1000 }) } as const
  const outcomes = evaluate(artificialReport(...cells), [["", cell, ours, bound]])
  return outcomes.map(({ verdict, measured }) => `${verdict}: ${measured}`).join(", ")
}

const times = (...values: number[]) => values.map((time) => ({ time }))
const read = (...memory: [messages: number, sender: number, receiver: number][]) => ({
  memory: memory.map(([messages, sender, receiver]) => ({ messages, sender, receiver })),
})
const rate = bounds.rateOver(theirs, 4)
const cost = bounds.costOf(theirs, "cpu", 0.5)
const tail = bounds.costOf(theirs, "p999", 1)
const tails = (p999: number) => ({ latency: { min: 1, p50: 1, p99: 1, p999, max: p999 } })
const connection = bounds.costOf(theirs, "connectionMemory", 1.06)
const flat = bounds.flat(20, 1)
const start = bounds.overEmpty(8)
const load = bounds.loadOf(0.25)

for (const [title, bound, own, other, verdict] of [
  ["a ratio reaches its bound", rate, { rate: 4 }, { rate: 1 }, "met: 4.00×"],
  ["a ratio does not reach its bound", rate, { rate: 2 }, { rate: 1 }, "missed: 2.00×"],
  ["it is not the rounded number that decides", rate, { rate: 3.9999 }, { rate: 1 }, "missed: 4.00×"],
  ["a cost is no more than its share of the rival's", cost, { cpu: 1 }, { cpu: 2 }, "met: 0.500×"],
  ["the tail of round trips, by the rounds", tail, [tails(2), tails(6)], [tails(4), tails(6)], "met: 0.667×"],
  ["a long tail", tail, tails(8), tails(4), "missed: 2.00×"],
  ["memory of a connection", connection, { connectionMemory: 21 }, { connectionMemory: 20 }, "met: 1.05×"],
  ["a cost is more than its share", cost, { cpu: 2 }, { cpu: 2 }, "missed: 1.00×"],
  ["memory is flat: both sides together", flat, read([1, 1, 1], [2, 4, 4], [20, 6, 2]), [], "met: 1.00×"],
  ["memory grows", flat, read([2, 4, 4], [20, 8, 8]), [], "missed: 2.00×"],
  ["memory of few messages", flat, read([2, 4, 4], [10, 4, 4]), [], "not measured: fewer than 20 messages"],
  ["an empty script of the same round", start, times(16, 128, 32), times(8, 124, 16), "met: 8.00 ms more"],
  ["a slow import", start, times(32, 64, 128), times(16, 16, 16), "missed: 48.0 ms more"],
  ["idle sockets cost their share", load, { load: 0.25 }, [], "met: 25.0 % of a core"],
  ["idle sockets cost more", load, { load: 0.5 }, [], "missed: 50.0 % of a core"],
  ["who failed is not measured", rate, "no", { rate: 1 }, "not measured: zmq-napi failed"],
  ["nor beside who failed", rate, { rate: 1 }, "no", "not measured: zeromq failed"],
] as [string, Target[3], Round | Round[] | string, Round | Round[] | string, string][]) {
  test(`${title}: ${verdict}`, () => {
    const contenders = { "zmq-napi": own, zeromq: other, "empty script": other }
    assert.equal(verdicts(bound, artificialCell("curve", contenders)), verdict)
  })
}

test("what did not run, or has no rival, is not measured", () => {
  assert.equal(verdicts(rate), "not measured: not run")
  const alone = artificialCell("curve", { "zmq-napi": { rate: 1 } })
  assert.equal(verdicts(rate, alone), "not measured: zeromq not run")
  assert.equal(verdicts(bounds.rateOver({ driver: "stock-libzmq" }, 1), alone), "not measured: stock-libzmq not run")
})

test("a cost may grow from one cell to another by its bound", () => {
  const bound = bounds.growth({ scenario: "curve", peers: 1 }, 2)
  const at = (peers: number, cpu: number) => artificialCell("curve", { "zmq-napi": { cpu } }, { peers })
  assert.equal(verdicts(bound, at(1, 4), at(1000, 8)), "met: 2.00× (4.00 to 8.00 µs)")
  assert.equal(verdicts(bound, at(1, 2), at(1000, 8)), "missed: 4.00× (2.00 to 8.00 µs)")
  assert.equal(verdicts(bound, at(1000, 8)), "not measured: curve 1 not run")
})

test("every target is told of, also in a report that has nothing", () => {
  const outcomes = evaluate(artificialReport(), targets)
  assert.equal(outcomes.length, targets.length)
  assert.equal(verdictLine(outcomes), `0 met, 0 missed, ${targets.length} not measured`)
})
