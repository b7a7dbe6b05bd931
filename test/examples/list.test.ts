import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { test } from "node:test"
import { type Example, listExamples, runExample } from "../../examples/catalogue/index"
import { Child } from "../support/child"
import { repository } from "../support/repository"
import { numbered } from "./example"

/** Compiled for the tests: all of them. */
const all = { folder: join(repository, "build-test", "examples") }
/** What the package ships. */
const shipped = listExamples()
const examples = listExamples(all)

async function npmRunExample(...parameters: string[]) {
  await using child = Child.node([join(repository, "scripts", "example.mjs"), ...parameters])
  const { code, stdout, stderr } = await child.ended
  return { code, stdout, stderr }
}

function row({ name, parameters, sockets, summary, source }: Example): string {
  const file = relative(join(repository, "docs", "how-to"), source)
  return `| [\`${name}\`](${file})${parameters && ` \`${parameters.replaceAll("|", "\\|")}\``} | ${sockets} | ${summary} |`
}

test("docs/how-to/examples.md has the row of each example that the catalogue makes", () => {
  const page = readFileSync(join(repository, "docs", "how-to", "examples.md"), "utf8")
  const [table = ""] = page.split("\n## ")
  const rows = table.match(/^\| \[`[\w-]+`\].*$/gm)
  assert.deepEqual(rows, examples.map(row))
})

test("the catalogue has each program of examples/ that says how to run it", () => {
  const folder = join(repository, "examples")
  const named = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const [, name] = /^\/\/ {3}npm run example -- ([\w-]+)/m.exec(readFileSync(join(folder, file), "utf8")) ?? []
      return name === undefined ? [] : [{ name, source: join(folder, file) }]
    })
  assert.ok(named.length > 30)
  const byName = new Map(examples.map(({ name, source }) => [name, source]))
  for (const { name, source } of named) assert.equal(byName.get(name), source, name)
})

test("the package ships the compiled examples and their sources, but for those that need other packages", () => {
  const missing = examples.filter(({ name }) => !shipped.some((example) => example.name === name))
  assert.deepEqual(
    missing.map(({ name }) => name),
    ["browser", "market-data", "logging", "diagnostics"],
  )
  for (const { source } of shipped) assert.ok(existsSync(source), source)
})

test("an example runs by its name", async () => {
  const published = ["Published 10 messages", ...numbered(5, (round) => `[B] We would like to see this (${round})`)]
  assert.deepEqual(await npmRunExample("envelopes"), { code: 0, stdout: `${published.join("\n")}\n`, stderr: "" })
})

test("a shipped example runs by its name, on the same terminal, and its exit code comes back", async () => {
  const program = `
    const { runExample } = require(${JSON.stringify(join(all.folder, "catalogue"))})
    runExample(process.argv[1], process.argv.slice(2)).then((code) => console.log("Code", code))`
  await using ends = Child.node(["-e", program, "envelopes"])
  assert.equal((await ends.exited()).at(-1), "Code 0")

  await using serves = Child.node(["-e", program, "hello-server", "tcp://127.0.0.1:*"])
  await serves.printed(/^Listening at/)
  serves.kill("SIGTERM")
  assert.equal((await serves.exited()).at(-1), "Code 0")

  await using fails = Child.node(["-e", program, "hello-server", "nonsense://"])
  const { stdout, stderr } = await fails.ended
  assert.match(stderr, /ZmqError/)
  assert.equal(stdout, "Code 1\n")
})

test("a name that does not exist is refused with those that do", async () => {
  await assert.rejects(runExample("no-such-example", []), {
    name: "RangeError",
    message: /"no-such-example".*hello-server/,
  })
})

test("npm run example: without a name, or with one that does not exist, the names are listed", async () => {
  for (const parameters of [[], ["no-such-example"]]) {
    const { code, stdout, stderr } = await npmRunExample(...parameters)
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" })
    const listed = /^Names: (.*)$/m.exec(stderr)?.[1]?.split(", ")
    assert.deepEqual(
      listed,
      examples.map(({ name }) => name),
    )
  }
})
