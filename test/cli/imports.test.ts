import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { test } from "node:test"
import { repository } from "../support/repository"

const root = join(repository, "cli")
const files = readdirSync(root, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".ts"))

/** What the files import, as a path from the repository's root or as the name of a package. */
const imports = files.flatMap((file) => {
  const text = readFileSync(join(root, file), "utf8")
  return [...text.matchAll(/(?:from |require\()"([^"]+)"/g)].map(([, from]) => {
    const name = from!.startsWith(".") ? relative(repository, join(root, dirname(file), from!)) : from!
    return { file, name }
  })
})

test("the command line knows this package by its public entry, and has one dependency, which is bundled", () => {
  assert.ok(imports.length > 100)
  const packages = new Set(
    imports.map(({ name }) => name).filter((name) => !/^(cli|bench)\/|^examples\/catalogue$|^node:/.test(name)),
  )
  assert.deepEqual(packages, new Set(["commander", "zmq-napi", "zmq-napi/package.json"]))
})

test("only the command bench measures, and statistics are shown as the benchmark's", () => {
  const ofBenchmark = imports.filter(({ name }) => name.startsWith("bench/"))
  for (const { file } of ofBenchmark) assert.match(file, /^(bench\/|commands\/bench\.ts|output\/statistics\.ts)/)
})
