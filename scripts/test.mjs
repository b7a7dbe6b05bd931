// Runs the compiled tests: all of them, or those whose path contains one of the given words, and none of --without=WORD;
// --concurrency=NUMBER files at a time, each for at most --timeout=MILLISECONDS. --coverage reports what they reach in lib/,
// and so does every run of CI, where that must be nearly all.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath } from "node:url"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const parameters = process.argv.slice(2)
const words = parameters.filter((word) => !word.startsWith("-"))
const without = valuesOf("--without=")

// By the sources' names: the output folder may still have what was compiled from a test that is gone.
const files = fs
  .readdirSync(path.join(root, "test"), { recursive: true })
  .filter((file) => file.endsWith(".test.ts"))
  // Those are for other runners: scripts/test-runners.mjs.
  .filter((file) => file.split(path.sep)[0] !== "runners")
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .filter((file) => !without.some((word) => file.includes(word)))
  .map((file) => path.join("build-test", "test", file.replace(/\.ts$/, ".js")))
  .sort()
if (files.length === 0) {
  console.error(`No test's path contains ${words.join(" or ")}`)
  process.exit(2)
}

const node = [
  "--expose-gc",
  "--enable-source-maps",
  "--test",
  "--test-timeout",
  valuesOf("--timeout=").at(-1) ?? "120000",
  ...valuesOf("--concurrency=").map((number) => `--test-concurrency=${number}`),
  "--test-reporter",
  "spec",
  ...files,
]
const command = parameters.includes("--coverage") || process.env.CI ? [...c8(), process.execPath, ...node] : node
const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" })
process.exitCode = status ?? 1

function valuesOf(name) {
  return parameters.filter((parameter) => parameter.startsWith(name)).map((parameter) => parameter.slice(name.length))
}

function c8() {
  const file = createRequire(import.meta.url).resolve("c8/bin/c8.js")
  return [
    file,
    "--all",
    // Thousands of processes write gigabytes: read one by one, not all at once.
    "--merge-async",
    "--src",
    "lib",
    "--include",
    "dist/**",
    // The bundle of the same sources.
    "--exclude",
    "dist/{core,zmq-napi,zmq-napi-draft}.js",
    "--include",
    "lib/**",
    "--reporter",
    "text",
    "--reporter",
    "lcov",
    ...(process.env.CI && words.length === 0 ? ["--check-coverage", "--lines", "98", "--branches", "95"] : []),
  ]
}
