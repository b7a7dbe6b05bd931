import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { before, test } from "node:test"
import { pathToFileURL } from "node:url"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

const scratch = folderForTests().path

let shipped: { unpackShipped: (root: string, folder: string) => string[]; shippedFolders: string[] }
before(async () => {
  shipped = await import(pathToFileURL(join(repository, "scripts", "sources", "shipped.mjs")).href)
})

/** A folder as the installed package has it: the archive, and a license beside. */
function installed(): { root: string; native: string } {
  const root = mkdtempSync(join(scratch, "installed-"))
  const native = join(root, "native")
  const source = mkdtempSync(join(scratch, "source-"))
  for (const folder of shipped.shippedFolders) {
    mkdirSync(join(source, folder), { recursive: true })
    for (const name of ["vendored.json", "COPYING"])
      writeFileSync(join(source, folder, name), `{ "name": "${folder}" }`)
  }
  mkdirSync(join(native, "vendor", "libzmq"), { recursive: true })
  writeFileSync(join(native, "vendor", "libzmq", "COPYING"), "the license")
  execFileSync("tar", ["-czf", join(native, "sources.tar.gz"), "-C", source, ...shipped.shippedFolders])
  return { root, native }
}

test("the sources are unpacked into a folder of the build, and CMake is told where they are", () => {
  const { root, native } = installed()
  const folder = join(root, "sources")
  const definitions = shipped.unpackShipped(root, folder)
  assert.deepEqual(definitions, [
    `-DZMQ_NAPI_LIBZMQ=${join(folder, "vendor", "libzmq")}`,
    `-DZMQ_NAPI_LIBSODIUM=${join(folder, "vendor", "libsodium")}`,
  ])
  for (const name of shipped.shippedFolders)
    assert.deepEqual(readdirSync(join(folder, name)).sort(), ["COPYING", "vendored.json"])
  assert.deepEqual(readdirSync(native).sort(), ["sources.tar.gz", "vendor"])
})

test("sources that someone has unpacked in the package, to modify them, are those that are built", () => {
  const { root, native } = installed()
  execFileSync("tar", ["-xzf", "sources.tar.gz"], { cwd: native })
  assert.deepEqual(shipped.unpackShipped(root, join(root, "sources")), [])
  assert.ok(!existsSync(join(root, "sources")))
})

test("the error of a broken archive names it", () => {
  const { root, native } = installed()
  writeFileSync(join(native, "sources.tar.gz"), "nothing of the kind")
  assert.throws(() => shipped.unpackShipped(root, join(root, "sources")), /tar could not unpack .*sources\.tar\.gz/)
})

test("the repository has no archive, and nothing is done", () => {
  const root = mkdtempSync(join(scratch, "repository-"))
  assert.deepEqual(shipped.unpackShipped(root, join(root, "sources")), [])
  assert.ok(!existsSync(join(root, "sources")))
})
