import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { test } from "node:test"
import { findAddon } from "#lib/addon/find"
import { TemporaryFolder } from "../support/temporary-folder"

const prebuilt = `prebuilds/${process.platform}-${process.arch}`

function write(folder: TemporaryFolder, ...files: string[]): void {
  for (const file of files) {
    mkdirSync(dirname(folder.file(file)), { recursive: true })
    writeFileSync(folder.file(file), "")
  }
}

test("the addon of the C library is found, and one without a tag fits both", () => {
  using folder = new TemporaryFolder()
  assert.equal(findAddon(folder.path, "musl"), undefined)
  write(folder, `${prebuilt}/zmq_napi.node`, "prebuilds/plan9-mips/zmq_napi.musl.node")
  for (const libc of ["glibc", "musl"] as const)
    assert.equal(findAddon(folder.path, libc), folder.file(`${prebuilt}/zmq_napi.node`))
  write(folder, `${prebuilt}/zmq_napi.glibc.node`, `${prebuilt}/zmq_napi.musl.node`)
  for (const libc of ["glibc", "musl"] as const)
    assert.equal(findAddon(folder.path, libc), folder.file(`${prebuilt}/zmq_napi.${libc}.node`))
})

test("the addon of another C library or another version of ARM does not fit", () => {
  using folder = new TemporaryFolder()
  write(folder, `${prebuilt}/zmq_napi.glibc.node`, `${prebuilt}/zmq_napi.armv5.node`)
  assert.equal(findAddon(folder.path, "musl"), undefined)
  assert.equal(findAddon(folder.path, "glibc"), folder.file(`${prebuilt}/zmq_napi.glibc.node`))
})

test("an addon that was built here takes precedence", () => {
  using folder = new TemporaryFolder()
  write(folder, `${prebuilt}/zmq_napi.musl.node`, "build/Debug/zmq_napi.node")
  assert.equal(findAddon(folder.path, "musl"), folder.file("build/Debug/zmq_napi.node"))
  write(folder, "build/Release/zmq_napi.node")
  assert.equal(findAddon(folder.path, "musl"), folder.file("build/Release/zmq_napi.node"))
})
