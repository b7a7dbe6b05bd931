// What each failure to load the addon is explained by. What the programs do that meet them is in load.test.ts.

import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { test } from "node:test"
import { pathToFileURL } from "node:url"
import { setAddonPath } from "#lib/addon"
import type { AddonNotFoundError } from "#lib/addon/errors"
import { explainFailure, explainNamed } from "#lib/addon/explain"
import { glibcProblem, glibcVersion } from "#lib/addon/glibc"
import { permissionProblem } from "#lib/addon/permission"
import { TemporaryFolder } from "../support/temporary-folder"

const addon = `prebuilds/${process.platform}-${process.arch}/zmq_napi.node`
const failure = { folders: [] as string[], libc: undefined, error: undefined }

function write(folder: TemporaryFolder, name: string, text = ""): string {
  mkdirSync(dirname(folder.file(name)), { recursive: true })
  writeFileSync(folder.file(name), text)
  return folder.file(name)
}

function packageIn(folder: TemporaryFolder): string {
  write(folder, "package.json", JSON.stringify({ name: "zmq-napi" }))
  return folder.path
}

function check(error: AddonNotFoundError | undefined, code: string, ...texts: (string | RegExp)[]): void {
  assert.equal(error?.code, code)
  assert.equal(error.name, "AddonNotFoundError")
  for (const text of texts) {
    if (typeof text === "string") assert.ok(error.message.includes(text), error.message)
    else assert.match(error.message, text)
  }
}

test("an addon that was named and does not exist", () => {
  const cause = new Error("no such file")
  const error = explainNamed({ file: "/nowhere/zmq_napi.node", by: "setAddonPath" }, cause)
  check(error, "ERR_ZMQ_NAPI_NOT_FOUND", "setAddonPath names a file that does not exist", "/nowhere/zmq_napi.node")
  assert.equal(error.cause, cause)
})

test("an addon that was named and is rejected by the system", () => {
  using folder = new TemporaryFolder()
  const file = write(folder, "zmq_napi.node")
  const by = "the environment variable ZMQ_NAPI_ADDON"
  check(explainNamed({ file, by }, new Error("file too short\n")), "ERR_ZMQ_NAPI_LOAD", "file too short", by, file)
})

test("glibc: the newest version that the file needs, and the system's", () => {
  using folder = new TemporaryFolder()
  const file = write(folder, "zmq_napi.node", "GLIBC_2.17\0GLIBC_2.9\0GLIBC_2.99.1\0GLIBC_2.99\0")
  const linker = new Error("/lib/libc.so.6: version `GLIBC_2.99' not found (required by it)")
  const found = glibcVersion() === undefined ? "an older one" : `glibc ${glibcVersion()}.`
  check(glibcProblem(linker, file, ["Build it."]), "ERR_ZMQ_NAPI_GLIBC", "needs glibc 2.99.1;", found, /\nBuild it\.$/)
  // Of a file that cannot be read, what the linker names.
  check(glibcProblem(linker, folder.file("gone"), []), "ERR_ZMQ_NAPI_GLIBC", "needs glibc 2.99;")
  assert.equal(glibcProblem(new Error("another reason"), file, []), undefined)
  check(explainNamed({ file, by: "setAddonPath" }, linker), "ERR_ZMQ_NAPI_GLIBC")
  const root = packageIn(folder)
  const own = write(folder, addon, "GLIBC_2.99\0")
  check(explainFailure({ ...failure, root, folders: [root], error: linker }), "ERR_ZMQ_NAPI_GLIBC", own)
})

test("the permission model, and --no-addons", () => {
  const denied = Object.assign(new Error("Access to this API has been restricted"), { code: "ERR_ACCESS_DENIED" })
  check(permissionProblem(denied, "/app"), "ERR_ZMQ_NAPI_PERMISSION", "with --allow-addons", "folder: /app")
  const disabled = Object.assign(new Error("Cannot load native addon"), { code: "ERR_DLOPEN_DISABLED" })
  check(permissionProblem(disabled, undefined), "ERR_ZMQ_NAPI_PERMISSION", "without --no-addons")
  assert.equal(permissionProblem(new Error("another reason"), "/app"), undefined)
  check(explainFailure({ ...failure, root: "/app", error: denied }), "ERR_ZMQ_NAPI_PERMISSION")
})

test("a package without an addon for this machine: what it has, and how to build one", () => {
  using folder = new TemporaryFolder()
  const root = packageIn(folder)
  write(folder, "prebuilds/plan9-mips/zmq_napi.node")
  mkdirSync(folder.file("build/Release"), { recursive: true })
  const explained = () => explainFailure({ ...failure, root, folders: [root], libc: "musl" })
  check(explained(), "ERR_ZMQ_NAPI_NOT_FOUND", "plan9-mips/zmq_napi.node", "build/Release: empty", "musl", root)
  check(explained(), "ERR_ZMQ_NAPI_NOT_FOUND", "build/Debug: not there", "Install zmq-napi on this platform")
  const script = write(folder, "scripts/build.mjs")
  check(explained(), "ERR_ZMQ_NAPI_NOT_FOUND", `node "${script}"`)
})

test("a package whose addon the system rejects", () => {
  using folder = new TemporaryFolder()
  const root = packageIn(folder)
  const file = write(folder, addon)
  const error = explainFailure({ ...failure, root, folders: [root], error: new Error("wrong ELF class") })
  check(error, "ERR_ZMQ_NAPI_LOAD", "wrong ELF class", file, `Node ${process.versions.node}`)
})

test("part of a bundle: the folders that exist, and the remedies", () => {
  using folder = new TemporaryFolder()
  const error = explainFailure({ ...failure, root: "/gone", folders: ["/gone", folder.path, "/not there"] })
  check(error, "ERR_ZMQ_NAPI_BUNDLED", `looked for prebuilds/ in ${folder.path}\n`, "Mark zmq-napi as external")
})

test("setAddonPath takes paths and URLs, and no other one once the addon is loaded", async () => {
  assert.throws(() => setAddonPath(1 as never), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  const { binding } = await import("#lib/addon/binding")
  assert.ok(binding)
  for (const path of ["/elsewhere.node", pathToFileURL("/elsewhere.node"), "file:///elsewhere.node"]) {
    assert.throws(() => setAddonPath(path), { code: "ERR_ZMQ_NAPI_ALREADY_LOADED", message: /elsewhere\.node/ })
  }
})
