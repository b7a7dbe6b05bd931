import assert from "node:assert/strict"
import { readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, test } from "node:test"
import { pathToFileURL } from "node:url"
import type { Browser, Page } from "playwright-core"
import * as draft from "#lib/draft"
import * as zmq from "#lib/index"
import { contextOptions, socketOptions } from "#lib/options/table"
import { startBrowser, withoutBrowser } from "../support/browser"
import { Child } from "../support/child"
import { repository } from "../support/repository"
import { StaticServer } from "../support/static-server"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"

interface Item {
  text: string
  link?: string
  items?: Item[]
}

/** What functions that run in the page use of it. */
declare const document: {
  documentElement: { scrollWidth: number; clientWidth: number; classList: { contains(name: string): boolean } }
  querySelector(selector: string): object
}

const base = "/some-where/"

/** The generated pages that are committed, and their texts. */
function committed(): Map<string, string> {
  const folder = join(repository, "docs", "reference")
  const files = readdirSync(folder, { recursive: true }).map(String)
  const chosen = files.filter((file) => /^(api\b.*|options)\.md$/.test(file)).sort()
  return new Map(chosen.map((file) => [file, readFileSync(join(folder, file), "utf8")]))
}

describe("the site", () => {
  const folder = new TemporaryFolder("zmq-napi-docs-")
  let files: string[]
  let output: string
  let committedBefore: Map<string, string>
  before(async () => {
    committedBefore = committed()
    rmSync(join(repository, "build", "docs", "pages"), { recursive: true, force: true })
    const env = { DOCS_BASE: base, NO_COLOR: "1", GITHUB_REPOSITORY: "" }
    const script = join(repository, "scripts", "docs.mjs")
    await using child = Child.node([script, folder.path], { env, cwd: repository, milliseconds: 240_000 })
    const { code, stdout, stderr } = await child.ended
    output = stdout + stderr
    assert.equal(code, 0, output)
    files = readdirSync(folder.path, { recursive: true }).map(String)
  })
  after(() => folder[Symbol.dispose]())

  const htmlFiles = () => files.filter((file) => file.endsWith(".html"))
  const page = (name: string) => readFileSync(join(folder.path, name), "utf8")

  test("is built without a warning", () => {
    assert.doesNotMatch(output, /warn|error|deprecat/i)
  })

  test("the generated pages that are committed are those of this source: else run npm run docs", () => {
    assert.deepEqual(committed(), committedBefore)
  })

  test("has a page for each exported class, function and value", () => {
    for (const [module, exported] of Object.entries({ "zmq-napi": zmq, "zmq-napi/draft": draft })) {
      for (const name of Object.keys(exported)) {
        if (name === "default" || name === "module.exports") continue
        const pageOf = new RegExp(`/${module}/(classes|functions|variables)/${name}\\.html$`)
        assert.ok(
          files.some((file) => pageOf.test(file)),
          `${module}: ${name}`,
        )
      }
    }
  })

  test("lists each option, with its name in zmq.h and a link to its description", () => {
    const table = page("reference/options.html")
    for (const [kind, options] of [["", socketOptions] as const, ["context-", contextOptions] as const]) {
      for (const [name, { zmq }] of Object.entries(options)) {
        const anchor = `${kind}${name.toLowerCase()}`
        assert.ok(table.includes(`<td><a href="#${anchor}"><code>${name}</code></a></td>`), name)
        assert.ok(table.includes(`<h3 id="${anchor}"`), name)
        if (zmq !== null) assert.ok(table.includes(`<code>${zmq}</code>`), zmq)
      }
    }
  })

  test("shows each drawing as one", () => {
    for (const name of ["explanation/patterns", "contributing/design"]) {
      const source = readFileSync(join(repository, "docs", `${name}.md`), "utf8")
      const count = source.match(/^```mermaid$/gm)!.length
      assert.ok(count > 0, name)
      assert.equal(page(`${name}.html`).match(/<div class="drawing"><svg[^>]*>/g)?.length, count, name)
    }
    for (const file of htmlFiles()) assert.doesNotMatch(page(file), /language-mermaid/, file)
  })

  test("no link leads nowhere, and no anchor", () => {
    const anchors = new Map(
      htmlFiles().map((file) => [file, new Set([...page(file).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!))]),
    )
    let count = 0
    for (const file of htmlFiles()) {
      for (const [, link = ""] of page(file).matchAll(/ (?:href|src)="([^"]+)"/g)) {
        if (/^(https?|data|mailto):/.test(link)) continue
        const { pathname, hash } = new URL(link.replaceAll("&amp;", "&"), `http://site${base}${file}`)
        assert.ok(pathname.startsWith(base), `${file}: ${link}`)
        const path = decodeURI(pathname.slice(base.length)).replace(/(^|\/)$/, "$1index.html")
        const target = files.includes(path) ? path : `${path}.html`
        assert.ok(files.includes(target), `${file}: ${link}`)
        if (hash !== "") assert.ok(anchors.get(target)!.has(decodeURIComponent(hash.slice(1))), `${file}: ${link}`)
        count += 1
      }
    }
    assert.ok(count > 5000, String(count))
  })

  test("the sidebar has each page of docs/", async () => {
    const pages = await import(pathToFileURL(join(repository, "scripts", "docs", "pages.mjs")).href)
    process.chdir(repository)
    const flat = (items: Item[]): Item[] => items.flatMap((item) => [item, ...flat(item.items ?? [])])
    const listed = flat(pages.sidebar()).map(({ link }) => link)
    const expected: string[] = pages.pageFiles().filter((file: string) => /^docs\/[\w-]+\/[\w-]+\.md$/.test(file))
    assert.ok(expected.length > 40)
    for (const file of expected) assert.ok(listed.includes(`/${file.slice(5, -3)}`), file)
  })

  describe("in a browser", { skip: withoutBrowser }, () => {
    let browser: Browser
    let server: StaticServer
    let window: Page
    const complaints: string[] = []
    before(async () => {
      server = await StaticServer.start(folder.path, base)
      browser = await startBrowser()
      window = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      window.on("pageerror", (error) => complaints.push(String(error)))
      window.on("console", (message) => complaints.push(message.text()))
    })
    after(async () => {
      await browser?.close()
      await server?.close()
    })
    const open = (path: string) => window.goto(`${server.address}${path}`)

    test("no page is wider than its window, be it wide or narrow", async () => {
      const chosen = htmlFiles().filter((file) => !file.startsWith("files/"))
      assert.ok(chosen.length > 150)
      for (const file of chosen) {
        await open(file)
        for (const width of [1280, 390]) {
          await window.setViewportSize({ width, height: 900 })
          const { scrollWidth, clientWidth } = await window.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement
            return { scrollWidth, clientWidth }
          })
          assert.ok(clientWidth > 0)
          assert.ok(scrollWidth <= clientWidth, `${file}, ${width}: ${scrollWidth} > ${clientWidth}`)
        }
      }
      await window.setViewportSize({ width: 1280, height: 900 })
    })

    test("the search finds a page, by keyboard alone", async () => {
      await open("")
      // Before the program of the page runs, the keys do nothing.
      await window.waitForFunction(() => "__vue_app__" in document.querySelector("#app"), undefined, timeLimit)
      await window.keyboard.press("Control+k")
      await window.locator(".VPLocalSearchBox input").waitFor(timeLimit)
      await window.keyboard.type("dead peers")
      await window.locator(".VPLocalSearchBox .result").first().waitFor(timeLimit)
      await window.keyboard.press("Enter")
      await window.waitForURL(/heartbeats/, timeLimit)
    })

    test("the options of one socket type can be chosen", async () => {
      await open("reference/options.html")
      await window
        .locator(".options-filter option")
        .nth(5)
        .waitFor({ state: "attached", ...timeLimit })
      await window.selectOption(".options-filter select", "Subscriber")
      const has = Object.values(socketOptions).filter(({ sockets }) => (sockets as string[]).includes("Subscriber"))
      assert.equal(
        await window.textContent(".options-filter output"),
        `${has.length} of ${Object.keys(socketOptions).length}`,
      )
      await window.fill(".options-filter input", "heartbeat")
      assert.equal(await window.textContent(".options-filter output"), `3 of ${Object.keys(socketOptions).length}`)
    })

    test("is dark where the system is", async () => {
      for (const colorScheme of ["dark", "light"] as const) {
        await window.emulateMedia({ colorScheme })
        await open("tutorial/getting-started.html")
        const dark = await window.evaluate(() => document.documentElement.classList.contains("dark"))
        assert.equal(dark, colorScheme === "dark")
      }
    })

    test("no page has reported an error", () => {
      assert.deepEqual(complaints, [])
    })
  })
})
