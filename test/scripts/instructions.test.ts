// The guard over the instructions of a message: what it compares, what it refuses, and what is committed for it.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { before, test } from "node:test"
import { pathToFileURL } from "node:url"
import { repository } from "../support/repository"

const folder = join(repository, "scripts", "instructions")
const load = (name: string) => import(pathToFileURL(join(folder, name)).href)

interface Environment {
  node: string
  compiler: string
}
type Counts = Record<string, { instructions: number; reason: string }>
let compare: (figures: Counts, counted: Record<string, number>) => { cell: string; grown: boolean; line: string }[]
let differences: (committed: Environment, current: Environment) => string[]
let record: (
  committed: { environment: Environment; figures: Counts } | undefined,
  environment: Environment,
  counted: Record<string, number>,
  reason: string,
) => { environment: Environment; figures: Counts }
before(async () => {
  ;({ compare, differences, record } = await load("compare.mjs"))
})

const environment = { node: "v1", compiler: "cc 1" }
const figures = { each: { instructions: 1000, reason: "as it is" } }

for (const [now, grown, line] of [
  [1030, false, "each: 1000 to 1030 instructions a message (+3.0 %)"],
  [1031, true, "each: 1000 to 1031 instructions a message (+3.1 %): more than +3.0 %"],
  [970, false, "each: 1000 to 970 instructions a message (-3.0 %)"],
  [960, false, "each: 1000 to 960 instructions a message (-4.0 %); record it, so that the gain stays"],
] as const) {
  test(`${now} instructions where there were 1000: ${grown ? "too many" : "passes"}`, () => {
    assert.deepEqual(compare(figures, { each: now }), [{ cell: "each", grown, line }])
  })
}

test("a cell without a figure does not pass", () => {
  assert.deepEqual(
    compare(figures, { batches: 5 }).map(({ grown }) => grown),
    [true],
  )
})

test("another environment is told by what differs", () => {
  assert.deepEqual(differences(environment, { ...environment }), [])
  assert.deepEqual(differences(environment, { ...environment, node: "v2" }), ["node: v1, and here v2"])
})

test("a figure is recorded with its reason, and the others stay", () => {
  const recorded = record({ environment, figures }, environment, { batches: 5 }, "new")
  assert.deepEqual(recorded.figures, { ...figures, batches: { instructions: 5, reason: "new" } })
})

for (const [title, committed, reason, error] of [
  ["without a reason", { environment, figures }, " ", /needs its reason/],
  [
    "beside figures of another environment",
    { environment: { ...environment, node: "v0" }, figures },
    "new",
    /each were counted with another node: v0, and here v1. Record all cells/,
  ],
] as const) {
  test(`a figure is refused ${title}`, () => {
    assert.throws(() => record(committed, environment, { batches: 5 }, reason), error)
  })
}

test("each cell has a committed figure with a reason, counted in a known environment", async () => {
  const committed = JSON.parse(readFileSync(join(folder, "figures.json"), "utf8"))
  const { cellNames } = await load("intervals.mjs")
  assert.deepEqual(Object.keys(committed.figures).sort(), [...cellNames].sort())
  for (const { instructions, reason } of Object.values(committed.figures as Counts)) {
    assert.ok(Number.isInteger(instructions) && instructions > 0)
    assert.match(reason, /\w/)
  }
  for (const name of ["node", "compiler", "libc", "valgrind", "processor"])
    assert.match(committed.environment[name], /\d/)
})
