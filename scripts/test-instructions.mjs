// npm run test:instructions -- [cell...]: counts the instructions of a message by callgrind, over inproc with 16 bytes a
// part: all cells, or those that are named. Fails if one has more than 3 % above its figure in
// instructions/figures.json. --record --reason=TEXT writes what was counted there, with the reason. --rounds=N counts N
// times, and shows the spread.
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { compare, differences, record } from "./instructions/compare.mjs"
import { compileClock, countInstructions } from "./instructions/count.mjs"
import { describeEnvironment, hasValgrind } from "./instructions/environment.mjs"
import { cellNames } from "./instructions/intervals.mjs"
import { explain, UserError } from "./user-error.mjs"

/**
 * @import { Figures } from "./instructions/compare.mjs"
 */

const scripts = path.dirname(fileURLToPath(import.meta.url))
const root = path.resolve(scripts, "..")
const file = path.join(scripts, "instructions", "figures.json")

const options = /** @type {const} */ ({
  record: { type: "boolean", default: false },
  reason: { type: "string", default: "" },
  rounds: { type: "string", default: "1" },
})

try {
  await main()
} catch (error) {
  explain(error)
}

async function main() {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const chosen = positionals.length > 0 ? positionals : cellNames
  const unknown = chosen.find((cell) => !cellNames.includes(cell))
  if (unknown !== undefined) throw new UserError(`There is no cell "${unknown}"; there are ${cellNames.join(", ")}.`)
  if (values.record && values.reason.trim() === "") throw new UserError("--record needs --reason=TEXT.")
  const rounds = Number(values.rounds)
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new UserError("--rounds needs a positive integer.")
  if (process.platform !== "linux") return skip("callgrind counts them on Linux")
  if (!hasValgrind()) return skip("valgrind is not installed")

  const environment = describeEnvironment(path.join(root, "build", "Release", "zmq_napi.node"))
  const committed = readFigures()
  const other = committed === undefined ? ["there are no figures yet"] : differences(committed.environment, environment)
  if (other.length > 0 && !values.record) return skip(`the figures were counted in another environment`, other)

  const counted = await countAll(chosen, rounds)
  if (values.record) {
    fs.writeFileSync(file, `${JSON.stringify(record(committed, environment, counted, values.reason), null, 2)}\n`)
    console.log(`Recorded in ${path.relative(root, file)}.`)
  } else {
    report(compare(committed?.figures ?? {}, counted))
  }
}

/** @returns {Figures | undefined} */
function readFigures() {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : undefined
}

/**
 * The instructions of a message in each cell.
 * @param {string[]} chosen
 * @param {number} rounds
 */
async function countAll(chosen, rounds) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "zmq-napi-instructions-"))
  /** @type {Record<string, number>} */
  const counted = {}
  try {
    const clock = compileClock(scratch)
    for (const cell of chosen) {
      const medians = []
      for (let round = 0; round < rounds; round++) {
        const counts = await countInstructions(cell, { scratch, clock })
        medians.push(median(counts))
        console.log(`${cell}: ${counts.map(Math.round).join(", ")} instructions a message in each interval`)
      }
      counted[cell] = Math.round(median(medians))
      if (rounds > 1) console.log(`${cell}: ${Math.min(...medians)} to ${Math.max(...medians)}`)
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
  return counted
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return /** @type {number} */ (sorted[Math.floor(sorted.length / 2)])
}

/** @param {ReturnType<typeof compare>} outcomes */
function report(outcomes) {
  for (const { line } of outcomes) console.log(line)
  const grown = outcomes.filter((outcome) => outcome.grown)
  if (grown.length === 0) return
  const names = grown.map(({ cell }) => JSON.stringify(cell)).join(" ")
  throw new UserError(
    `The path of a message has become longer:\n${grown.map(({ line }) => `  ${line}`).join("\n")}\n` +
      'See docs/contributing/debugging.md, "Instructions a message", for where they are. If the change is worth it:\n' +
      `  npm run test:instructions -- ${names} --record --reason="what they are for"`,
  )
}

/**
 * @param {string} why
 * @param {string[]} [details]
 */
function skip(why, details = []) {
  console.log([`SKIPPED: the instructions of a message were not compared: ${why}`, ...details].join("\n  "))
}
