import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import os from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { isBusy, othersBetween, readCpuTimes } from "../../bench/others"
import { markdown } from "../../bench/report/pages"
import { artificialCell, artificialReport } from "./report-fixture"

const onLinux = { skip: process.platform !== "linux" && "only Linux tells" }

/** Of 10 ms each. Guests' time stands behind these and is a part of user. */
function files(user: number, idle: number, stolen: number, own: number) {
  const texts: Record<string, string> = {
    "/proc/stat": `cpu  ${user} 0 0 ${idle - 8} 3 2 3 ${stolen} 77 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n`,
    "/proc/self/stat": `7 (a b) c) S 1 7 7 0 -1 4194304 9 9 9 9 ${own} 0 ${own} 0 20 0 11\n`,
  }
  return (file: string) => texts[file] ?? assert.fail(file)
}

test("CPU time is that of the system, and of this process and its children", onLinux, () => {
  assert.deepEqual(readCpuTimes(files(30, 60, 10, 5)), { total: 1000, busy: 400, own: 100 })
})

test("others took what was neither idle nor ours, by stealing too", onLinux, () => {
  const from = readCpuTimes(files(100, 100, 0, 0))
  assert.equal(othersBetween(from, readCpuTimes(files(150, 150, 0, 25))), 0)
  assert.equal(othersBetween(from, readCpuTimes(files(150, 140, 10, 20))), 0.2)
  // Ticks are coarse: ours may be more than all.
  assert.equal(othersBetween(from, readCpuTimes(files(150, 150, 0, 30))), 0)
})

test("where the system does not tell, nothing is known", () => {
  const known = { total: 1, busy: 1, own: 1 }
  assert.equal(othersBetween(undefined, known), undefined)
  assert.equal(othersBetween(known, undefined), undefined)
  assert.equal(othersBetween(known, known), undefined)
})

test("readings of this machine grow", onLinux, () => {
  const before = readCpuTimes()
  const until = performance.now() + 100
  while (performance.now() < until);
  const after = readCpuTimes()
  assert.ok(before && after && after.total > before.total && after.own > before.own && after.busy <= after.total)
})

test("a report of a busy machine says that its figures do not count", () => {
  const report = artificialReport(artificialCell("curve", { "zmq-napi": { rate: 1 } }))
  const told = (others: NonNullable<typeof report.machine.others>) => {
    return markdown({ ...report, machine: { ...report.machine, others } })
  }
  const doubt = /these figures do not count/
  assert.match(told({ before: 0.5, during: 0 }), doubt)
  assert.match(told({ before: 0, during: 0.25 }), doubt)
  assert.match(told({ before: 0, during: 0.25 }), /Other processes +\| 0 % before the run, 25.0 % in it/)
  assert.doesNotMatch(told({ before: 0.05, during: 0.05 }), doubt)
  assert.doesNotMatch(markdown(report), doubt)
  assert.deepEqual(
    [isBusy(), isBusy({}), isBusy({ before: 0.1 }), isBusy({ during: 0.11 })],
    [false, false, false, true],
  )
})

test("a run on a busy machine is refused", { ...onLinux, timeout: 60_000 }, async () => {
  const spin = `process.stdout.write("spinning"); for (;;);`
  const spinning = os.cpus().map(() => spawn(process.execPath, ["-e", spin]))
  try {
    await Promise.all(spinning.map((child) => once(child.stdout, "data")))
    const program = join(__dirname, "..", "..", "bench", "run.js")
    const parameters = [program, "--scenario", "latency", "--driver", "zmq-napi", "--count", "2"]
    const { status, stderr } = spawnSync(process.execPath, parameters, { encoding: "utf8" })
    assert.match(stderr, /^error: Other processes take \d+ % of this machine's CPU time.*--force/m)
    assert.equal(status, 2)
  } finally {
    for (const child of spinning) child.kill("SIGKILL")
  }
})
