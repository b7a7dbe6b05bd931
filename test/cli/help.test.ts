import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { makeProgram } from "../../cli/program"
import { repository } from "../support/repository"
import { Command } from "./command"

const page = readFileSync(join(repository, "docs/reference/command-line.md"), "utf8")
const names = makeProgram().commands.map((command) => command.name())

async function helpOf(...parameters: string[]): Promise<string> {
  await using command = new Command([...parameters, "--help"])
  return (await command.exited()).join("\n").trim()
}

describe("docs/reference/command-line.md, which node scripts/command-line-page.mjs writes", () => {
  test("shows the help of every command, as it is", async () => {
    const blocks = [...page.matchAll(/^## (\S+)\n+```text\n(.*?)\n```$/gms)].map(([, name, help]) => [name, help])
    const expected: string[][] = []
    for (const name of names) expected.push([name, await helpOf(name)])
    assert.deepEqual(blocks, expected)
  })

  test("names every command that the help names, with its summary", async () => {
    const help = await helpOf()
    for (const command of makeProgram().commands) {
      assert.ok(page.includes(`| [\`${command.name()}\`](#${command.name()}) | ${command.summary()} |`), command.name())
      assert.ok(help.includes(command.summary().slice(0, 30)), command.name())
    }
  })
})

test("help goes to the standard output, and a missing command to the standard error", async () => {
  await using nothing = new Command([])
  assert.equal(await nothing.fails(1, /^Usage: zmq-napi <command>/), "")
  await using help = new Command(["help", "pub"])
  assert.equal((await help.exited()).join("\n").trim(), await helpOf("pub"))
})

test("no line of a help text is wider than a terminal, but for examples", async () => {
  for (const name of names) {
    const wide = (await helpOf(name))
      .split("\nExample")[0]!
      .split("\n")
      .filter((line) => line.length > 120)
    assert.deepEqual(wide, [], name)
  }
})
