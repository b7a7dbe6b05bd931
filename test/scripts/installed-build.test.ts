// `npx zmq-napi-build` in the installed package: the scripts as they are packed, over a CMake project that only makes a
// file, so that a build takes a second. npm run test:toolchains builds the real one.
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

const scratch = folderForTests().path
const addon = join("build", "Release", "zmq_napi.node")
let packages = 0

const cmakeLists = `cmake_minimum_required(VERSION 3.16)
project(stub NONE)
add_custom_target(zmq_napi COMMAND \${CMAKE_COMMAND} -E make_directory addon
  COMMAND \${CMAKE_COMMAND} -E touch addon/zmq_napi.node)
`

/** An installed package, in a folder of the given name. */
function installedPackage(name = `installed-${packages++}`, text = cmakeLists): string {
  const root = join(scratch, name, "node_modules", "zmq-napi")
  for (const entry of ["build.mjs", "user-error.mjs", "compile", "sources"]) {
    cpSync(join(repository, "scripts", entry), join(root, "scripts", entry), { recursive: true })
  }
  cpSync(join(repository, "native", "libzmq.json"), join(root, "native", "libzmq.json"))
  for (const source of ["libzmq", "libsodium", "node-api-headers", "node-addon-api"]) {
    const folder = join(root, "native", "vendor", source)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, "vendored.json"), JSON.stringify({ name: source, version: "1.0" }))
  }
  writeFileSync(join(root, "package.json"), '{ "name": "zmq-napi", "type": "commonjs" }\n')
  writeFileSync(join(root, "CMakeLists.txt"), text)
  return root
}

function build(root: string, parameters: string[] = [], options: { uid?: number; env?: NodeJS.ProcessEnv } = {}) {
  const script = join(root, "scripts", "build.mjs")
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...parameters], {
    encoding: "utf8",
    cwd: root,
    ...options,
  })
  return { status, stdout, stderr }
}

function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" }).sort()
}

/** Puts the pinned sources into the archive, as npm's tarball has them. */
function archiveSources(root: string): void {
  const native = join(root, "native")
  mkdirSync(join(native, "patches", "libzmq"), { recursive: true })
  const folders = ["patches/libzmq", "vendor/libsodium", "vendor/libzmq"]
  assert.equal(spawnSync("tar", ["-czf", "sources.tar.gz", ...folders], { cwd: native }).status, 0)
  for (const folder of folders) rmSync(join(native, folder), { recursive: true })
}

describe("in the installed package", { skip: process.platform === "win32" }, () => {
  test("a build leaves nothing but the addon, a second one neither", () => {
    const root = installedPackage()
    const before = filesOf(root)
    for (const round of [1, 2]) {
      const { status, stdout, stderr } = build(root)
      assert.equal(status, 0, `round ${round}: ${stderr}`)
      assert.ok(stdout.includes(`built ${join(root, addon)}`), stdout)
      assert.deepEqual(filesOf(root), [...before, "build", join("build", "Release"), addon].sort())
    }
  })

  test("a build unpacks the archive of the sources, and leaves nothing of it", () => {
    const text = cmakeLists.replace(
      "project(stub NONE)",
      (line) => `${line}\nfile(READ "\${ZMQ_NAPI_LIBZMQ}/vendored.json" stamp)`,
    )
    const root = installedPackage(undefined, text)
    archiveSources(root)
    const before = filesOf(root)
    const { status, stderr } = build(root)
    assert.equal(status, 0, stderr)
    assert.deepEqual(filesOf(root), [...before, "build", join("build", "Release"), addon].sort())
  })

  test("no file that came with the package is written, which a store may share with other projects", () => {
    const root = installedPackage()
    const shared = `${root}-store`
    // As pnpm does: each file is a hard link to that of the store.
    assert.equal(spawnSync("cp", ["-rl", root, shared]).status, 0)
    const contents = () => filesOf(shared).filter((file) => /\.\w+$/.test(file) && !/\.d$/.test(file))
    const before = contents().map((file) => [file, readFileSync(join(shared, file), "utf8")])
    assert.equal(build(root).status, 0)
    assert.deepEqual(
      contents().map((file) => [file, readFileSync(join(shared, file), "utf8")]),
      before,
    )
  })

  test("a build that fails leaves nothing", () => {
    const root = installedPackage(undefined, cmakeLists.replace("touch addon", "no-such-command addon"))
    const before = filesOf(root)
    const { status, stderr } = build(root)
    assert.equal(status, 1)
    assert.match(stderr, /zmq-napi: The native build failed \(cmake ended with \d\); see above\./)
    assert.deepEqual(filesOf(root), before)
  })

  test("what an interrupted build left is removed by the next", () => {
    const root = installedPackage()
    const { pid } = spawnSync(process.execPath, ["--version"])
    const remains = join(root, "build", "Release", `.tmp-${pid}-abcdef`)
    mkdirSync(remains, { recursive: true })
    assert.equal(build(root).status, 0)
    assert.equal(existsSync(remains), false)
  })

  test("a package that cannot be written is refused, and --place leads around it", () => {
    const root = installedPackage()
    const place = join(scratch, "place", "build", "Release")
    mkdirSync(place, { recursive: true })
    chmodSync(place, 0o777)
    for (let folder = root; folder.startsWith(scratch); folder = dirname(folder)) chmodSync(folder, 0o555)
    // Root may write anywhere.
    const options = process.getuid?.() === 0 ? { uid: 65534 } : {}
    const before = filesOf(root)
    const { status, stderr } = build(root, [], options)
    const elsewhere = build(root, [`--place=${join(place, "zmq_napi.node")}`], options)
    chmodSync(scratch, 0o755)
    assert.equal(status, 1)
    assert.ok(stderr.includes(`The addon cannot be put into ${join(root, "build", "Release")}: EACCES`), stderr)
    assert.match(stderr, /zmq-napi-build --place=\S+\n {2}ZMQ_NAPI_ADDON=\/somewhere\/zmq_napi\.node node program\.js/)
    assert.deepEqual(filesOf(root), before)
    assert.equal(elsewhere.status, 0, elsewhere.stderr)
    assert.deepEqual(readdirSync(place), ["zmq_napi.node"])
  })

  test("inside the archive of yarn's Plug'n'Play it is refused, and the remedy named", () => {
    const root = installedPackage(join("cache", "zmq-napi-npm-0.1.0-0123456789.zip"))
    const { status, stdout, stderr } = build(root)
    assert.deepEqual({ status, stdout }, { status: 1, stdout: "" })
    assert.match(stderr, /inside an archive, .*\.zip.*\n.*"yarn unplug zmq-napi"/)
  })

  test("sources that are missing are named, and nothing is downloaded", () => {
    const root = installedPackage()
    for (const source of ["libsodium", "node-addon-api"]) {
      rmSync(join(root, "native", "vendor", source), { recursive: true })
    }
    const { status, stderr } = build(root)
    assert.equal(status, 1)
    const missing = ["libsodium", "node-addon-api"].map((source) => join(root, "native", "vendor", source)).join(", ")
    assert.ok(stderr.includes(`The installed package is not complete: ${missing} missing.\n`), stderr)
    assert.match(stderr, /Install zmq-napi again/)
  })

  test("a build with the system's libzmq does without the package's sources", () => {
    const root = installedPackage()
    for (const source of ["libzmq", "libsodium"]) rmSync(join(root, "native", "vendor", source), { recursive: true })
    const pkgConfig = join(scratch, "pkg-config")
    writeFileSync(pkgConfig, "#!/bin/sh\necho 4.3.5\n", { mode: 0o755 })
    const { status, stderr } = build(root, ["--system-libzmq"], { env: { ...process.env, PKG_CONFIG: pkgConfig } })
    assert.equal(status, 0, stderr)
    assert.ok(existsSync(join(root, addon)))
  })

  test("without tools it ends with their names", () => {
    const root = installedPackage()
    const { status, stderr } = build(root, [], { env: { PATH: "" } })
    assert.equal(status, 1)
    assert.match(stderr, /needs tools that are missing here:\n {2}- cmake .*\n {2}- a C compiler .*\n {2}- a C\+\+17/)
    assert.equal(existsSync(join(root, "build")), false)
  })
})

test("--help tells all options, variables, and packages, and builds nothing", () => {
  for (const word of ["--help", "-h"]) {
    const { status, stdout, stderr } = build(repository, ["--pgm", word])
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" })
    const told = [
      ...["--pgm", "--norm", "--gssapi", "--system-libzmq", "--debug", "--place=FILE", "--help"],
      ...["-DZMQ_NAPI_LTO", "-DZMQ_NAPI_SYMBOLS", "-DZMQ_NAPI_STATIC_RUNTIME", "-DZMQ_NAPI_SANITIZE"],
      ...["CC, CXX", "CFLAGS", "PKG_CONFIG_PATH", "npm_config_zmq_napi_pgm", "ZMQ_NAPI_ADDON"],
      ...["apt-get install cmake", "dnf install cmake", "apk add cmake", "brew install cmake", "winget install"],
      ...["yarn unplug", "Exit code: 0"],
    ]
    for (const text of told) assert.ok(stdout.includes(text), text)
    const long = stdout.split("\n").filter((line) => line.length > 120)
    assert.deepEqual(long, [])
  }
})
