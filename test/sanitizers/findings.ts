import assert from "node:assert/strict"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { binding } from "#lib/addon/binding"
import { Child } from "../support/child"
import { repository } from "../support/repository"
import { TemporaryFolder } from "../support/temporary-folder"

const scripts = join(repository, "scripts", "sanitize")

/** An addon with sanitizers has a function that makes faults. */
const sanitized = "makeFault" in binding
// Set by scripts/test-leaks.mjs: there, tests that are skipped would show nothing.
if (process.env.ZMQ_NAPI_SANITIZED)
  assert.ok(sanitized, "The addon has no deliberate faults: is it one with sanitizers?")

export const skip = sanitized ? false : "needs an addon with sanitizers: npm run test:leaks"

/** The findings of the sanitizers in a program of this folder. */
export async function findingsOf(program: string, ...parameters: string[]): Promise<string[]> {
  const { sanitizerEnvironment } = await load("environment.mjs")
  const { findings } = await load("reports.mjs")
  using reports = new TemporaryFolder()
  await using child = Child.node([join(__dirname, `${program}.js`), ...parameters], {
    env: sanitizerEnvironment(reports.path),
  })
  await child.exited()
  return findings(reports.path).map(({ text }: { text: string }) => text)
}

function load(script: string) {
  return import(pathToFileURL(join(scripts, script)).href)
}
