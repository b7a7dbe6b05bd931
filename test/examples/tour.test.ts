import assert from "node:assert/strict"
import { mkdirSync, readdirSync, rmdirSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { at, exactly } from "../support/elements"
import { freshPath } from "../support/endpoints"
import { Example } from "./example"

// The processes of a tour put their files here.
const folder = freshPath()
mkdirSync(folder)
process.env.TMPDIR = folder

const expected = [
  ["Request-reply", ["server", "client"]],
  ["Publish-subscribe", ["publisher", "subscriber 1", "subscriber 2"]],
  ["Pipeline", ["manager", "worker", "worker", "worker"]],
  ["Exclusive pair", ["left", "right"]],
] as const

const deeds = {
  server: 'heard "Hello" 10 times, answered "World" each time',
  client: 'asked "Hello" 10 times, heard "World" 10 times',
  publisher: 'saw subscriptions to "1" and "2", published 10 updates on each',
  "subscriber 1": 'asked for "1": heard 10 of "1", 0 of "2"',
  "subscriber 2": 'asked for "2": heard 0 of "1", 10 of "2"',
  manager: "handed out 30 numbers, gathered 30 squares: their sum is 9455",
  worker: "squared 10 numbers",
  left: 'said 5 words, heard 5: "right 1" to "right 5"',
  right: 'said 5 words, heard 5: "left 1" to "left 5"',
}

interface Section {
  title: string
  sides: { name: string; pid: number; deed: string | undefined }[]
}

test("four patterns between separate processes over tcp and ipc, and a measurement; nothing is left behind", async () => {
  await using tour = new Example("tour", "1")
  const lines = await tour.exited()
  const start = lines.findIndex((line) => line.startsWith("A measurement of this build"))
  const sections = parse(lines.slice(2, start))

  assert.equal(sections.length, 8)
  for (const [index, { title, sides }] of sections.entries()) {
    const [pattern, names] = at(expected, Math.floor(index / 2))
    assert.match(title, new RegExp(`^${pattern} at ${index % 2 === 0 ? "tcp://127.0.0.1:\\d+" : "ipc:///"}`))
    assert.deepEqual(
      sides.map(({ name, deed }) => [name, deed]),
      names.map((name) => [name, deeds[name]]),
    )
  }
  const pids = sections.flatMap(({ sides }) => sides.map(({ pid }) => pid))
  assert.equal(pids.length, 22)
  assert.equal(new Set(pids).size, 22)
  checkMeasurement(lines.slice(start))
  assert.deepEqual(readdirSync(folder), [])
})

function parse(lines: string[]): Section[] {
  const sections: Section[] = []
  for (const line of lines.filter((line) => line !== "")) {
    const [, name, pid, deed] = /^ {2}(\S+(?: \d)?) +(\d+) {2}(.*)$/.exec(line) ?? []
    if (name === undefined) sections.push({ title: line, sides: [] })
    else sections.at(-1)!.sides.push({ name, pid: Number(pid), deed })
  }
  return sections
}

function checkMeasurement(lines: string[]): void {
  const [title, machine, throughput, roundTrip] = exactly(4, lines)
  assert.equal(title, "A measurement of this build: 16-byte messages between two processes over tcp, for 1 s")
  assert.match(machine, /^ {2}\d+ x .+, load \d+\.\d, \w+ \w+, Node\.js \d+\.\d+\.\d+, libzmq \d+\.\d+\.\d+$/)
  const [rate, cpu, push, pull] = figures(
    4,
    throughput,
    /^ {2}PUSH to PULL, each awaited +([\d,]+) messages\/s +([\d.]+) µs of CPU a message \(push ([\d.]+), pull ([\d.]+)\)$/,
  )
  assert.ok(rate > 0 && push > 0 && pull > 0)
  // Each is rounded to a hundredth by itself.
  assert.ok(Math.abs(cpu - (push + pull)) < 0.02, throughput)
  const [roundTrips, p50, p99] = figures(
    3,
    roundTrip,
    /^ {2}REQ to REP and back +([\d,]+) round trips\/s +p50 ([\d.]+) µs, p99 ([\d.]+) µs$/,
  )
  assert.ok(roundTrips > 0 && p50 > 0 && p99 >= p50, roundTrip)
}

function figures<Count extends number>(count: Count, line: string, pattern: RegExp) {
  assert.match(line, pattern)
  const groups = pattern.exec(line)?.slice(1) ?? []
  return exactly(
    count,
    groups.map((figure) => Number(figure.replaceAll(",", ""))),
  )
}

describe("an interrupted tour takes its processes and files with it", () => {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    test(signal, async () => {
      await using tour = new Example("tour", "1000")
      await tour.printed(/^Request-reply at tcp:/)
      tour.kill(signal)
      // Its processes have its stdout, and this waits until all of them have let go of it.
      await tour.exited(code)
      assert.deepEqual(readdirSync(folder), [])
    })
  }
})

test("a tour fails when a process of it fails, names it, and leaves nothing behind", async () => {
  const tooLongForIpc = join(folder, "x".repeat(120))
  mkdirSync(tooLongForIpc)
  process.env.TMPDIR = tooLongForIpc
  await using tour = new Example("tour", "1")
  process.env.TMPDIR = folder
  const { code, signal, stderr } = await tour.ended
  assert.deepEqual({ code, signal }, { code: 1, signal: null })
  assert.match(stderr, /ZmqError: .*: ipc:\/\//)
  assert.match(stderr, /Error: Request-reply: server \(process \d+\) ended with 1/)
  assert.deepEqual(readdirSync(tooLongForIpc), [])
  rmdirSync(tooLongForIpc)
})

test("a measurement of no length is refused", async () => {
  for (const seconds of ["0", "-1", "long", "Infinity"]) {
    await using tour = new Example("tour", seconds)
    const { code, signal, stdout, stderr } = await tour.ended
    assert.deepEqual({ code, signal, stdout }, { code: 2, signal: null, stdout: "" })
    assert.equal(stderr, "Usage: npm start [-- seconds]\n")
  }
})
