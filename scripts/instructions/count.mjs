import { execFile, execFileSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { UserError } from "../user-error.mjs"
import { interval, intervals } from "./intervals.mjs"

const folder = path.dirname(fileURLToPath(import.meta.url))
// A mark of program.mjs: callgrind writes what it has counted, and begins a new count, when this function is entered.
const markFunction = "uv_os_getppid"
// V8 searches for prime numbers at its start, with random ones; and its threads would compile at random moments.
const flags = ["--hash-seed=7", "--random-seed=7", "--single-threaded", "--no-lazy-feedback-allocation"]

/**
 * Compiles the clock that depends on nothing but how often it is read, and returns its path.
 * @param {string} scratch
 */
export function compileClock(scratch) {
  const library = path.join(scratch, "clock.so")
  const compiler = process.env.CC ?? "cc"
  execFileSync(compiler, ["-shared", "-fPIC", "-O2", "-o", library, path.join(folder, "clock.c"), "-ldl"])
  return library
}

/**
 * Runs a cell of program.mjs under callgrind, and returns the instructions of a message in each of its intervals.
 * @param {string} cell
 * @param {{ scratch: string, clock: string }} place
 * @returns {Promise<number[]>}
 */
export async function countInstructions(cell, { scratch, clock }) {
  const out = path.join(scratch, `callgrind.${cell.replace(/\W/g, "-")}`)
  const { NODE_OPTIONS, NODE_DEBUG, NODE_V8_COVERAGE, ZMQ_NAPI_PREBUILD, ...environment } = process.env
  const valgrind = ["--tool=callgrind", `--callgrind-out-file=${out}`, `--dump-before=${markFunction}`]
  const program = [process.execPath, ...flags, path.join(folder, "program.mjs"), cell]
  await promisify(execFile)("valgrind", [...valgrind, `--log-file=${out}.log`, ...program], {
    env: { ...environment, LD_PRELOAD: clock },
  })
  // The last ones: node itself asks for the parent's process id when it starts.
  let marks = 0
  while (fs.existsSync(`${out}.${marks + 1}`)) marks++
  if (marks <= intervals) {
    throw new UserError(`callgrind saw ${marks} calls of ${markFunction}, too few. Does this node have symbols?`)
  }
  return Array.from({ length: intervals }, (_, at) => totalOf(`${out}.${marks - intervals + 1 + at}`) / interval)
}

/**
 * The instructions that a dump of callgrind has.
 * @param {string} file
 */
function totalOf(file) {
  const total = /^totals: (\d+)$/m.exec(fs.readFileSync(file, "utf8"))?.[1]
  if (total === undefined) throw new Error(`${file} has no total`)
  return Number(total)
}
