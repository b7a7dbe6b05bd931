import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { before, test } from "node:test"
import { pathToFileURL } from "node:url"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

const scratch = folderForTests().path

let shipped: { unpackShipped: (root: string) => void; shippedFolders: string[] }
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

test("a build of the installed package unpacks its sources, and leaves nothing else", () => {
  const { root, native } = installed()
  shipped.unpackShipped(root)
  for (const folder of shipped.shippedFolders)
    assert.deepEqual(readdirSync(join(native, folder)).sort(), ["COPYING", "vendored.json"])
  assert.deepEqual(readdirSync(native).sort(), ["patches", "sources.tar.gz", "vendor"])
})

test("what is unpacked stays as it is, so that it can be modified", () => {
  const { root, native } = installed()
  shipped.unpackShipped(root)
  const file = join(native, "vendor", "libzmq", "COPYING")
  writeFileSync(file, "modified")
  shipped.unpackShipped(root)
  assert.equal(readFileSync(file, "utf8"), "modified")
})

test("a broken archive is told by its name, and leaves nothing", () => {
  const { root, native } = installed()
  writeFileSync(join(native, "sources.tar.gz"), "nothing of the kind")
  assert.throws(() => shipped.unpackShipped(root), /tar could not unpack .*sources\.tar\.gz/)
  assert.deepEqual(readdirSync(native).sort(), ["sources.tar.gz", "vendor"])
})

test("the repository has no archive, and nothing is done", () => {
  const root = mkdtempSync(join(scratch, "repository-"))
  shipped.unpackShipped(root)
  assert.ok(!existsSync(join(root, "native")))
})
