import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { test } from "node:test"
import { AddonNotFoundError, loadAddon } from "#lib/addon/load"
import { TemporaryFolder } from "../support/temporary-folder"

/** What loading from a folder with these files throws. */
function failure(files: Record<string, string>): AddonNotFoundError {
  using folder = new TemporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(folder.file(name)), { recursive: true })
    writeFileSync(folder.file(name), content)
  }
  try {
    loadAddon(folder.path)
  } catch (error) {
    assert.ok(error instanceof AddonNotFoundError)
    assert.ok(error.message.includes(folder.path))
    return error
  }
  assert.fail("it did not throw")
}

test("the addon of this package is loaded", () => {
  assert.equal(typeof loadAddon(), "object")
})

test("a missing addon: the error says what was needed, what was looked for, and the remedy", () => {
  const error = failure({ "prebuilds/plan9-mips/zmq_napi.node": "" })
  assert.equal(error.code, "ERR_ZMQ_NAPI_NOT_FOUND")
  assert.match(error.message, /was not found/)
  for (const part of [process.platform, process.arch, `Node ${process.versions.node}`, "build/Release: not there"]) {
    assert.ok(error.message.includes(part), `${part} in ${error.message}`)
  }
  if (process.platform === "linux") assert.match(error.message, /glibc|musl/)
  assert.ok(error.message.includes(join("plan9-mips", "zmq_napi.node")), error.message)
  assert.match(error.message, /node ".*build\.mjs"$/)
})

test("an addon that cannot be loaded: the error keeps the linker's reason", () => {
  const error = failure({ "build/Release/zmq_napi.node": "no ELF file" })
  assert.match(error.message, /could not be loaded: .*zmq_napi\.node/)
  assert.match(error.message, /build\/Release: zmq_napi\.node/)
  assert.ok(error.cause instanceof Error)
})
