import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { after } from "node:test"

/** The repository, seen from the compiled test. */
export const repository = resolve(__dirname, "..", "..", "..")

/** A folder of its own for a test file, gone when its tests are over. */
export function makeScratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "zmq-napi-test-"))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
