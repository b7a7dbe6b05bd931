// The targets of the prebuilt addons, and the checks of what was built for them.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { pathToFileURL } from "node:url"
import { repository } from "../support/repository"

interface Target {
  name: string
  platform: string
  arch: string
  floor: string
  file: string
}

const load = (file: string) => import(pathToFileURL(join(repository, "scripts", file)).href)
const targets: Target[] = JSON.parse(readFileSync(join(repository, "scripts/prebuild/targets.json"), "utf8"))
const targetNamed = (name: string) => targets.find((target) => target.name === name)!

const fit = {
  format: "ELF x86-64",
  exported: ["napi_register_module_v1", "node_api_module_get_api_version_v1"],
  needed: ["libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"],
  glibc: "2.17",
  stripped: true,
}

test("the page of the platforms has a row for each target, and no other", () => {
  const page = readFileSync(join(repository, "docs/reference/platforms.md"), "utf8")
  const rows = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name)
  assert.deepEqual(
    rows,
    targets.map(({ name }) => name),
  )
})

test("each target has a name and a file of its own", () => {
  for (const key of ["name", "file"] as const) {
    assert.equal(new Set(targets.map((target) => target[key])).size, targets.length)
  }
})

test("all means what the machine can make; other targets are refused", async () => {
  const { selectTargets } = await load("prebuild/targets.mjs")
  const names = (words: string[], platform: string) =>
    selectTargets(words, platform).map(({ name }: { name: string }) => name)
  assert.ok(names(["all"], "linux").every((name: string) => !name.startsWith("darwin")))
  assert.deepEqual(names(["all"], "darwin"), ["darwin-x64", "darwin-arm64"])
  assert.deepEqual(names(["win32-x64", "win32-x64"], "linux"), ["win32-x64"])
  assert.throws(() => names(["darwin-x64"], "linux"), { message: /only on macOS/ })
  assert.throws(() => names(["win32-x64"], "darwin"), { message: /only on Linux/ })
  assert.throws(() => names(["linux-x65"], "linux"), { message: /There is no target linux-x65.*linux-x64-glibc/ })
})

test("an addon is refused for each thing that would keep it from loading", async () => {
  const { faultsOf } = await load("prebuild/inspect.mjs")
  const target = targetNamed("linux-x64-glibc")
  const faults = (change: object) => faultsOf(target, { ...fit, ...change })
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ glibc: "2.4" }), [])
  assert.deepEqual(faults({ glibc: "2.18" }), ["needs glibc 2.18, newer than 2.17"])
  assert.deepEqual(faults({ format: "ELF AArch64" }), ["is ELF AArch64, not ELF x86-64"])
  assert.deepEqual(faults({ exported: [...fit.exported, "zmq_socket"] }), ["exports zmq_socket"])
  assert.deepEqual(faults({ exported: fit.exported.slice(1) }), ["does not export napi_register_module_v1"])
  assert.deepEqual(faults({ needed: [...fit.needed, "libstdc++.so.6"] }), ["needs libstdc++.so.6"])
  assert.deepEqual(faults({ stripped: false }), ["has symbols that should have been stripped"])
  assert.match(faultsOf(targetNamed("linux-x64-musl"), fit).join(), /needs libc\.so\.6.*needs glibc 2\.17/)
})

test("the format of a file is read from its header", async () => {
  const { formatOf } = await load("prebuild/inspect.mjs")
  assert.equal(formatOf(Buffer.from("not an addon")), "no object file")
  assert.equal(formatOf(Buffer.alloc(100, "MZ")), "no object file")
  const portable = Buffer.alloc(200)
  portable.write("MZ")
  portable.writeUInt32LE(100, 60)
  portable.write("PE\0\0", 100)
  portable.writeUInt16LE(0x8664, 104)
  assert.equal(formatOf(portable), "PE x86-64")
})

test("a feature that a cross build of libzmq has lost is named", async () => {
  const { lostFeatures } = await load("platforms/features.mjs")
  const native =
    "#define ZMQ_HAVE_IPC\n#define ZMQ_CACHELINE_SIZE 64\n  #define ZMQ_HAVE_TIPC\n/* #undef ZMQ_USE_NSS */\n"
  assert.deepEqual(lostFeatures(native, native), [])
  const cross = "#define ZMQ_HAVE_IPC\n#define ZMQ_CACHELINE_SIZE 32\n/* #undef ZMQ_HAVE_TIPC */\n"
  assert.deepEqual(lostFeatures(native, cross), ["ZMQ_CACHELINE_SIZE 64", "ZMQ_HAVE_TIPC"])
})

test("a run of the smoke test has passed only with the target's addon, and up to its last line", async () => {
  const { judge } = await load("platforms/run.mjs")
  const addon = "zmq_napi.musl.node"
  const output = `addon: /x/prebuilds/linux-x64/${addon}\nipc: refused, EAFNOSUPPORT: no\nclean exit: ok\n`
  assert.deepEqual(judge(output, addon), { result: "passed", note: "ipc refused: EAFNOSUPPORT" })
  assert.equal(judge(output, "zmq_napi.glibc.node").result, "failed")
  assert.equal(judge(output.replace("prebuilds/linux-x64", "build/Release"), addon).result, "failed")
  assert.equal(judge(output.replace("clean exit: ok", ""), addon).result, "failed")
})
