import assert from "node:assert/strict"
import { test } from "node:test"
import * as bounds from "../../bench/report/targets"
import { evaluate, type Target, targets, verdictLine } from "../../bench/report/targets"
import type { Cell, Round, ScenarioName } from "../../bench/result"
import { artificialCell, artificialReport, everyScenario, rounds } from "./report-fixture"

const ours = { driver: "zmq-napi", style: "each" } as const
const theirs = { driver: "zeromq" } as const

function verdictIn(
  cells: Cell[],
  scenario: ScenarioName,
  bound: Omit<Target, "name" | "cell">,
  peers?: number,
): string {
  const cell = { scenario, ...(peers !== undefined && { peers }) }
  const outcomes = evaluate(artificialReport(cells), [{ name: "", cell, ...bound }])
  return outcomes.map(({ verdict, measured, reason }) => `${verdict}: ${measured ?? reason}`).join(", ")
}

function verdictOf(
  bound: Omit<Target, "name" | "cell">,
  own: Round[],
  other: Round[],
  scenario: ScenarioName = "curve",
) {
  const measured = artificialCell({ id: "cell", scenario }, [
    { driver: "zmq-napi", rounds: own },
    { driver: "zeromq", rounds: other },
    { driver: "node", name: "empty script", rounds: other },
  ])
  return verdictIn([measured], scenario, bound)
}

test("a ratio has to reach its bound", () => {
  const bound = bounds.rateOver(ours, theirs, 4)
  assert.equal(verdictOf(bound, rounds({ rate: 4 }), rounds({ rate: 1 })), "met: 4.00×")
  assert.equal(verdictOf(bound, rounds({ rate: 2 }), rounds({ rate: 1 })), "missed: 2.00×")
  // It is not the rounded number that decides.
  assert.equal(verdictOf(bound, rounds({ rate: 3.9999 }), rounds({ rate: 1 })), "missed: 4.00×")
})

test("a cost may be no more than its share of the rival's", () => {
  const bound = bounds.costOf(ours, theirs, "cpu", 0.5)
  assert.equal(verdictOf(bound, rounds({ cpu: 1 }), rounds({ cpu: 2 })), "met: 0.500×")
  assert.equal(verdictOf(bound, rounds({ cpu: 2 }), rounds({ cpu: 2 })), "missed: 1.00×")
})

test("a cost may grow from one cell to another by its bound", () => {
  const bound = bounds.growth(ours, { scenario: "router", peers: 1 }, 2)
  const at = (peers: number, cpu: number) =>
    artificialCell({ id: `router ${peers}`, scenario: "router", peers }, [
      { driver: "zmq-napi", rounds: rounds({ cpu }) },
    ])
  const verdict = (...cells: Cell[]) => verdictIn(cells, "router", bound, 1000)
  assert.equal(verdict(at(1, 4), at(1000, 8)), "met: 2.00× (4.00 to 8.00 µs)")
  assert.equal(verdict(at(1, 2), at(1000, 8)), "missed: 4.00× (2.00 to 8.00 µs)")
  assert.equal(verdict(at(1000, 8)), "not measured: router 1 not run")
})

test("memory is flat if both sides together do not grow after the first tenth", () => {
  const reading = (messages: number, sender: number, receiver: number) => ({ messages, sender, receiver })
  const of = (...memory: ReturnType<typeof reading>[]) => verdictOf(bounds.flat(ours, 20, 1), rounds({ memory }), [])
  assert.equal(of(reading(1, 1, 1), reading(2, 4, 4), reading(20, 6, 2)), "met: 1.00×")
  assert.equal(of(reading(2, 4, 4), reading(20, 8, 8)), "missed: 2.00×")
  assert.equal(of(reading(2, 4, 4), reading(10, 4, 4)), "not measured: fewer than 20 messages")
})

test("an import is measured against the empty script of the same round", () => {
  const times = (...values: number[]) => values.map((time) => ({ time }))
  const bound = bounds.overEmpty(ours, 8)
  assert.equal(verdictOf(bound, times(16, 128, 32), times(8, 124, 16), "startup"), "met: 8.00 ms more")
  assert.equal(verdictOf(bound, times(32, 64, 128), times(16, 16, 16), "startup"), "missed: 48.0 ms more")
})

test("idle sockets may cost their share of a core", () => {
  const bound = bounds.loadOf(ours, 0.25)
  assert.equal(verdictOf(bound, rounds({ load: 0.25 }), [], "idle"), "met: 25.0 % of a core")
  assert.equal(verdictOf(bound, rounds({ load: 0.5 }), [], "idle"), "missed: 50.0 % of a core")
})

test("what did not run, or failed, is not measured", () => {
  const verdict = (...contenders: Parameters<typeof artificialCell>[1]) => {
    const cells = contenders.length === 0 ? [] : [artificialCell({ id: "curve", scenario: "curve" }, contenders)]
    return verdictIn(cells, "curve", bounds.rateOver(ours, theirs, 1))
  }
  const good = { driver: "zmq-napi", rounds: rounds({ rate: 1 }) } as const
  assert.equal(verdict(), "not measured: not run")
  assert.equal(verdict(good), "not measured: not run")
  assert.equal(verdict(good, { driver: "zeromq", failure: "no" }), "not measured: zeromq failed")
  assert.equal(
    verdict({ driver: "zmq-napi", failure: "no" }, { driver: "zeromq", rounds: rounds({ rate: 1 }) }),
    "not measured: zmq-napi failed",
  )
})

test("every target is told of, also in a report that has nothing", () => {
  const outcomes = evaluate(artificialReport([]), targets)
  assert.equal(outcomes.length, targets.length)
  assert.equal(verdictLine(outcomes), `0 met, 0 missed, ${targets.length} not measured`)
})

test("a target counts in every cell that fits", () => {
  const websocket = evaluate(everyScenario(), targets).filter(({ where }) => where.startsWith("websocket"))
  assert.deepEqual(
    websocket.map(({ where, contender, verdict }) => [where, contender, verdict]),
    [
      ["websocket 16", "zmq-napi ws", "met"],
      ["websocket 64", "zmq-napi ws", "met"],
    ],
  )
})
