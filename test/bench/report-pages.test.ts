import assert from "node:assert/strict"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { test } from "node:test"
import { blockOf, updatePages, withBlock, writeReport } from "../../bench/report"
import { pages } from "../../bench/report/pages"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"
import { everyScenario } from "./report-fixture"

const empty = "# Title\n\n<!-- benchmark -->\n<!-- /benchmark -->\n\nAfter.\n"

function read(root: string): string[] {
  return pages.map(({ path }) => readFileSync(join(root, path), "utf8"))
}

test("a block is replaced and nothing else, and twice is once", () => {
  const block = { folder: "bench/results/a", text: "one $& two $1" }
  const filled = `<!-- benchmark: ${block.folder} -->\n\n${block.text}\n\n<!-- /benchmark -->`
  const once = withBlock(empty, block)
  assert.equal(once, `# Title\n\n${filled}\n\nAfter.\n`)
  assert.deepEqual(blockOf(once), block)
  for (const page of [once, withBlock(once, { folder: "other", text: "other" })]) {
    assert.equal(withBlock(page, block), once)
  }
})

test("an empty block shows nothing, and a page without markers is refused", () => {
  assert.equal(blockOf(empty), undefined)
  assert.throws(() => blockOf("# Title\n"), /There is no <!-- benchmark -->/)
  assert.throws(() => withBlock("# Title\n", { folder: "a", text: "b" }), /There is no <!-- benchmark -->/)
})

test("pages are written from a folder of results, and again from the folder that they name", async () => {
  const root = folderForTests().path
  for (const { path } of pages) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), empty)
  }
  await writeReport(everyScenario(), join(root, "bench", "results", "artificial"))
  await assert.rejects(updatePages(root), /Which folder\?/)
  await updatePages(root, "bench/results/artificial")
  const written = read(root)
  const [readme = "", benchmark = ""] = written
  assert.match(readme, /PUSH\/PULL 16 B, each message awaited +\| +4\.10 k\/s \| +4\.00 µs \| +4\.00× \|/)
  assert.match(readme, /^npm ci && npm run bench -- --artificial$/m)
  assert.match(benchmark, /\d+ met, \d+ missed, \d+ not measured/)
  for (const [at, { path }] of pages.entries()) {
    const links = [...(written[at] ?? "").matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link)
    assert.ok(links.length > 2, path)
    for (const link of links) assert.ok(existsSync(resolve(root, dirname(path), link)), `${path}: ${link}`)
  }
  await updatePages(root)
  assert.deepEqual(read(root), written)
  await updatePages(root, join(root, "bench", "results", "artificial"))
  assert.deepEqual(read(root), written)
})

test("what the project's pages show is what its committed results say", () => {
  for (const { path, text } of pages) {
    const block = blockOf(readFileSync(join(repository, path), "utf8"))
    if (block === undefined) continue
    const report = JSON.parse(readFileSync(join(repository, block.folder, "results.json"), "utf8"))
    assert.equal(block.text, text(report, block.folder).trim(), `npm run bench:docs -- ${block.folder}`)
  }
})
