import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { test } from "node:test"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

const scratch = folderForTests().path

// A folder with only tar and what it calls on the PATH, so that no test reaches Debian's route.
const onlyTar = join(scratch, "bin")
mkdirSync(onlyTar)
for (const name of ["tar", "gzip"])
  symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(onlyTar, name))

const tarballs = join(scratch, "tarballs")
mkdirSync(join(tarballs, "source-1.0", "src"), { recursive: true })
for (const file of ["src/code.c", "LICENSE", "huge-tests"]) writeFileSync(join(tarballs, "source-1.0", file), file)
execFileSync("tar", ["-czf", "source-1.0.tar.gz", "source-1.0"], { cwd: tarballs })
const tarball = join(tarballs, "source-1.0.tar.gz")
const sum = createHash("sha256").update(readFileSync(tarball)).digest("hex")

let projects = 0

/** A project with one pin, whose upstream is a port of this machine where nobody listens. */
function makeProject(sha256 = sum): string {
  const root = join(scratch, `project-${projects++}`)
  for (const name of ["node-api-headers", "node-addon-api"]) {
    const folder = join(root, "node_modules", name)
    for (const entry of ["include", "def"]) mkdirSync(join(folder, entry), { recursive: true })
    for (const entry of ["LICENSE", "LICENSE.md", "napi.h", "napi-inl.h"]) writeFileSync(join(folder, entry), entry)
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: "1.0.0" }))
  }
  const pin = {
    version: "1.0",
    url: "http://127.0.0.1:9/source.tar.gz",
    sha256,
    folder: "source-1.0",
    debian: { source: "source", suite: "bookworm" },
    licenses: ["LICENSE"],
    keep: ["src", "LICENSE"],
  }
  mkdirSync(join(root, "native"))
  writeFileSync(join(root, "native", "libzmq.json"), JSON.stringify({ source: pin }))
  return root
}

/** Gives the project's pin a series of one patch, which changes a line of src/code.c that reads `before`. */
function addPatch(root: string, before: string): void {
  const folder = join(root, "native", "patches", "source")
  mkdirSync(folder, { recursive: true })
  const lines = [
    "Subject: [PATCH] Mend a fault that has a long name and",
    " a second line",
    "",
    "Why.",
    "---",
    "diff --git a/src/code.c b/src/code.c",
    "--- a/src/code.c",
    "+++ b/src/code.c",
    "@@ -1 +1 @@",
    `-${before}`,
    "\\ No newline at end of file",
    "+mended",
    "diff --git a/src/new.c b/src/new.c",
    "new file mode 100644",
    "--- /dev/null",
    "+++ b/src/new.c",
    "@@ -0,0 +1 @@",
    "+new",
    "diff --git a/huge-tests b/huge-tests",
    "deleted file mode 100644",
    "--- a/huge-tests",
    "+++ /dev/null",
    "@@ -1 +0,0 @@",
    "-huge-tests",
    "\\ No newline at end of file",
    "",
  ]
  writeFileSync(join(folder, "0101-a-fault.patch"), lines.join("\n"))
}

function vendor(root: string, environment: NodeJS.ProcessEnv = {}): { ok: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(repository, "scripts", "vendor.mjs"), root], {
    encoding: "utf8",
    env: { PATH: onlyTar, ...environment },
  })
  return { ok: status === 0, output: stdout + stderr }
}

/** What lies in native/vendor of the pinned source and of half-done work. */
function vendored(root: string): string[] {
  const folder = join(root, "native", "vendor")
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith("node-")) : []
}

test("a tarball of ZMQ_NAPI_SOURCES with the pinned sum is unpacked, without what the build does not need", () => {
  const root = makeProject()
  const { ok, output } = vendor(root, { ZMQ_NAPI_SOURCES: tarballs })
  assert.ok(ok, output)
  assert.deepEqual(vendored(root), ["source"])
  const folder = join(root, "native", "vendor", "source")
  assert.deepEqual(readdirSync(folder).sort(), ["LICENSE", "src", "vendored.json"])
  assert.equal(readFileSync(join(folder, "src", "code.c"), "utf8"), "src/code.c")
})

test("Debian's name for the tarball is found too", () => {
  const folder = join(scratch, "debian")
  mkdirSync(folder)
  copyFileSync(tarball, join(folder, "source_1.0.orig.tar.gz"))
  const root = makeProject()
  assert.ok(vendor(root, { ZMQ_NAPI_SOURCES: folder }).ok)
  assert.deepEqual(vendored(root), ["source"])
})

test("nothing is done when the sources are there", () => {
  const root = makeProject()
  assert.ok(vendor(root, { ZMQ_NAPI_SOURCES: tarballs }).ok)
  // Neither tar nor any route could be reached now.
  assert.deepEqual(vendor(root, { PATH: "" }), { ok: true, output: "" })
})

test("a changed pin replaces what is there", () => {
  const root = makeProject()
  assert.ok(vendor(root, { ZMQ_NAPI_SOURCES: tarballs }).ok)
  const pins = join(root, "native", "libzmq.json")
  writeFileSync(pins, readFileSync(pins, "utf8").replace(sum, "0".repeat(64)))
  assert.equal(vendor(root, { ZMQ_NAPI_SOURCES: tarballs }).ok, false)
  writeFileSync(
    pins,
    readFileSync(pins, "utf8").replace("0".repeat(64), sum).replace('"keep":["src"', '"keep":["src","huge-tests"'),
  )
  writeFileSync(join(root, "native", "vendor", "source", "vendored.json"), '{"sha256":"of another version"}')
  assert.ok(vendor(root, { ZMQ_NAPI_SOURCES: tarballs }).ok)
  assert.ok(existsSync(join(root, "native", "vendor", "source", "huge-tests")))
})

test("a tarball with another sum is refused before it is unpacked, and the error names both sums", () => {
  const expected = "0".repeat(64)
  const root = makeProject(expected)
  const { ok, output } = vendor(root, { ZMQ_NAPI_SOURCES: tarballs })
  assert.equal(ok, false)
  assert.match(output, new RegExp(`wrong SHA-256: expected ${expected}, actual ${sum}`))
  assert.ok(output.includes(tarball), output)
  assert.deepEqual(vendored(root), [])
})

test("when no route leads anywhere, the error names each with its outcome, and what to do", () => {
  const root = makeProject()
  const { ok, output } = vendor(root, { ZMQ_NAPI_SOURCES: scratch })
  assert.equal(ok, false)
  assert.match(output, /source 1\.0 could not be obtained/)
  assert.ok(output.includes(`source-1.0.tar.gz with SHA-256 ${sum}`), output)
  assert.ok(output.includes(`ZMQ_NAPI_SOURCES: ${scratch} holds neither`), output)
  assert.match(output, /upstream: http:\/\/127\.0\.0\.1:9\/source\.tar\.gz: /)
  assert.match(output, /Debian's source package: apt-get is not there/)
  assert.match(output, /What to do: get http/)
  assert.doesNotMatch(output, /at .*\.mjs:/)
})

/** A tar that writes half of the source and then runs the given line of shell. */
function halfTar(name: string, line: string): NodeJS.ProcessEnv {
  const folder = join(scratch, name)
  mkdirSync(folder)
  const script = `#!/bin/sh\nmkdir -p unpacked/source-1.0/src && echo half > unpacked/source-1.0/src/code.c\n${line}\n`
  writeFileSync(join(folder, "tar"), script, { mode: 0o755 })
  return { PATH: [folder, process.env.PATH].join(delimiter), ZMQ_NAPI_SOURCES: tarballs }
}

test("an interruption while unpacking leaves nothing in use, and the next run mends it", () => {
  const root = makeProject()
  assert.equal(vendor(root, halfTar("killed", "kill -9 $PPID")).ok, false)
  assert.deepEqual(
    vendored(root).map((name) => name.replace(/\d+-.*/, "")),
    [".tmp-"],
  )
  assert.ok(vendor(root, { ZMQ_NAPI_SOURCES: tarballs }).ok)
  assert.deepEqual(vendored(root), ["source"])
  assert.equal(readFileSync(join(root, "native", "vendor", "source", "src", "code.c"), "utf8"), "src/code.c")
})

test("a full disk is told with the file's name and leaves nothing behind", () => {
  const root = makeProject()
  const full = halfTar("full", "echo 'tar: code.c: No space left on device' >&2; exit 2")
  // No apt-get either, or the next route would be tried for real.
  const { ok, output } = vendor(root, { ...full, PATH: [join(scratch, "full"), onlyTools()].join(delimiter) })
  assert.equal(ok, false)
  assert.ok(output.includes(`tar could not unpack ${tarball}`), output)
  assert.match(output, /No space left on device/)
  assert.deepEqual(vendored(root), [])
})

function onlyTools(): string {
  const folder = join(scratch, "tools")
  mkdirSync(folder)
  for (const name of ["mkdir", "sh"])
    symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(folder, name))
  return folder
}

test("headers of packages that are not installed: the error says what to run", () => {
  const root = makeProject()
  const { ok, output } = vendor(root, { ZMQ_NAPI_SOURCES: tarballs })
  assert.ok(ok, output)
  const bare = join(scratch, "bare")
  mkdirSync(join(bare, "native"), { recursive: true })
  writeFileSync(join(bare, "native", "libzmq.json"), "{}")
  mkdirSync(join(bare, "native", "vendor"))
  assert.match(vendor(bare).output, /node-api-headers is not installed\. Run "npm ci"/)
})

test("patches are applied, also to what was vendored before they came, and without git", () => {
  const root = makeProject()
  assert.ok(vendor(root, { ZMQ_NAPI_SOURCES: tarballs }).ok)
  addPatch(root, "src/code.c")
  const { ok, output } = vendor(root, { ZMQ_NAPI_SOURCES: tarballs })
  assert.ok(ok, output)
  const folder = join(root, "native", "vendor", "source")
  assert.equal(readFileSync(join(folder, "src", "code.c"), "utf8"), "mended\n")
  assert.equal(readFileSync(join(folder, "src", "new.c"), "utf8"), "new\n")
  const { patches } = JSON.parse(readFileSync(join(folder, "vendored.json"), "utf8"))
  const sums = execFileSync("sha256sum", ["0101-a-fault.patch"], { cwd: join(root, "native", "patches", "source") })
  assert.deepEqual(patches, { count: 1, digest: createHash("sha256").update(sums).digest("hex") })
  // Neither tar nor any route could be reached now.
  assert.deepEqual(vendor(root, { PATH: "" }), { ok: true, output: "" })
})

test("a patch that does not fit is refused by its name, with what it is for, and nothing is left", () => {
  const root = makeProject()
  addPatch(root, "other code")
  const { ok, output } = vendor(root, { ZMQ_NAPI_SOURCES: tarballs })
  assert.equal(ok, false)
  assert.match(
    output,
    /patch native\/patches\/source\/0101-a-fault\.patch does not fit source 1\.0, in src\/code\.c\.\nIt says: Mend a fault that has a long name and a second line\n/,
  )
  assert.doesNotMatch(output, /could not be obtained|at .*\.mjs:/)
  assert.deepEqual(vendored(root), [])
})
