import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { pathToFileURL } from "node:url"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

interface Mirror {
  uri: string
  signedBy?: string
}

const scratch = folderForTests().path

async function findMirrors(files: Record<string, string>): Promise<Mirror[]> {
  const folder = join(scratch, String(Math.random()))
  mkdirSync(join(folder, "sources.list.d"), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const module = await import(pathToFileURL(join(repository, "scripts", "sources", "debian.mjs")).href)
  return module.findMirrors(folder, "bookworm")
}

test("mirrors are taken from deb822 files, without those of other archives and disabled ones", async () => {
  const mirrors = await findMirrors({
    "sources.list.d/debian.sources": [
      "Types: deb",
      "# URIs: http://old.invalid/debian",
      "URIs: http://one.invalid/debian http://two.invalid/debian",
      "Suites: bookworm bookworm-updates",
      "Components: main",
      "Signed-By: /usr/share/keyrings/a.gpg",
      "",
      "Types: deb",
      "URIs: http://one.invalid/debian-security",
      "Suites: bookworm-security",
      "Components: main",
      "",
      "Enabled: no",
      "Types: deb",
      "URIs: http://disabled.invalid/debian",
      "Suites: bookworm",
      "Components: main",
    ].join("\n"),
    "sources.list.d/other.sources": "Types: deb\nURIs: http://other.invalid/node\nSuites: nodistro\nComponents: main\n",
  })
  const signedBy = "/usr/share/keyrings/a.gpg"
  assert.deepEqual(mirrors, [
    { uri: "http://one.invalid/debian", signedBy },
    { uri: "http://two.invalid/debian", signedBy },
  ])
})

test("mirrors are taken from one-line files", async () => {
  const mirrors = await findMirrors({
    "sources.list": [
      "# deb http://commented.invalid/debian bookworm main",
      "deb [arch=amd64 signed-by=/k.gpg] http://one.invalid/debian bookworm main contrib",
      "deb-src http://one.invalid/debian bookworm main",
      "deb http://one.invalid/debian-security bookworm-security main",
    ].join("\n"),
    "sources.list.d/cloud.list": "deb http://cloud.invalid/apt cloud-bookworm main\n",
    "sources.list.d/saved.list.save": "deb http://saved.invalid/debian bookworm main\n",
  })
  assert.deepEqual(
    mirrors.map(({ uri }) => uri),
    ["http://one.invalid/debian"],
  )
})
