import assert from "node:assert/strict"
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { test } from "node:test"
import { loadAddon } from "#lib/addon/load"
import { Child } from "../support/child"
import { repository } from "../support/repository"
import { TemporaryFolder } from "../support/temporary-folder"

const addon = readFileSync(require("node-gyp-build").path(repository))
const triple = `${process.platform}-${process.arch}`
const [nodeMajor = 0] = process.versions.node.split(".").map(Number)
const permissionFlag = nodeMajor < 24 ? "--experimental-permission" : "--permission"

/** What users install, without an addon, in the folder's node_modules. */
function install(folder: TemporaryFolder): string {
  const installed = folder.file("node_modules/zmq-napi")
  for (const file of [
    "package.json",
    "dist/core.js",
    "dist/zmq-napi.js",
    "dist/zmq-napi-addon.js",
    "scripts/build.mjs",
  ])
    cpSync(join(repository, file), join(installed, file))
  const gypBuild = dirname(require.resolve("node-gyp-build/package.json"))
  cpSync(gypBuild, folder.file("node_modules/node-gyp-build"), { recursive: true })
  return installed
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

interface Outcome {
  version?: string
  name?: string
  code?: string
  message: string
}

/** Loads the package in a process of its own, and returns its version or its error. */
async function load(
  folder: TemporaryFolder,
  { env = {}, flags = [], before = "", from = "zmq-napi" }: Partial<LoadOptions> = {},
): Promise<Outcome> {
  const program = `${before}
    try { console.log(JSON.stringify({ version: require(${JSON.stringify(from)}).version, message: "" })) }
    catch ({ name, code, message }) { console.log(JSON.stringify({ name, code, message })) }`
  write(folder.file("program.cjs"), program)
  // A build that is tested elsewhere, as a debug build, is not what is looked for.
  const environment = { ...env, ZMQ_NAPI_PREBUILD: undefined }
  await using child = Child.node(["--no-warnings", ...flags, "program.cjs"], { cwd: folder.path, env: environment })
  return JSON.parse((await child.exited()).join("\n"))
}

interface LoadOptions {
  env: NodeJS.ProcessEnv
  flags: string[]
  before: string
  from: string
}

test("the addon of this package is loaded", () => {
  assert.equal(typeof loadAddon(), "object")
})

test("a prebuilt addon is found by its name, and one that was built here takes precedence", async () => {
  using folder = new TemporaryFolder()
  const installed = install(folder)
  write(join(installed, "prebuilds", triple, "zmq_napi.node"), addon)
  assert.match((await load(folder)).version!, /^4\./)
  write(join(installed, "build/Release/zmq_napi.node"), "no ELF file")
  assert.equal((await load(folder)).code, "ERR_ZMQ_NAPI_LOAD")
})

test("LIBC chooses between the prebuilt addons of the C libraries, and is left as it was", {
  skip: process.platform !== "linux",
}, async () => {
  using folder = new TemporaryFolder()
  const installed = install(folder)
  write(join(installed, "prebuilds", triple, "zmq_napi.glibc.node"), addon)
  write(join(installed, "prebuilds", triple, "zmq_napi.musl.node"), "not this one")
  assert.match((await load(folder, { env: { LIBC: "" } })).version!, /^4\./)
  const error = await load(folder, { env: { LIBC: "musl" } })
  assert.equal(error.code, "ERR_ZMQ_NAPI_LOAD")
  assert.match(error.message, /zmq_napi\.musl\.node/)
})

test("ZMQ_NAPI_ADDON names the addon, relative to the current folder", async () => {
  using folder = new TemporaryFolder()
  install(folder)
  write(folder.file("elsewhere/any.node"), addon)
  assert.match((await load(folder, { env: { ZMQ_NAPI_ADDON: "elsewhere/any.node" } })).version!, /^4\./)
})

test("setAddonPath names the addon by a path or a URL; the environment takes precedence", async () => {
  using folder = new TemporaryFolder()
  install(folder)
  write(folder.file("any.node"), addon)
  for (const path of [`"any.node"`, `require("node:url").pathToFileURL("any.node")`]) {
    const before = `require("zmq-napi/addon").setAddonPath(${path})`
    assert.match((await load(folder, { before })).version!, /^4\./)
    const error = await load(folder, { before, env: { ZMQ_NAPI_ADDON: "missing.node" } })
    assert.equal(error.code, "ERR_ZMQ_NAPI_NOT_FOUND")
    assert.ok(error.message.includes(folder.file("missing.node")), error.message)
    assert.match(error.message, /ZMQ_NAPI_ADDON/)
  }
})

test("setAddonPath rejects what is no path, and comes too late after the addon is loaded", async () => {
  using folder = new TemporaryFolder()
  const installed = install(folder)
  write(join(installed, "prebuilds", triple, "zmq_napi.node"), addon)
  const before = `require("zmq-napi"); require("zmq-napi/addon").setAddonPath("late.node")`
  const failing = (call: string) => `try { ${call} } catch (error) { console.error(error.code); process.exit(3) }`
  for (const [call, code] of [
    [before, "ERR_ZMQ_NAPI_ALREADY_LOADED"],
    [`require("zmq-napi/addon").setAddonPath(1)`, "ERR_INVALID_ARG_TYPE"],
  ] as const) {
    write(folder.file("late.cjs"), failing(call))
    await using child = Child.node(["late.cjs"], { cwd: folder.path })
    const { code: exitCode, stderr } = await child.ended
    assert.deepEqual([exitCode, stderr.trim()], [3, code])
  }
})

test("a missing addon: the error says what was needed, which platforms are there, and the remedy", async () => {
  using folder = new TemporaryFolder()
  const installed = install(folder)
  write(join(installed, "prebuilds/plan9-mips/zmq_napi.node"), "")
  const error = await load(folder)
  assert.deepEqual([error.name, error.code], ["AddonNotFoundError", "ERR_ZMQ_NAPI_NOT_FOUND"])
  for (const part of [process.platform, process.arch, `Node ${process.versions.node}`, "build/Release: not there"])
    assert.ok(error.message.includes(part), `${part} in ${error.message}`)
  if (process.platform === "linux") assert.match(error.message, /glibc \d|musl/)
  assert.ok(error.message.includes(join("plan9-mips", "zmq_napi.node")), error.message)
  assert.ok(error.message.endsWith(`\n  node "${join(installed, "scripts", "build.mjs")}"`), error.message)
})

test("an addon that cannot be loaded: the error keeps the linker's reason", async () => {
  using folder = new TemporaryFolder()
  const file = join(install(folder), "build/Release/zmq_napi.node")
  write(file, "no ELF file")
  const error = await load(folder)
  assert.equal(error.code, "ERR_ZMQ_NAPI_LOAD")
  assert.match(error.message, /could not be loaded: .*zmq_napi\.node/)
  assert.ok(error.message.includes(`file: ${file}`), error.message)
})

test("an addon that needs a newer glibc: the error names the version needed and the one found", {
  skip: !/GLIBC_2\.\d\d\0/.test(addon.toString("latin1")) && "not a glibc addon",
}, async () => {
  using folder = new TemporaryFolder()
  // The dynamic linker compares the names of versions, which lie in the file as text.
  const newer = addon.toString("latin1").replace(/GLIBC_2\.\d\d\0/g, "GLIBC_2.99\0")
  write(join(install(folder), "build/Release/zmq_napi.node"), Buffer.from(newer, "latin1"))
  const error = await load(folder)
  assert.equal(error.code, "ERR_ZMQ_NAPI_GLIBC")
  assert.match(error.message, /needs glibc 2\.99; this system has glibc 2\.\d+\.\n/)
  assert.match(error.message, /build\.mjs"$/)
})

test("part of a bundle: the error names the remedies, and no path that does not exist", async () => {
  using folder = new TemporaryFolder()
  const installed = install(folder)
  cpSync(join(installed, "dist/core.js"), folder.file("bundle/core.js"))
  rmSync(installed, { recursive: true })
  const error = await load(folder, { from: "./bundle/core.js" })
  assert.equal(error.code, "ERR_ZMQ_NAPI_BUNDLED")
  for (const part of ["external", "copy prebuilds/ next to", "ZMQ_NAPI_ADDON", "setAddonPath", folder.file("bundle")])
    assert.ok(error.message.includes(part), error.message)
  assert.doesNotMatch(error.message, /build\.mjs/)
  write(folder.file(`bundle/prebuilds/${triple}/zmq_napi.node`), addon)
  assert.equal((await load(folder, { from: "./bundle/core.js" })).code, undefined)
})

test("the permission model without --allow-addons: the error names the flags, and not a build", async () => {
  using folder = new TemporaryFolder()
  const installed = install(folder)
  write(join(installed, "prebuilds", triple, "zmq_napi.node"), addon)
  const all = await load(folder, { flags: [permissionFlag, "--allow-fs-read=*"] })
  assert.equal(all.code, "ERR_ZMQ_NAPI_PERMISSION")
  assert.match(all.message, /Start Node with --allow-addons\.$/)
  const readable = ["program.cjs", "node_modules/zmq-napi/dist", "node_modules/zmq-napi/package.json"]
  const flags = [...readable, "node_modules/node-gyp-build"].map((file) => `--allow-fs-read=${folder.file(file)}`)
  const some = await load(folder, { flags: [permissionFlag, "--allow-addons", ...flags] })
  assert.equal(some.code, "ERR_ZMQ_NAPI_PERMISSION")
  assert.ok(some.message.includes(`--allow-fs-read="${installed}"`), some.message)
  const enough = await load(folder, { flags: [permissionFlag, "--allow-addons", "--allow-fs-read=*"] })
  assert.match(enough.version!, /^4\./)
})
