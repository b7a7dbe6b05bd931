// Runs the compiled tests that show quickly whether a change is right, or all of them with --all; only those whose path
// contains one of the given words, and none of --without=WORD. --concurrency=NUMBER files at a time, each for at most
// --timeout=MILLISECONDS. --coverage reports what they reach in lib/. So does --all in CI, where that must be nearly
// all.
import fs from "node:fs"
import { createRequire } from "node:module"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { runScript } from "./tests/run-script.mjs"
import { isThoroughOnly, staleEntries } from "./tests/thorough.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: "boolean", default: false },
    coverage: { type: "boolean", default: false },
    without: { type: "string", multiple: true, default: [] },
    concurrency: { type: "string" },
    timeout: { type: "string" },
  },
})
const inCI = Boolean(process.env.CI) && options.all

const all = testFiles()
const stale = staleEntries(all)
if (stale.length > 0) {
  console.error(`scripts/tests/thorough.mjs names what no test's path begins with: ${stale.join(", ")}`)
  process.exit(2)
}
const chosen = all
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .filter((file) => !options.without.some((word) => file.includes(word)))
if (chosen.length === 0) {
  console.error(`No test's path contains ${words.join(" or ")}`)
  process.exit(2)
}
// A word runs a test file even if it is left to --all.
const files = chosen.filter((file) => options.all || words.length > 0 || !isThoroughOnly(file))

const node = [
  "--expose-gc",
  "--enable-source-maps",
  "--test",
  // Files whose rounds start a thousand processes take minutes on a busy machine when their coverage is measured.
  `--test-timeout=${options.timeout ?? (files.some(isThoroughOnly) ? 300_000 : 120_000)}`,
  `--test-concurrency=${options.concurrency ?? defaultConcurrency()}`,
  ...reporter("spec"),
  ...reporter("./scripts/tests/left-out.mjs"),
  ...files.map((file) => path.join("build-test", "test", file.replace(/\.ts$/, ".js"))),
]
const command = options.coverage || inCI ? [...c8(), process.execPath, ...node] : node
process.exitCode = runScript(root, command, {
  ZMQ_NAPI_TESTS: options.all ? "all" : "quick",
  ZMQ_NAPI_FILES_LEFT_OUT: String(chosen.length - files.length),
})

/** By the sources' names: the output folder may still have what was compiled from a test that is gone. */
function testFiles() {
  return (
    fs
      .readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.ts"))
      // Those are for other runners: scripts/test-runners.mjs.
      .filter((file) => file.split(path.sep)[0] !== "runners")
      .sort()
  )
}

/** Many tests of --all measure time or memory, and want a core for themselves; most of the others also wait for peers. */
function defaultConcurrency() {
  const cores = os.availableParallelism()
  return options.all ? Math.max(1, cores - 1) : cores + 1
}

/** @param {string} name */
function reporter(name) {
  return [`--test-reporter=${name}`, "--test-reporter-destination=stdout"]
}

function c8() {
  return [
    createRequire(import.meta.url).resolve("c8/bin/c8.js"),
    "--all",
    // Thousands of processes write gigabytes: read one by one, not all at once.
    "--merge-async",
    "--src=lib",
    "--include=dist/**",
    // The bundles of the same sources.
    "--exclude=dist/{core,v5-compat,zmq-napi,zmq-napi-draft,zmq-napi-addon,zmq-napi-v5-compat}.js",
    // Compiled for the package.
    "--exclude=dist/cli/**",
    "--exclude=dist/examples/**",
    "--include=lib/**",
    ...typesOnly().map((file) => `--exclude=${file}`),
    "--reporter=text",
    "--reporter=lcov",
    ...(inCI && words.length === 0 ? ["--check-coverage", "--lines=98", "--branches=95"] : []),
  ]
}

/** The files of lib/ that hold types and no code. Nothing loads them, so --all would count their lines as never run. */
function typesOnly() {
  const noCode = /^"use strict";\s*Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);\s*(\/\/#.*)?$/
  return fs
    .readdirSync(path.join(root, "dist"), { recursive: true, encoding: "utf8" })
    .filter(
      (file) => file.endsWith(".js") && noCode.test(fs.readFileSync(path.join(root, "dist", file), "utf8").trim()),
    )
    .map((file) => `lib/${file.split(path.sep).join("/").replace(/\.js$/, ".ts")}`)
}
