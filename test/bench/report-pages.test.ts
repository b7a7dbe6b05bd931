import assert from "node:assert/strict"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { test } from "node:test"
import { blockOf, updatePages, withBlock, writeReport } from "../../bench/report"
import { pages } from "../../bench/report/pages"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"
import { everyScenario } from "./report-fixture"

const scratch = folderForTests().path
const empty = "# Title\n\n<!-- benchmark -->\n<!-- /benchmark -->\n\nAfter.\n"

async function makeRepository(name: string): Promise<string> {
  const root = join(scratch, name)
  for (const { path } of pages) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), empty)
  }
  await writeReport(everyScenario(), join(root, "bench", "results", "artificial"))
  return root
}

function read(root: string): string[] {
  return pages.map(({ path }) => readFileSync(join(root, path), "utf8"))
}

test("a block is replaced and nothing else, and twice is once", () => {
  const block = { folder: "bench/results/a", text: "one $& two $1" }
  const once = withBlock(empty, block)
  assert.equal(
    once,
    "# Title\n\n<!-- benchmark: bench/results/a -->\n\none $& two $1\n\n<!-- /benchmark -->\n\nAfter.\n",
  )
  assert.equal(withBlock(once, block), once)
  assert.deepEqual(blockOf(once), block)
  assert.equal(withBlock(withBlock(once, { folder: "other", text: "other" }), block), once)
})

test("an empty block shows nothing, and a page without markers is refused", () => {
  assert.equal(blockOf(empty), undefined)
  assert.throws(() => blockOf("# Title\n"), /There is no <!-- benchmark -->/)
  assert.throws(() => withBlock("# Title\n", { folder: "a", text: "b" }), /There is no <!-- benchmark -->/)
})

test("pages are written from a folder of results, and again from the folder that they name", async () => {
  const root = await makeRepository("written")
  await updatePages(root, "bench/results/artificial")
  const first = read(root)
  await updatePages(root)
  assert.deepEqual(read(root), first)
  const [readme = "", benchmark = ""] = first
  assert.match(readme, /PUSH\/PULL 16 B, each message awaited +\| +4\.10 k\/s \| +4\.00 µs \| +4\.00× \|/)
  assert.match(readme, /^npm ci && npm run bench -- --artificial$/m)
  assert.match(benchmark, /\d+ met, \d+ missed, \d+ not measured/)
})

test("pictures and links of the pages lead to files", async () => {
  const root = await makeRepository("linked")
  await updatePages(root, join(root, "bench", "results", "artificial"))
  for (const { path } of pages) {
    const links = [...readFileSync(join(root, path), "utf8").matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link)
    assert.ok(links.length > 2, path)
    for (const link of links) assert.ok(existsSync(resolve(root, dirname(path), link)), `${path}: ${link}`)
  }
})

test("without a folder, and with none in the README, it is refused", async () => {
  const root = await makeRepository("refused")
  await assert.rejects(updatePages(root), /Which folder\?/)
})

test("what the project's pages show is what its committed results say", () => {
  for (const { path, text } of pages) {
    const block = blockOf(readFileSync(join(repository, path), "utf8"))
    if (block === undefined) continue
    const report = JSON.parse(readFileSync(join(repository, block.folder, "results.json"), "utf8"))
    assert.equal(block.text, text(report, block.folder).trim(), `npm run bench:docs -- ${block.folder}`)
  }
})
