// Blocks of code of pages that are part of an example, or of a test: `<!-- part of FILE -->` stands above them.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { repository } from "../support/repository"

const read = (file: string) => readFileSync(join(repository, file), "utf8")
const plain = (code: string) => code.trim().replace(/\s+/g, " ")

for (const page of ["metrics-and-tracing", "streams", "logging"].map((name) => `docs/how-to/${name}.md`)) {
  test(`${page}: every block of code is part of the file that it names`, () => {
    const text = read(page)
    const blocks = [...text.matchAll(/^<!-- part of (\S+) -->\n```ts\n(.*?)^```$/gms)]
    assert.ok(blocks.length >= 2)
    assert.equal(blocks.length, [...text.matchAll(/^```[jt]s/gm)].length)
    for (const [, file, code] of blocks) assert.ok(plain(read(file!)).includes(plain(code!)), code)
  })
}
