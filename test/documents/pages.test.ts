import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { describe, test } from "node:test"
import { repository } from "../support/repository"
import { plain } from "./blocks"
import { markdownFiles } from "./markdown-files"

const pages = markdownFiles()

function read(page: string): string {
  return readFileSync(join(repository, page), "utf8")
}

/** The targets of the page's links, except those to other hosts. */
function links(text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}

/** The files that a page names in backticks, by paths from the root. Those that git ignores may not exist. */
function namedFiles(text: string): string[] {
  const named = [...text.matchAll(/`((?:lib|native|test|scripts|bench|docs|examples|cmake)\/[\w./-]+)`/g)]
  return named.map(([, path]) => path!).filter((path) => !/^(native\/vendor|bench\/results|docs\/api)\b/.test(path))
}

/** The anchors of a page's headings, as renderers of Markdown make them. */
function anchors(page: string): string[] {
  const headings = [...page.replace(/^```.*?^```/gms, "").matchAll(/^#+ (.*)$/gm)]
  return headings.map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  )
}

describe("pages", () => {
  test("are found", () => {
    for (const page of ["README.md", "docs/README.md", "docs/reference/features.md", "docs/how-to/security.md"])
      assert.ok(pages.includes(page), page)
  })

  for (const page of pages) {
    test(`${page}: every file that is named by its path from the root exists`, () => {
      for (const path of namedFiles(read(page))) assert.ok(existsSync(join(repository, path)), path)
    })

    test(`${page}: every relative link and anchor resolves`, () => {
      for (const link of links(read(page))) {
        const [file, anchor] = link.split("#") as [string, string?]
        const target = file === "" ? page : relative(repository, resolve(repository, dirname(page), file))
        assert.ok(existsSync(join(repository, target)), link)
        if (anchor !== undefined) assert.ok(anchors(read(target)).includes(anchor), link)
      }
    })
  }
})

test("docs/how-to/testing.md: every block of code is part of a suite of test/runners", () => {
  const suites = join(repository, "test", "runners")
  const files = readdirSync(suites, { recursive: true }).map(String)
  const texts = files
    .filter((file) => /\.[jt]s$/.test(file))
    .map((file) => plain(readFileSync(join(suites, file), "utf8")))
  const blocks = [...read("docs/how-to/testing.md").matchAll(/^```[jt]s\n(.*?)^```$/gms)].map(([, block]) =>
    plain(block!),
  )
  assert.ok(blocks.length > 3)
  for (const block of blocks)
    assert.ok(
      texts.some((text) => text.includes(block)),
      block,
    )
})

test("docs/how-to/bundlers.md: every block of code is part of what npm run test:bundlers uses", () => {
  const folder = join(repository, "scripts", "bundlers")
  const files = readdirSync(join(folder, "project")).map((name) => join(folder, "project", name))
  const texts = files.map((file) => plain(readFileSync(file, "utf8")))
  const page = read("docs/how-to/bundlers.md")
  const blocks = [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, block]) => plain(block!))
  assert.ok(blocks.length > 3)
  for (const block of blocks)
    assert.ok(
      texts.some((text) => text.includes(block)),
      block,
    )
  const steps = readFileSync(join(folder, "cases.mjs"), "utf8").replace(/[\s"[\],]+/g, " ")
  const commands = page
    .match(/^```sh\n(.*?)^```$/ms)![1]!
    .trim()
    .split("\n")
  for (const command of commands) assert.ok(steps.includes(command), command)
})

describe("docs/reference/features.md", () => {
  const rows = read("docs/reference/features.md").match(/^\| F\d\d .*$/gm) ?? []

  test("has a row for each feature, in order", () => {
    const expected = Array.from({ length: 52 }, (_, index) => `F${String(index + 1).padStart(2, "0")}`)
    assert.deepEqual(
      rows.map((row) => row.slice(2, 5)),
      expected,
    )
  })

  test("each feature names tests, or the command that runs them", () => {
    for (const row of rows) {
      const proof = row.split("|").at(-2)!
      const named = links(proof).map((link) => resolve(repository, "docs/reference", link))
      assert.ok(named.some(hasTests) || proof.includes("`npm run "), row.slice(2, 5))
    }
  })

  test("a link to a test shows its path in test/", () => {
    for (const [, label, path] of read("docs/reference/features.md").matchAll(
      /\[([^\]]+)\]\(\.\.\/\.\.\/test\/([^)]+)\)/g,
    ))
      assert.equal(label, path!.replace(/(\.test)?\.ts$/, ""))
  })
})

function hasTests(path: string): boolean {
  if (!statSync(path).isDirectory()) return path.endsWith(".test.ts")
  return readdirSync(path).some((name) => name.endsWith(".test.ts"))
}
