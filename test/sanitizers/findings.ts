import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { binding } from "#lib/addon/binding"

const scripts = join(__dirname, "..", "..", "..", "scripts", "sanitize")

/** An addon with sanitizers has faults to be seeded. */
const sanitized = "seed" in binding
// Set by scripts/test-leaks.mjs: there, tests that are skipped would show nothing.
if (process.env.ZMQ_NAPI_SANITIZED) assert.ok(sanitized, "The addon has no seeds: is it one with sanitizers?")

export const skip = sanitized ? false : "needs an addon with sanitizers: npm run test:leaks"

/** What the sanitizers say of a program of this folder, whose reports are of its own. */
export async function findingsOf(program: string, ...parameters: string[]): Promise<string[]> {
  const { sanitizerEnvironment } = await load("environment.mjs")
  const { findings } = await load("reports.mjs")
  const reports = mkdtempSync(join(tmpdir(), "zmq-napi-"))
  try {
    const env = { ...process.env, ...sanitizerEnvironment(reports) }
    const { stderr } = await promisify(execFile)(process.execPath, [join(__dirname, `${program}.js`), ...parameters], {
      env,
    })
    assert.equal(stderr, "")
    return findings(reports).map(({ text }: { text: string }) => text)
  } finally {
    rmSync(reports, { recursive: true })
  }
}

function load(script: string) {
  return import(pathToFileURL(join(scripts, script)).href)
}
