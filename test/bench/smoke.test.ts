import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { before, describe, it } from "node:test"
import { choose } from "../../bench/command-line"
import { programOf } from "../../bench/drivers"
import type { Cell, Report, Round, ScenarioName } from "../../bench/result"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"
import { assertLatency } from "./peers"

/** The numbers that a round of a scenario must have, if they are not those of an exchange. */
const measures: Partial<Record<ScenarioName, (keyof Round)[]>> = {
  memory: ["messages", "peakRss"],
  startup: ["time"],
  idle: ["peakRss"],
  mixed: ["messages", "rate", "cpu", "peakRss"],
  connections: ["peakRss", "connections", "connectionMemory"],
}
const exchanged: (keyof Round)[] = ["messages", "rate", "cpu", "peakRss"]

const output = folderForTests().path
let report: Report

before(() => {
  const program = join(repository, "build-test", "bench", "run.js")
  const parameters = ["--full", "--count", "20", "--rounds", "1", "--force", "--output", output]
  const options = { encoding: "utf8", timeout: 240_000 } as const
  const { status, stderr } = spawnSync(process.execPath, [program, ...parameters], options)
  assert.equal(status, 0, stderr)
  report = JSON.parse(readFileSync(join(output, "results.json"), "utf8"))
})

/** The one round of each contender, with its cell, and what to call it. */
function rounds(scenario?: ScenarioName): { title: string; cell: Cell; round: Round }[] {
  return report.cells
    .filter((cell) => scenario === undefined || cell.scenario === scenario)
    .flatMap((cell) =>
      cell.contenders.map(({ name, rounds, failure }) => {
        const title = `${cell.id}, ${name}`
        assert.deepEqual([rounds.length, failure], [1, undefined], title)
        return { title, cell, round: rounds[0]! }
      }),
    )
}

describe("a run of everything at tiny counts", () => {
  it("has every cell and contender of the grid", () => {
    const names = (cells: { id: string; contenders: { name: string }[] }[]) =>
      cells.map(({ id, contenders }) => [id, ...contenders.map(({ name }) => name)])
    assert.deepEqual(names(report.cells), names(choose({ full: true })))
  })

  it("has a round with its numbers for each", () => {
    for (const { title, cell, round } of rounds()) {
      for (const name of measures[cell.scenario] ?? exchanged) {
        const value = round[name]
        assert.ok(typeof value === "number" && Number.isFinite(value) && value > 0, `${title}: ${name} is ${value}`)
      }
    }
  })

  it("has percentiles, memory, load and deliveries where they are measured", () => {
    for (const { round } of [...rounds("latency"), ...rounds("mixed")]) assertLatency(round.latency!)
    for (const { title, round } of rounds("mixed")) assert.ok(round.streamed! >= 0, title)
    for (const { title, round } of rounds("memory")) {
      assert.equal(round.memory!.map(({ messages }) => messages).join(), "2,4,6,8,10,12,14,16,18,20", title)
      for (const { sender, receiver } of round.memory!) assert.ok(sender > 2 ** 20 && receiver > 2 ** 20, title)
    }
    for (const { title, round } of rounds("idle")) assert.ok(round.load !== undefined && round.load >= 0, title)
    for (const { cell, round } of rounds("fanout")) assert.equal(round.messages, 20 * cell.peers)
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
    const stock = existsSync(programOf("stock-libzmq")[0]) ? ["stock-libzmq"] : []
    const ran = ["jszmq", "libzmq", "node", ...stock, "zeromq", "zmq-napi"]
    assert.deepEqual(Object.keys(report.versions).sort(), ran)
    for (const version of Object.values(report.versions)) assert.match(version, /\d+\.\d+/)
    assert.equal(report.machine.node, process.version)
    assert.equal(report.command, `npm run bench -- --full --count 20 --rounds 1 --force --output ${output}`)
    const { before, during } = report.machine.others!
    if (process.platform === "linux") assert.ok(before! >= 0 && before! <= 1 && during! >= 0 && during! <= 1)
    assert.ok(Math.abs(Date.now() - Date.parse(report.date)) < 600_000)
  })

  it("leaves a table and plots", () => {
    for (const file of ["results.md", "throughput.svg", "latency.svg"]) assert.ok(existsSync(join(output, file)), file)
  })
})
