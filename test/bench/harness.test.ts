import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, it } from "node:test"
import type { Program } from "../../bench/children"
import { measureExchange } from "../../bench/exchange"
import {
  type Display,
  failed,
  type PlannedCell,
  type PlannedContender,
  runHarness,
  type Settings,
} from "../../bench/harness"
import type { Report } from "../../bench/result"
import { cell as plannedCell, pushPull } from "../../bench/scenarios/contenders"

const silent: Display = { begin() {}, round() {}, cell() {}, end() {} }

// In seconds: longer than a busy machine takes to start a peer. Only a peer that never answers takes that long.
const answerTimeout = 4

/** A contender whose peers are another program than its driver's. */
function started(name: string, program: Program, limits: Partial<Settings> = {}): PlannedContender {
  const use = { driver: "zmq-napi", style: "each" } as const
  const { endpoints } = pushPull(use, "tcp", { size: 16 })
  const exchange = { endpoints: endpoints.map((one) => ({ ...one, program })), counted: 0 }
  return { ...use, name, measure: (settings) => measureExchange(exchange, { ...settings, ...limits }) }
}

function tiny(fault: string, name = fault): PlannedContender {
  const limits = fault === "hangs" || fault === "lingers" ? { answerTimeout } : {}
  return started(name, [process.execPath, join(__dirname, "tiny-peer.js"), fault], limits)
}

function cell(...contenders: PlannedContender[]): PlannedCell {
  return plannedCell("throughput", "tcp 16", contenders, { quick: true })
}

function run(cells: PlannedCell[], settings: Partial<Settings>, display = silent, rounds = 2): Promise<Report> {
  return runHarness({ cells, rounds, settings: { duration: 0.01, full: false, ...settings }, command: "" }, display)
}

// At the same time, because peers that hang are waited for.
describe("the harness", { concurrency: 4 }, () => {
  it("measures and reports each round", async () => {
    const report = await run([cell(tiny("none"))], { count: 100 })
    assert.equal(failed(report), false)
    assert.equal(report.rounds, 2)
    assert.equal(report.versions["zmq-napi"], "tiny 1")
    assert.match(report.commit, /^[0-9a-f]+\+?$|^unknown$/)
    const [measured] = report.cells[0]!.contenders
    assert.equal(measured!.rounds.length, 2)
    for (const { messages, rate, cpu, peakRss } of measured!.rounds) {
      assert.equal(messages, 100)
      assert.ok(rate! > 0 && cpu! > 0 && peakRss! > 2 ** 20)
    }
    assert.ok(measured!.summary!.rate!.min <= measured!.summary!.rate!.max)
  })

  it("chooses a count that takes as long as it should", async () => {
    const report = await run([cell(tiny("none"))], { duration: 0.2 }, silent, 1)
    const [{ messages, rate }] = report.cells[0]!.contenders[0]!.rounds as [{ messages: number; rate: number }]
    assert.ok(messages > 1000, `${messages} messages`)
    assert.ok(messages / rate > 0.02, `${messages / rate} s`)
  })

  it("interleaves the contenders and rotates who is first", async () => {
    const order: string[] = []
    const display: Display = { ...silent, round: (_cell, { name }, round) => order.push(`${name} ${round}`) }
    await run([cell(tiny("none", "A"), tiny("none", "B"), tiny("none", "C"))], { count: 2 }, display)
    assert.deepEqual(order, ["A 0", "B 0", "C 0", "A 1", "C 1", "B 1"])
  })

  for (const [fault, told] of [
    ["refuses", /pull failed to start: no such style/],
    ["throws", /pull failed to run 10: a message was lost/],
    ["dies", /pull ended with SIGABRT\nAssertion failed: it was fine yesterday/],
    ["loses", /9 of 10 messages were counted/],
    ["hangs", /pull did not answer run 10 within 4 s/],
    ["babbles", /pull answered run 10 with well, well/],
    ["lingers", /(pull|push) did not answer exit within 4 s/],
    ["is not there", /zmq-napi \w+ could not be started: .*ENOENT/],
  ] as const) {
    it(`shows no number of a contender whose peer ${fault}, and goes on`, async () => {
      const broken = fault === "is not there" ? started("lost", ["/nowhere/peer"]) : tiny(fault)
      const report = await run([cell(broken, tiny("none"))], { count: 10 })
      const [bad, good] = report.cells[0]!.contenders
      assert.match(bad!.failure!, told)
      assert.deepEqual([bad!.rounds, bad!.summary], [[], undefined])
      assert.equal(good!.rounds.length, 2)
      assert.deepEqual(good!.summary!.ratios, {})
      assert.equal(failed(report), true)
    })
  }
})
