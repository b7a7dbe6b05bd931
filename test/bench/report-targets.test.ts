import assert from "node:assert/strict"
import { test } from "node:test"
import { evaluate, verdictLine } from "../../bench/report/evaluate"
import { type Target, targets } from "../../bench/report/targets"
import type { Round } from "../../bench/result"
import { artificialCell, artificialReport, everyScenario, rounds } from "./report-fixture"

const ours = { driver: "zmq-napi", style: "each" } as const
const theirs = { driver: "zeromq" } as const
const cell = { scenario: "curve" } as const

function verdictOf(target: Target, own: Round[], other: Round[], scenario: Target["cell"]["scenario"] = "curve") {
  const measured = artificialCell({ id: "cell", scenario, note: "import by require" }, [
    { driver: "zmq-napi", rounds: own },
    { driver: "zeromq", rounds: other },
    { driver: "node", name: "empty script", rounds: other },
  ])
  const [{ verdict, measured: text, reason }] = evaluate(artificialReport([measured]), [target])
  return reason === undefined ? `${verdict} ${text}` : `${verdict}: ${reason}`
}

test("a ratio has to reach its bound", () => {
  const target: Target = { name: "", cell, kind: "ratio", contender: ours, rival: theirs, measure: "rate", atLeast: 4 }
  assert.equal(verdictOf(target, rounds({ rate: 4 }), rounds({ rate: 1 })), "met 4.00×")
  assert.equal(verdictOf(target, rounds({ rate: 2 }), rounds({ rate: 1 })), "missed 2.00×")
  // It is not the rounded number that decides.
  assert.equal(verdictOf(target, rounds({ rate: 3.9999 }), rounds({ rate: 1 })), "missed 4.00×")
})

test("a cost may be no more than its share of the rival's", () => {
  const target: Target = { name: "", cell, kind: "ratio", contender: ours, rival: theirs, measure: "cpu", atMost: 0.5 }
  assert.equal(verdictOf(target, rounds({ cpu: 1 }), rounds({ cpu: 2 })), "met 0.500×")
  assert.equal(verdictOf(target, rounds({ cpu: 2 }), rounds({ cpu: 2 })), "missed 1.00×")
})

test("a cost may grow from one cell to another by its bound", () => {
  const target: Target = {
    name: "",
    cell: { scenario: "router", peers: 1000 },
    kind: "growth",
    contender: ours,
    from: { scenario: "router", peers: 1 },
    atMost: 2,
  }
  const at = (peers: number, cpu: number) =>
    artificialCell({ id: `router ${peers}`, scenario: "router", peers }, [
      { driver: "zmq-napi", rounds: rounds({ cpu }) },
    ])
  const verdict = (...cells: ReturnType<typeof at>[]) => {
    const [{ verdict, measured, reason }] = evaluate(artificialReport(cells), [target])
    return `${verdict}: ${measured ?? reason}`
  }
  assert.equal(verdict(at(1, 4), at(1000, 8)), "met: 2.00× (4.00 to 8.00 µs)")
  assert.equal(verdict(at(1, 2), at(1000, 8)), "missed: 4.00× (2.00 to 8.00 µs)")
  assert.equal(verdict(at(1000, 8)), "not measured: router 1 not run")
})

test("memory is flat if both sides together do not grow after the first tenth", () => {
  const target: Target = { name: "", cell, kind: "flat", contender: ours, messages: 20, atMost: 1 }
  const reading = (messages: number, sender: number, receiver: number) => ({ messages, sender, receiver })
  const of = (...memory: ReturnType<typeof reading>[]) => verdictOf(target, rounds({ memory }), [])
  assert.equal(of(reading(1, 1, 1), reading(2, 4, 4), reading(20, 6, 2)), "met 1.00×")
  assert.equal(of(reading(2, 4, 4), reading(20, 8, 8)), "missed 2.00×")
  assert.equal(of(reading(2, 4, 4), reading(10, 4, 4)), "not measured: fewer than 20 messages")
})

test("an import is measured against the empty script of the same round", () => {
  const target: Target = { name: "", cell: { scenario: "startup" }, kind: "import", contender: ours, atMost: 8 }
  const pairs = (own: number[], empty: number[]) =>
    verdictOf(
      target,
      own.map((time) => ({ time })),
      empty.map((time) => ({ time })),
      "startup",
    )
  assert.equal(pairs([16, 128, 32], [8, 124, 16]), "met 8.00 ms more")
  assert.equal(pairs([32, 64, 128], [16, 16, 16]), "missed 48.0 ms more")
})

test("idle sockets may cost their share of a core", () => {
  const target: Target = { name: "", cell: { scenario: "idle" }, kind: "load", contender: ours, atMost: 0.25 }
  assert.equal(verdictOf(target, rounds({ load: 0.25 }), [], "idle"), "met 25.0 % of a core")
  assert.equal(verdictOf(target, rounds({ load: 0.5 }), [], "idle"), "missed 50.0 % of a core")
})

test("what did not run, or failed, is not measured", () => {
  const target: Target = { name: "", cell, kind: "ratio", contender: ours, rival: theirs, measure: "rate", atLeast: 1 }
  const verdict = (...contenders: Parameters<typeof artificialCell>[1]) => {
    const cells = contenders.length === 0 ? [] : [artificialCell({ id: "curve", scenario: "curve" }, contenders)]
    const [{ verdict, reason, measured }] = evaluate(artificialReport(cells), [target])
    assert.equal(measured, undefined)
    return `${verdict}: ${reason}`
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
