import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { before, test } from "node:test"
import { pathToFileURL } from "node:url"
import { Spec, Validation } from "@cyclonedx/cyclonedx-library"
import parse from "spdx-expression-parse"
import { folderForTests } from "../../support/folder-for-tests"
import { repository } from "../../support/repository"

interface Component {
  name: string
  version: string
  licenses: { license?: { name: string }; expression?: string }[]
  hashes?: { content: string }[]
  externalReferences?: { hashes: { content: string }[] }[]
  components?: Component[]
  pedigree?: {
    ancestors: Component[]
    patches: { type: string; diff: { url: string }; resolves: { name: string }[] }[]
  }
}

const scratch = folderForTests().path
let text = ""
let components: Component[] = []

const writeBom = async (file: string) => {
  const { writeSbom } = await import(pathToFileURL(join(repository, "scripts", "package", "sbom.mjs")).href)
  writeSbom(repository, file)
  return readFileSync(file, "utf8")
}

before(async () => {
  text = await writeBom(join(mkdtempSync(join(scratch, "bom-")), "bom.json"))
  components = JSON.parse(text).components
})

const component = (name: string) => {
  const found = components.find((candidate) => candidate.name === name)
  assert.ok(found, name)
  return found
}

test("the bill of materials is valid by the schema of CycloneDX 1.6, which refuses what is none", async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6)
  assert.equal(await validator.validate(text), null)
  assert.notEqual(await validator.validate(text.replace('"diff"', '"difference"')), null)
})

test("it is the same each time", async () => {
  assert.equal(await writeBom(join(scratch, "again.json")), text)
})

test("libzmq and libsodium have the pinned versions and sums", () => {
  const pins = JSON.parse(readFileSync(join(repository, "native", "libzmq.json"), "utf8"))
  for (const [name, { version, sha256 }] of Object.entries<{ version: string; sha256: string }>(pins)) {
    const { externalReferences, ...found } = component(name)
    assert.equal(found.version, version)
    assert.equal(externalReferences?.[0]?.hashes[0]?.content, sha256)
  }
})

test("libzmq's pedigree is the release and the whole series of patches", () => {
  const { pedigree } = component("libzmq")
  assert.deepEqual(
    pedigree?.ancestors.map(({ name, version }) => [name, version]),
    [["libzmq", "4.3.4"]],
  )
  const folder = "native/patches/libzmq"
  const files = readdirSync(join(repository, folder)).filter((file) => file.endsWith(".patch"))
  assert.deepEqual(
    pedigree.patches.map(({ diff }) => diff.url),
    files.sort().map((file) => `${folder}/${file}`),
  )
  for (const { resolves } of pedigree.patches) assert.ok(resolves[0]?.name)
  assert.ok(pedigree.patches.some(({ type }) => type === "backport"))
})

test("the package's license names those of all its parts", () => {
  const { license } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"))
  parse(license)
  const named = new Set(license.split(" AND "))
  const all = components.flatMap((part) => [part, ...(part.components ?? [])])
  for (const { name, licenses } of all) {
    // No SPDX expression has libzmq's exception.
    const found = licenses[0]?.expression ?? licenses[0]?.license?.name.split(" ")[0]
    assert.ok(named.has(found), `${name}: ${found}`)
  }
})

test("node-gyp-build, which is installed beside, has the version and the sum of the lockfile", () => {
  const { packages } = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8"))
  const { version, integrity } = packages["node_modules/node-gyp-build"]
  const found = component("node-gyp-build")
  assert.equal(found.version, version)
  assert.equal(`sha512-${Buffer.from(found.hashes?.[0]?.content ?? "", "hex").toString("base64")}`, integrity)
})
