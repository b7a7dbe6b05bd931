// That `npm run test:leaks` can fail: each kind of fault, made on purpose, is found and names the line that made it.
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, test } from "node:test"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { loadAddon } from "#lib/load"

const repository = join(__dirname, "..", "..", "..")

// A leak looks the same however the program ends; that it is looked for at each end is what the last two show.
const faults: readonly [fault: string, end: string, finding: RegExp][] = [
  ["forgotten bytes", "end", /^Direct leak.*seeds\.cc/s],
  ["forgotten context", "end", /^Direct leak.*zmq_ctx_new.*seeds\.cc/s],
  ["read beyond the end", "end", /AddressSanitizer: heap-buffer-overflow.*seeds\.cc/s],
  ["read after free", "end", /AddressSanitizer: heap-use-after-free.*seeds\.cc/s],
  ["integer overflow", "end", /seeds\.cc:\d+:\d+: runtime error: signed integer overflow/],
  ["forgotten message", "exit", /^Direct leak.*zmq::msg_t::init_size.*seeds\.cc/s],
  ["forgotten message", "worker", /^Direct leak.*zmq::msg_t::init_size.*seeds\.cc/s],
]

const skip = "seed" in (loadAddon() as object) ? false : "needs an addon with sanitizers: npm run test:leaks"

describe("The sanitizers see", { skip }, () => {
  for (const [fault, end, finding] of faults) {
    test(`${fault}, by a program's ${end}`, async () => {
      const found = await findingsOf(fault, end)
      assert.ok(
        found.some((text) => finding.test(text)),
        found.join("\n\n") || "nothing was found",
      )
    })
  }
  test("nothing where nothing is wrong", async () => assert.deepEqual(await findingsOf("nothing", "exit"), []))
})

async function findingsOf(fault: string, end: string): Promise<string[]> {
  const { sanitizerEnvironment } = await load("environment.mjs")
  const { findings } = await load("reports.mjs")
  const reports = mkdtempSync(join(tmpdir(), "zmq-napi-"))
  try {
    const env = { ...process.env, ...sanitizerEnvironment(reports) }
    const run = promisify(execFile)(process.execPath, [join(__dirname, "seed.js"), fault, end], { env })
    // How it ends is the fault's: AddressSanitizer ends the process, the others let it go on.
    await run.catch(({ code }) => assert.equal(code, 1))
    return findings(reports).map(({ text }: { text: string }) => text)
  } finally {
    rmSync(reports, { recursive: true })
  }
}

function load(script: string) {
  return import(pathToFileURL(join(repository, "scripts", "sanitize", script)).href)
}
