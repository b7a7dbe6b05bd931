import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { test } from "node:test"
import { emptyProgram, startupProgram } from "../../bench/startup/programs"

function assertEnds(program: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8" })
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "", stderr: "" })
}

for (const what of ["require", "import", "message"] as const) {
  test(`${what}: an empty program to be subtracted`, () => assertEnds(emptyProgram(what)))
  for (const name of ["zmq-napi", "zeromq", "jszmq"] as const) {
    test(`${what} ${name} ends by itself, without complaint`, () => assertEnds(startupProgram(what, name)))
  }
}
