// What `npm test` leaves to `npm run test:all`, and what `npm run dev` runs after a change.
import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, test } from "node:test"
import { pathToFileURL } from "node:url"
import { repository } from "../support/repository"

function load(file: string) {
  return import(pathToFileURL(join(repository, "scripts", "tests", file)).href)
}

describe("the tests that a change touches", () => {
  for (const [files, words] of [
    [["lib/curve/keys.ts"], ["curve/"]],
    [["lib/index.ts"], ["exports"]],
    [
      ["lib/sockets/push.ts", "lib/sockets/draft/peer.ts"],
      ["draft/", "patterns/"],
    ],
    [
      ["test/curve/z85.test.ts", "examples/tour/pair.ts"],
      ["curve/z85.test.ts", "examples/"],
    ],
    [["test/lifetimes/child.ts"], ["lifetimes/"]],
    [["lib/curve/keys.ts", "test/support/waiting.ts"], []],
  ]) {
    test(`${files}`, async () => {
      const { touchedTests } = await load("touched.mjs")
      assert.deepEqual(touchedTests(files), words)
    })
  }
})

describe("what is left to all tests", () => {
  test("an entry of the list that no file fits is found", async () => {
    const { staleEntries } = await load("thorough.mjs")
    const entries: string[] = staleEntries([])
    assert.ok(entries.includes("bench/"))
    assert.deepEqual(staleEntries(entries.map((entry) => `${entry}x.test.ts`)), [])
  })

  test("tests that are left to all tests are counted, and not those that are skipped for another reason", async () => {
    const { summary } = await load("left-out.mjs")
    async function* events() {
      yield { type: "test:pass", data: { skip: "npm run test:all" } }
      yield { type: "test:pass", data: { skip: "Linux alone has it" } }
      yield { type: "test:pass", data: {} }
      yield { type: "test:fail", data: {} }
    }
    const lines: string[] = []
    for await (const line of summary(events(), 3)) lines.push(line)
    assert.deepEqual(lines, ["ℹ left to npm run test:all: 3 files, and 1 tests or groups of tests in others\n"])
  })
})
