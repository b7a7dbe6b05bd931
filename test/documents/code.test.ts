import assert from "node:assert/strict"
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, test } from "node:test"
import { Child } from "../support/child"
import { repository } from "../support/repository"
import { type Block, blocksOf, chainsOf, plain, programsOf } from "./blocks"
import { markdownFiles } from "./markdown-files"
import { scenarios } from "./scenarios"
import { complaintsOf, isCommonJs, makeWorkplace, Places, programOf, writeRunnable } from "./workplace"

/** Pages whose code is part of files that other commands run: test/documents/pages.test.ts compares them. */
const elsewhere = ["docs/how-to/testing.md", "docs/how-to/bundlers.md"]

const pages = markdownFiles().filter((page) => !elsewhere.includes(page) && !page.startsWith("docs/reference/api/"))

describe("code of the pages", () => {
  const folder = makeWorkplace()
  after(() => rmSync(folder, { recursive: true, force: true }))

  const nameOf = (page: string) => page.replace(/\.md$/, "").replaceAll("/", "-")
  const fileOf = ([block]: readonly Block[], body: string) => {
    const extension = block!.language === "js" && isCommonJs(body) ? "cjs" : block!.language
    return join(folder, nameOf(block!.page), block!.program ?? `line-${block!.line}.${extension}`)
  }

  const files = new Map<string, string>()
  const chains = pages.flatMap((page) => chainsOf(page))
  for (const chain of [...chains, ...pages.flatMap((page) => [...programsOf(page).values()].map((block) => [block]))]) {
    const body = programOf(chain)
    files.set(fileOf(chain, body), body)
  }
  let complaints: Map<string, string[]>
  before(() => {
    complaints = complaintsOf(files)
  })

  test("is found", () => {
    assert.ok(chains.length > 25, String(chains.length))
    assert.ok(files.size > chains.length)
  })

  for (const page of pages) {
    const own = [...files.keys()].filter((file) => file.startsWith(join(folder, nameOf(page), "/")))
    if (own.length > 0)
      test(`${page}: its code compiles`, () => {
        for (const file of own) assert.deepEqual(complaints.get(file) ?? [], [], file)
      })

    for (const chain of chainsOf(page)) {
      test(`${page}, line ${chain[0]!.line}: the code runs to its end, and prints what its comments say`, async () => {
        using places = new Places()
        const body = places.replaceIn(programOf(chain))
        await using child = Child.node([writeRunnable(join(fileOf(chain, body)), body)], { cwd: folder })
        const lines = await child.exited()
        const expected = [...body.matchAll(/^ *console\.log\(.*\) \/\/ (.*)$/gm)].map(([, comment]) => comment!)
        let place = 0
        for (const line of expected) {
          const found = lines.indexOf(places.replaceIn(line), place)
          assert.ok(found >= 0, `${line}\n\n${lines.join("\n")}`)
          place = found + 1
        }
      })
    }

    for (const { partOf, line, code } of blocksOf(page).filter((block) => block.partOf !== undefined)) {
      test(`${page}, line ${line}: the code is part of ${partOf}`, () => {
        assert.ok(fileText(partOf!).includes(plain(code)))
      })
    }
  }

  for (const { page, title, programs, run } of scenarios) {
    test(`${page}: ${title}`, async () => {
      using places = new Places()
      const children: Child[] = []
      const files = new Map(
        programs.map((program) => {
          const { code } = programsOf(page).get(program)!
          const path = join(folder, "programs", nameOf(page), program)
          return [program, writeRunnable(path, places.replaceIn(code))]
        }),
      )
      try {
        await run((program, ...parameters) => {
          const child = Child.node([files.get(program)!, ...parameters], { cwd: folder })
          children.push(child)
          return child
        })
      } finally {
        await Promise.all(children.map((child) => child[Symbol.asyncDispose]()))
      }
      assert.ok(children.length > 0)
    })
  }

  test("each program that has a name is started by a scenario", () => {
    const named = pages.flatMap((page) => [...programsOf(page).keys()].map((name) => `${page} ${name}`))
    const started = scenarios.flatMap(({ page, programs }) => programs.map((name) => `${page} ${name}`))
    assert.deepEqual(named.sort(), started.sort())
  })
})

/** The text of a file, with the name that users import instead of the tests' own. */
function fileText(file: string): string {
  return plain(readFileSync(join(repository, file), "utf8").replaceAll("#lib/index", "zmq-napi"))
}
