import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { pathToFileURL } from "node:url"
import { repository } from "../support/repository"

interface Patch {
  file: string
  text: string
}

interface NamedTest {
  /** A test's file, and the pattern that its titles match; or why there is none. */
  file?: string
  /** Or the name of one of libzmq's own tests. */
  own?: string
  pattern: string
  reason?: string
}

function script(name: string) {
  return import(pathToFileURL(join(repository, "scripts", name)).href)
}

async function series(): Promise<Patch[]> {
  const { readPatches } = await script("sources/patches.mjs")
  return readPatches(repository, "libzmq")
}

/** The file of the repository as git names it. */
function blob(file: string): string {
  const data = readFileSync(join(repository, file))
  return createHash("sha1").update(`blob ${data.length}\0`).update(data).digest("hex")
}

test("each patch's message says all that it has to, and its number begins with its topic's", async () => {
  const { readMessage, topics } = await script("patches/message.mjs")
  const patches = await series()
  assert.ok(patches.length > 100)
  for (const patch of patches) {
    const { number, fields } = readMessage(patch)
    const topic = String(topics.indexOf(fields.Topic[0]) + 1).padStart(2, "0")
    assert.equal(number.slice(0, 2), topic, patch.file)
  }
})

test("the vendored files are what git makes of the series", async () => {
  const last = new Map<string, string>()
  for (const { text } of await series()) {
    for (const [, file, after] of text.matchAll(
      /^diff --git a\/(\S+) .*\n(?:(?:new|deleted) .*\n)?index \w+\.\.(\w+)/gm,
    ))
      last.set(file!, after!)
  }
  assert.ok(last.size > 60)
  for (const [file, after] of last) {
    const vendored = join("native", "vendor", "libzmq", file)
    if (existsSync(join(repository, vendored))) assert.equal(blob(vendored), after, file)
  }
})

test("each patch names tests that exist, or says why there is none", async () => {
  const { readMessage } = await script("patches/message.mjs")
  const { parseTest } = await script("patches/test.mjs")
  for (const patch of await series()) {
    const tests: NamedTest[] = readMessage(patch).fields.Test.map(parseTest)
    for (const { file, own, reason } of tests) {
      if (file === undefined) assert.ok(own ?? reason, patch.file)
      else assert.ok(existsSync(join(repository, file)), `${patch.file}: ${file}`)
    }
  }
})

test("the document of the series is up to date", async () => {
  const { documentOf } = await script("patches/document.mjs")
  const written = readFileSync(join(repository, "docs", "reference", "libzmq-patches.md"), "utf8")
  assert.equal(written, documentOf(repository), "npm run patches -- document")
})

describe("a message is refused", () => {
  const body = "Why.\n\nKind: crash\nTopic: core\nUpstream: none\nRisk: none\nTest: by reading: it cannot be shown"

  for (const [title, subject, text, says] of [
    ["without a subject", "", body, /a subject of at most 72 characters, not 0/],
    ["with a subject that is too long", "x".repeat(73), body, /a subject of at most 72 characters, not 73/],
    ["without a text", "Subject", body.slice(6), /a text that says who meets the fault/],
    ["without a risk", "Subject", body.replace("Risk: none\n", ""), /a line "Risk: \.\.\."/],
    ["of an unknown kind", "Subject", body.replace("crash", "bad"), /Kind is one of crash, .*, not bad/],
    ["of an unknown topic", "Subject", body.replace("core", "cores"), /Topic is one of core, .*, not cores/],
    ["with a line that is none of these", "Subject", `${body}\nNote: none`, /has no line "Note: none" among Kind/],
  ] as const) {
    test(title, async () => {
      const { parseMessage } = await script("patches/message.mjs")
      assert.throws(() => parseMessage(subject, text, "a patch"), says)
    })
  }

  test("a complete message is accepted", async () => {
    const { parseMessage } = await script("patches/message.mjs")
    const { fields } = parseMessage("Subject", body.replace("Test:", "Test: test/a.test.ts\nTest:"), "a patch")
    assert.deepEqual(fields.Test, ["test/a.test.ts", "by reading: it cannot be shown"])
  })
})

test("a line names a test by its title, by a pattern, or by its file", async () => {
  const { parseTest } = await script("patches/test.mjs")
  const read = (line: string) => {
    const { file, pattern, sanitized } = parseTest(line)
    return [file, pattern, sanitized]
  }
  assert.deepEqual(read('test/a.test.ts "a (b)"'), ["test/a.test.ts", "a \\(b\\)", false])
  assert.deepEqual(read("test/a.test.ts /a .* b/"), ["test/a.test.ts", "a .* b", false])
  assert.deepEqual(read("test/a.test.ts"), ["test/a.test.ts", ".", false])
  assert.deepEqual(read('by AddressSanitizer, test/a.test.ts "a"'), ["test/a.test.ts", "a", true])
  assert.equal(parseTest("tests/test_a.cpp test_of_b").own, "test_a")
  assert.throws(() => read("a test of something"), /No test can be read in "Test: a test of something"/)
})

describe("what a test says of a patch, by what became of it without the patch", () => {
  const found = { line: "test/a.test.ts", feature: false, libzmqCompiles: false, removedWith: [] }

  for (const [title, parts, outcome, proven] of [
    ["it fails", { without: { passed: 1, failed: 1 } }, "fails without it", true],
    ["it passes", { without: { passed: 1, failed: 0 } }, "passes without it", false],
    ["it is skipped", { without: { passed: 0, failed: 0 } }, "does not run without it", false],
    [
      "other patches were taken out with it",
      { without: { passed: 0, failed: 1 }, removedWith: ["0102-b", "0103-c"] },
      "fails without it, without 0102-b, 0103-c too, which build on it",
      true,
    ],
    ["it does not compile", { libzmqCompiles: true }, "does not compile without it", false],
    [
      "it does not compile without what the patch adds",
      { feature: true, libzmqCompiles: true },
      "does not compile without it, which adds what the test uses",
      true,
    ],
    ["nothing compiles", { feature: true }, "does not compile without it", false],
  ] as const) {
    test(title, async () => {
      const { verdictOf } = await script("patches/verdict.mjs")
      assert.deepEqual(verdictOf({ ...found, ...parts }), { test: "test/a.test.ts", outcome, proven })
    })
  }

  test("a verdict has a kind of proof", async () => {
    const { kindOfProof, verdictOf } = await script("patches/verdict.mjs")
    const without = { passed: 0, failed: 1 }
    const sanitized = { line: "by AddressSanitizer, test/a.test.ts", without }
    assert.equal(kindOfProof(verdictOf({ ...found, without })), "test")
    assert.equal(kindOfProof(verdictOf({ ...found, ...sanitized })), "sanitizer")
    assert.equal(kindOfProof(verdictOf({ ...found, feature: true, libzmqCompiles: true })), "compiler")
  })
})
