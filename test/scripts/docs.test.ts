import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { after, before, describe, test } from "node:test"
import * as draft from "#lib/draft"
import * as zmq from "#lib/index"
import { contextOptions, socketOptions } from "#lib/options/table"
import { repository } from "../support/repository"

describe("the API reference", () => {
  const folder = mkdtempSync(join(tmpdir(), "zmq-napi-docs-"))
  let files: string[]
  before(() => {
    const script = join(repository, "scripts", "docs.mjs")
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder], { encoding: "utf8" })
    assert.equal(status, 0, stdout + stderr)
    assert.doesNotMatch(stdout + stderr, /\[(warning|error)\]/)
    files = readdirSync(folder, { recursive: true }).map(String)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const page = (name: string) => readFileSync(join(folder, name), "utf8")

  test("the API reference has a page for each exported class, function and value", () => {
    for (const [module, exported] of Object.entries({ "zmq-napi": zmq, "zmq-napi_draft": draft })) {
      for (const name of Object.keys(exported)) {
        if (name === "default" || name === "module.exports") continue
        const found = files.filter((file) => file.endsWith(`/${module}.${name}.html`))
        assert.equal(found.length, 1, `${module}: ${name}`)
      }
    }
  })

  test("lists each option in a table, with its name in zmq.h and a link to its description", () => {
    const table = page("documents/Options.html")
    for (const [name, { zmq }] of [...Object.entries(socketOptions), ...Object.entries(contextOptions)]) {
      assert.match(table, new RegExp(`<td><a href="[^"]*#${name.toLowerCase()}"[^>]*>${name}</a>`), name)
      if (zmq !== null) assert.ok(table.includes(`<code>${zmq}</code>`), zmq)
    }
  })

  test("shows an option's unit and default, both for the property and for the argument", () => {
    for (const file of ["classes/zmq-napi.Push.html", "interfaces/zmq-napi.PushOptions.html"]) {
      assert.match(
        page(file),
        /How long messages that were not sent yet stay in memory [^<]*, in milliseconds\.\s+Default -1/,
      )
    }
  })

  test("the API reference has no broken link", () => {
    for (const file of files.filter((file) => file.endsWith(".html"))) {
      for (const [, link = ""] of page(file).matchAll(/ (?:href|src)="([^"#]+)[^"]*"/g)) {
        if (/^(https?|data|mailto):/.test(link)) continue
        const target = resolve(folder, dirname(file), decodeURI(link))
        assert.ok(existsSync(target), `${file}: ${link}`)
      }
    }
  })
})
