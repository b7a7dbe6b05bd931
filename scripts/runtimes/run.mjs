import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { coreTests } from "./runtimes.mjs"

/** @import { Runtime } from "./runtimes.mjs" */

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string[]} command
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [environment]
 * @property {RegExp} [expected] what its output must contain, since an exit code of 0 is not enough
 */

/**
 * What is checked in a runtime: the smoke test, and then in Node the quick tests, in the others their ends and the core
 * tests.
 * @param {string} root
 * @param {Runtime} runtime
 * @param {string} place the folder of {@link preparePlace}
 * @returns {Check[]}
 */
export function checksOf(root, runtime, place) {
  const { name, command, program, test, leftOut } = runtime
  const smoke = {
    name: "smoke",
    command: [command, ...program, "smoke.cjs"],
    cwd: place,
    expected: /^clean exit: ok$/m,
  }
  if (test.length === 0) {
    return [
      smoke,
      { name: "npm test", command: [command, "scripts/test.mjs"], cwd: root, expected: /^ℹ pass \d{3,}$/m },
    ]
  }
  // The tests of the other runtime are skipped, because there is no such file.
  const environment = { ZMQ_NAPI_BUN: "none", ZMQ_NAPI_DENO: "none", [`ZMQ_NAPI_${name.toUpperCase()}`]: command }
  const tests = path.join(root, "build-test", "test")
  return [
    smoke,
    {
      name: "ends",
      command: [process.execPath, "--test", "--test-reporter=spec", path.join(tests, "lifetimes", "runtimes.test.js")],
      environment,
      cwd: root,
      expected: /^ℹ pass [1-9]\d+$/m,
    },
    ...coreTests
      .filter((file) => leftOut[file] === undefined)
      .map((file) => ({
        name: file,
        command: [command, ...test, `./${file}.test.js`],
        cwd: tests,
        expected: /^ *[1-9]\d* pass$|^ok \| [1-9]\d* passed/m,
      })),
  ]
}

/** Makes a folder in which the smoke test finds this repository as the package. The caller removes it. @param {string} root */
export function preparePlace(root) {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), "zmq-napi-runtimes-"))
  fs.mkdirSync(path.join(place, "node_modules"))
  fs.symlinkSync(root, path.join(place, "node_modules", "zmq-napi"))
  fs.copyFileSync(path.join(root, "scripts", "platforms", "smoke.cjs"), path.join(place, "smoke.cjs"))
  return place
}

// Far longer than a quick run of all tests takes.
const limit = 20 * 60_000

/** Runs a check, and returns its fault, if any, its output, and how long it took. @param {Check} check */
export function run({ command: [program = "", ...parameters], cwd, environment, expected }) {
  const start = performance.now()
  const { error, status, signal, stdout, stderr } = spawnSync(program, parameters, {
    cwd,
    encoding: "utf8",
    env: { ...withoutOurs(process.env), NO_COLOR: "1", ZMQ_NAPI_TESTS: "quick", ...environment },
    maxBuffer: 1 << 28,
    timeout: limit,
  })
  const output = `${stdout}${stderr}`
  const seconds = (performance.now() - start) / 1000
  const ending = signal ?? `exit code ${status}`
  const fault =
    error || status !== 0
      ? (error?.message ?? `ended with ${ending}`)
      : expected && !expected.test(output)
        ? `did not print ${expected}`
        : undefined
  return { fault, output, seconds }
}

/** Without what npm sets for its children, and what chooses a reactor or a runtime. @param {NodeJS.ProcessEnv} environment */
function withoutOurs(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(npm_|NODE_|ZMQ_NAPI_)/i.test(name)))
}
