// Blocks of code of pages that are part of an example, or of a test: `<!-- part of FILE -->` stands above them.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { blocksOf, plain } from "../documents/blocks"
import { repository } from "../support/repository"

for (const page of ["metrics-and-tracing", "streams", "logging"].map((name) => `docs/how-to/${name}.md`)) {
  test(`${page}: every block of code is part of the file that it names`, () => {
    const blocks = blocksOf(page)
    assert.ok(blocks.length >= 2)
    for (const { partOf, code, line } of blocks) {
      assert.ok(partOf !== undefined, `line ${line} names no file`)
      assert.ok(plain(readFileSync(join(repository, partOf), "utf8")).includes(plain(code)), code)
    }
  })
}
