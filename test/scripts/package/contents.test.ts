import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { before, describe, test } from "node:test"
import { pathToFileURL } from "node:url"
import { repository } from "../../support/repository"

const load = (name: string) => import(pathToFileURL(join(repository, "scripts", "package", `${name}.mjs`)).href)
const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"))

describe("links of pages", () => {
  const files = new Set(["NOTICE", "README.md"])
  const page = "[a](docs/a.md#part) [n](NOTICE) [w](https://example.org) [h](#here) ![i](bench/i.svg)"
  let links: {
    rewriteLinks: (text: string, files: Set<string>, address: unknown) => string
    addressIn: (manifest: object) => unknown
    deadLinks: (text: string, files: Set<string>) => string[]
  }
  before(async () => {
    links = await load("links")
  })

  test("with a repository, those to files that are not shipped lead to the tag of the release", () => {
    for (const repository of ["github:owner/name", { type: "git", url: "git+https://github.com/owner/name.git" }]) {
      const written = links.rewriteLinks(page, files, links.addressIn({ version: "1.2.3", repository }))
      assert.match(written, /\[a\]\(https:\/\/github\.com\/owner\/name\/(tree|blob)\/v1\.2\.3\/docs\/a\.md#part\)/)
      assert.match(written, /!\[i\]\(https:\/\/raw\.githubusercontent\.com\/owner\/name\/v1\.2\.3\/bench\/i\.svg\)/)
      assert.ok(written.includes("[n](NOTICE) [w](https://example.org) [h](#here)"), written)
      assert.deepEqual(links.deadLinks(written, files), [])
    }
  })

  test("without one, their text remains", () => {
    const written = links.rewriteLinks(page, files, links.addressIn({ version: "1.2.3" }))
    assert.equal(written, "a [n](NOTICE) [w](https://example.org) [h](#here) ")
  })

  test("a link that leads nowhere is found", () => {
    assert.deepEqual(links.deadLinks(page, files), ["docs/a.md#part", "bench/i.svg"])
  })
})

describe("the published package.json", () => {
  test("has no scripts and no development dependencies, and is else that of the repository", async () => {
    const published = (await load("manifest")).publishedManifest(manifest, ["extra"])
    const { scripts: _scripts, devDependencies: _development, allowScripts: _allow, files, ...rest } = manifest
    assert.deepEqual(published, { ...rest, files: [...files, "extra"] })
    assert.deepEqual((await load("contents")).manifestFaults(repository, published), [])
  })

  test("scripts in it, and another version, are found", async () => {
    const faults = (await load("contents")).manifestFaults(repository, { ...manifest, version: "0.0.0" })
    assert.ok(faults.includes('has "scripts" in package.json'), String(faults))
    assert.ok(
      faults.some((fault: string) => fault.startsWith("has version 0.0.0")),
      String(faults),
    )
  })

  test("npm's warnings of scripts are found, and others are not", async () => {
    const { scriptWarnings } = await load("install")
    const blocked = "npm warn install-scripts 1 package has install scripts not yet covered by allowScripts:"
    assert.deepEqual(scriptWarnings(`added 2 packages\n${blocked}\nnpm warn deprecated x`), [blocked])
  })

  test("npm publish of the folder is refused, and says which command packs what is published", () => {
    const { scripts } = manifest
    const [command, file] = scripts.prepublishOnly.split(" ")
    assert.equal(command, "node")
    const { status, stderr } = spawnSync(process.execPath, [join(repository, file)], { encoding: "utf8" })
    assert.equal(status, 1)
    assert.match(stderr, /the tarball of `npm run package`/)
    assert.equal(scripts.package, "node scripts/package.mjs")
  })
})

describe("the list of files", () => {
  const addon = "prebuilds/linux-x64/zmq_napi.glibc.node"

  test("names what is missing and what should not be there", async () => {
    const { listingFaults } = await load("listing")
    const faults: string[] = listingFaults(
      repository,
      [
        addon,
        "binding.gyp",
        "lib/index.ts",
        "dist/core.js.map",
        "native/sources.tar.gz",
        "dist/examples/browser/index.js",
        "examples/hello-server.ts",
        "examples/tour/tsconfig.json",
      ],
      [],
    )
    for (const fault of ["lacks NOTICE", "lacks sbom.cdx.json", "lacks native/vendor/libzmq/COPYING.LESSER"])
      assert.ok(faults.includes(fault), fault)
    const held = faults.filter((fault) => fault.startsWith("holds"))
    assert.deepEqual(
      held.sort(),
      [
        addon,
        "binding.gyp",
        "dist/core.js.map",
        "dist/examples/browser/index.js",
        "examples/tour/tsconfig.json",
        "lib/index.ts",
      ]
        .map((f) => `holds ${f}`)
        .sort(),
    )
  })

  test("a target's addon that is missing is named", async () => {
    const faults: string[] = (await load("listing")).listingFaults(repository, [], [addon])
    assert.ok(faults.includes(`lacks ${addon}`))
  })

  test("a size above the limit is found", async () => {
    const { sizeFaults } = await load("contents")
    assert.deepEqual(sizeFaults({ packed: 6_999_999, unpacked: 15_999_999 }), [])
    assert.equal(sizeFaults({ packed: 7_000_001, unpacked: 16_000_001 }).length, 2)
  })
})

test("shipped files name no source map", async () => {
  const { withoutSourceMap } = await load("stage")
  assert.equal(withoutSourceMap("export {};\n//# sourceMappingURL=index.d.ts.map"), "export {};\n")
})
