import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { before, describe, it } from "node:test"
import { choose } from "../../bench/command-line"
import type { Contender, Report, Round, ScenarioName } from "../../bench/result"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

/** The numbers that a round of each scenario must have. */
const exchanged = ["messages", "rate", "cpu", "peakRss"] as const
const measures: Record<ScenarioName, readonly (keyof Round)[]> = {
  throughput: exchanged,
  styles: exchanged,
  latency: exchanged,
  fanout: exchanged,
  router: exchanged,
  multipart: exchanged,
  curve: exchanged,
  websocket: exchanged,
  memory: ["messages", "peakRss"],
  startup: ["time"],
  idle: ["peakRss"],
}

const output = folderForTests().path
let report: Report

before(() => {
  const program = join(repository, "build-test", "bench", "run.js")
  const parameters = ["--full", "--count", "20", "--rounds", "1", "--output", output]
  const { status, stderr } = spawnSync(process.execPath, [program, ...parameters], {
    encoding: "utf8",
    timeout: 110_000,
  })
  assert.equal(status, 0, stderr)
  report = JSON.parse(readFileSync(join(output, "results.json"), "utf8"))
})

function contenders(): { title: string; scenario: ScenarioName; contender: Contender }[] {
  return report.cells.flatMap(({ id, scenario, contenders }) =>
    contenders.map((contender) => ({ title: `${id}, ${contender.name}`, scenario, contender })),
  )
}

describe("a run of everything at tiny counts", () => {
  it("has every cell and contender of the grid", () => {
    const planned = choose({ full: true }).map(({ id, contenders }) => [id, contenders.map(({ name }) => name)])
    assert.deepEqual(
      report.cells.map(({ id, contenders }) => [id, contenders.map(({ name }) => name)]),
      planned,
    )
  })

  it("has a round with its numbers for each", () => {
    for (const { title, scenario, contender } of contenders()) {
      assert.equal(contender.failure, undefined, title)
      assert.equal(contender.rounds.length, 1, title)
      for (const name of measures[scenario]) {
        const value = contender.rounds[0]![name]
        assert.ok(typeof value === "number" && Number.isFinite(value) && value > 0, `${title}: ${name} is ${value}`)
      }
    }
  })

  it("has the percentiles of round trips in their order", () => {
    for (const { title, contender } of contenders().filter(({ scenario }) => scenario === "latency")) {
      const { min, p50, p99, p999, max } = contender.rounds[0]!.latency!
      assert.ok(0 < min && min <= p50 && p50 <= p99 && p99 <= p999 && p999 <= max, title)
    }
  })

  it("has memory after each tenth of the messages", () => {
    for (const { title, contender } of contenders().filter(({ scenario }) => scenario === "memory")) {
      const memory = contender.rounds[0]!.memory!
      assert.deepEqual(
        memory.map(({ messages }) => messages),
        [2, 4, 6, 8, 10, 12, 14, 16, 18, 20],
        title,
      )
      for (const { sender, receiver } of memory) assert.ok(sender > 2 ** 20 && receiver > 2 ** 20, title)
    }
  })

  it("has the load of idle sockets", () => {
    for (const { title, contender } of contenders().filter(({ scenario }) => scenario === "idle")) {
      const { load } = contender.rounds[0]!
      assert.ok(load !== undefined && load >= 0, title)
    }
  })

  it("counts the deliveries of a fan-out", () => {
    for (const { peers, contenders } of report.cells.filter(({ scenario }) => scenario === "fanout")) {
      for (const { rounds } of contenders) assert.equal(rounds[0]!.messages, 20 * peers)
    }
  })

  it("compares each contender with the others of its cell", () => {
    for (const { id, contenders } of report.cells) {
      for (const { name, summary } of contenders) {
        const others = contenders.map((other) => other.name).filter((other) => other !== name)
        assert.deepEqual(Object.keys(summary!.ratios), others, id)
      }
    }
  })

  it("says what ran, and where", () => {
    assert.deepEqual(Object.keys(report.versions).sort(), ["jszmq", "libzmq", "node", "zeromq", "zmq-napi"])
    for (const version of Object.values(report.versions)) assert.match(version, /\d+\.\d+/)
    assert.equal(report.machine.node, process.version)
    assert.equal(report.command, `npm run bench -- --full --count 20 --rounds 1 --output ${output}`)
    assert.ok(Math.abs(Date.now() - Date.parse(report.date)) < 600_000)
  })

  it("leaves a table and plots", () => {
    for (const file of ["results.md", "throughput.svg", "latency.svg"]) assert.ok(existsSync(join(output, file)), file)
  })
})
