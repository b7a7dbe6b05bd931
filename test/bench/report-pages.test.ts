import assert from "node:assert/strict"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { test } from "node:test"
import { blockOf, updatePages, withBlock, writeReport } from "../../bench/report"
import { markdown, pages } from "../../bench/report/pages"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"
import { committedReport } from "./report-fixture"

const page = "# Title\n\n<!-- benchmark: old -->\n\nold\n\n<!-- /benchmark -->\n\nAfter.\n"

function read(root: string): string[] {
  return pages.map(({ path }) => readFileSync(join(root, path), "utf8"))
}

test("a block is replaced and nothing else, and back again", () => {
  const block = { folder: "bench/results/a", text: "one $& two $1" }
  const filled = withBlock(page, block)
  assert.equal(
    filled,
    page.replace("old", () => block.folder).replace("old", () => block.text),
  )
  assert.deepEqual(blockOf(filled), block)
  assert.equal(withBlock(filled, { folder: "old", text: "old" }), page)
})

test("a page without markers is refused", () => {
  assert.throws(() => blockOf("# Title\n"), /There is no <!-- benchmark/)
  assert.throws(() => withBlock("# Title\n", { folder: "a", text: "b" }), /There is no <!-- benchmark/)
})

test("pages are written from a folder of results, and again from the folder that they name", async () => {
  const root = folderForTests().path
  for (const { path } of pages) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), page)
  }
  await writeReport(committedReport(), join(root, "bench", "results", "copy"))
  await updatePages(root, "bench/results/copy")
  const written = read(root)
  for (const [at, { path }] of pages.entries()) {
    const links = [...(written[at] ?? "").matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = ""]) => link)
    assert.ok(links.length > 2, path)
    for (const link of links) assert.ok(existsSync(resolve(root, dirname(path), link)), `${path}: ${link}`)
  }
  for (const given of [undefined, join(root, "bench", "results", "copy")]) {
    await updatePages(root, given)
    assert.deepEqual(read(root), written)
  }
})

test("what the project's pages show is what its committed results say", () => {
  const report = committedReport()
  for (const { path, text } of pages) {
    const block = blockOf(readFileSync(join(repository, path), "utf8"))
    assert.equal(block.text, text(report, block.folder).trim(), `npm run bench:docs -- ${block.folder}`)
    assert.equal(readFileSync(join(repository, block.folder, "results.md"), "utf8"), markdown(report))
  }
})
