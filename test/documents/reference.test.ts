import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { repository } from "../support/repository"

const page = (name: string) => readFileSync(join(repository, "docs", "reference", `${name}.md`), "utf8")

/** The text of all sources in a folder. */
function sources(folder: string): string {
  const files = readdirSync(join(repository, folder), { recursive: true }).map(String)
  const chosen = files.filter((file) => /\.(ts|mjs|cc|h)$/.test(file))
  return chosen.map((file) => readFileSync(join(repository, folder, file), "utf8")).join("\n")
}

/** What each occurrence of a pattern has as its first group. */
function all(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, found]) => found!))].sort()
}

const named = (text: string) => new Set(all(text, /`([\w:]+)(?:=[\w-]+)?`/g))

function assertNamed(names: readonly string[], text: string): void {
  const known = named(text)
  assert.deepEqual(
    names.filter((name) => !known.has(name)),
    [],
  )
}

test("errors: the page has each code that the library may report", () => {
  const [, union] = /export type ZmqErrorCode =([\s\S]*?)\n\n/.exec(sources("lib/errors"))!
  const system = all(union!, /"(E\w+)"/g)
  const own = all(sources("lib"), /"(ERR_[A-Z_]+)"/g)
  assert.ok(system.length > 80)
  assert.ok(own.length > 30)
  assertNamed([...system, ...own], page("errors"))
})

test("errors: the page has no code that the library does not have", () => {
  const known = new Set(all(sources("lib"), /"(E[A-Z0-9_]+)"/g))
  const unknown = [...named(page("errors"))].filter((name) => /^E[A-Z0-9]+$|^ERR_/.test(name) && !known.has(name))
  assert.deepEqual(unknown, [])
})

test("errors: the page has each class of errors, and each kind of warning", () => {
  const classes = all(sources("lib"), /export class (\w+Error) /g).filter((name) => name !== "AddonNotFoundError")
  const warnings = all(sources("lib"), /"(Zmq\w+Warning)"/g)
  assert.ok(classes.length > 6)
  const text = page("errors")
  for (const name of [...classes, ...warnings]) assert.match(text, new RegExp(`\\b${name}\\b`), name)
})

test("events: the page has a row for each type of event, and no others", () => {
  const [, table] = /const constantNames = \{([\s\S]*?)\n\} as const/.exec(sources("lib/monitor"))!
  const types = all(table!, /^ {2}"?([\w:]+)"?: "ZMQ_/gm)
  assert.ok(types.length > 15)
  assert.deepEqual(all(page("events"), /^\| `([\w:]+)`/gm), [...types, "unknown"].sort())
})

test("environment variables: the page has each one that the source reads, and no others", () => {
  const loader = readFileSync(require.resolve("node-gyp-build/node-gyp-build.js"), "utf8")
  const running = `${sources("lib")}\n${sources("native/node")}\n${sources("native/zmq")}\n${loader}`
  const building = `${sources("scripts/compile")}\n${sources("scripts/sources")}`
  const read = [
    ...all(running, /(?:process\.)env\.(\w+)/g),
    ...all(running, /const \{ (\w+) \} = process\.env/g),
    ...all(running, /getenv\("(\w+)"\)/g),
    ...all(building, /(?:process\.env|environment)\.([A-Z]\w+)/g),
    ...all(building, /"((?:PKG_CONFIG|CMAKE)_[A-Z_]+|CC|CXX|(?:C|CXX|LD)FLAGS)"/g),
  ]
  // Of npm's own environment, which is not there when a program runs; of the system; and Electron's.
  const others = ["npm_config_arch", "npm_config_platform", "ELECTRON_RUN_AS_NODE"]
  const expected = [...new Set(read)].filter((name) => !others.includes(name))
  assert.ok(expected.length > 12, expected.join())
  assertNamed(expected, page("environment-variables"))
  const rows = all(page("environment-variables"), /^\| (`.*?`) \|/gm).flatMap((cell) => all(cell, /`(\w+)/g))
  const made = (name: string) => /^npm_config_zmq_napi_|^ZMQ_NAPI_PREBUILD$|^NODE_DEBUG$/.test(name)
  assert.deepEqual(
    rows.filter((name) => !made(name) && !expected.includes(name)),
    [],
  )
})
