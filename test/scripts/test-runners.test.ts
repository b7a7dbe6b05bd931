// What scripts/test-runners.mjs says of a runner that misbehaves; that well-behaved ones pass is what it is run for.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { pathToFileURL } from "node:url"
import { repository } from "../support/repository"

interface Configuration {
  unwantedOutput?: RegExp[]
  hangPattern?: RegExp
  limit?: number
}

async function run(script: string, configuration: Configuration = {}): Promise<{ faults: string[]; output: string }> {
  const { run } = await import(pathToFileURL(join(repository, "scripts", "runners", "run.mjs")).href)
  return run({ parameters: ["-e", script], environment: {}, ...configuration }, repository)
}

const leavesAChild = `const { spawn } = require("node:child_process")
spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }).unref()`

test("a runner that ends well has no fault, and its output is returned", async () => {
  const { faults, output } = await run("console.log('out'); console.error('err')", { unwantedOutput: [/remains/] })
  assert.deepEqual(faults, [])
  assert.match(output, /out/)
  assert.match(output, /err/)
})

test("a runner that fails has a fault", async () => {
  assert.deepEqual((await run("process.exitCode = 3")).faults, ["ended with exit code 3"])
  assert.deepEqual((await run("process.abort()")).faults, ["ended with SIGABRT"])
})

test("a runner that says that something is left has a fault", async () => {
  const { faults } = await run("console.error('1 open handle')", { unwantedOutput: [/open handle/] })
  assert.deepEqual(faults, ["printed /open handle/"])
})

test("a runner that does not end is ended, with its children", async () => {
  const { faults } = await run(`${leavesAChild}; setInterval(() => {}, 1000)`, { limit: 500 })
  assert.deepEqual(faults, ["did not end within 0.5 s"])
})

test("children that a runner leaves behind are ended", async () => {
  assert.deepEqual((await run(leavesAChild)).faults, [])
})

test("a runner that has to stay has a fault when it ends", async () => {
  const hangPattern = /still here/
  assert.deepEqual((await run("console.log('still here'); setInterval(() => {}, 1000)", { hangPattern })).faults, [])
  assert.deepEqual((await run("console.log('gone')", { hangPattern })).faults, [
    "did not stay, with /still here/ in its output",
  ])
})

test("the lockfile of the runners pins all by its hash, and names no registry", () => {
  const file = join(repository, "test", "runners", "package-lock.json")
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, Record<string, unknown>> }
  for (const [name, { integrity, resolved }] of Object.entries(packages)) {
    if (name === "") continue
    assert.ok(typeof integrity === "string" && integrity.startsWith("sha512-"), name)
    assert.equal(resolved, undefined, name)
  }
})
