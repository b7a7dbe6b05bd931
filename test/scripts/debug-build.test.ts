import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { pathToFileURL } from "node:url"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

function load() {
  return import(pathToFileURL(join(repository, "scripts", "compile", "cmake.mjs")).href)
}

describe("the debug build", () => {
  const definitions = ["-DZMQ_NAPI_PGM=ON"]

  test("the debug build has build folders of its own", async () => {
    const { variant } = await load()
    assert.equal(variant([], true), "debug")
    assert.equal(variant([], false), "release")
    assert.equal(variant(definitions, true), variant(definitions, false).replace(/^release-/, "debug-"))
  })

  test("the debug build is configured and built as such, by cmake-js or by cmake alone", async () => {
    const { configureCommand, buildCommand } = await load()
    for (const [debug, type] of [
      [true, "Debug"],
      [false, "Release"],
    ] as const) {
      const common = { root: "/root", folder: "/folder", definitions, debug, generator: ["-G", "Ninja"] }
      const byCMake = ["-G", "Ninja", `-DCMAKE_BUILD_TYPE=${type}`, "-DZMQ_NAPI_PGM=ON"]
      assert.deepEqual(configureCommand(common), ["cmake", "-S", "/root", "-B", "/folder", ...byCMake])
      const byCMakeJs = ["--config", type, "-d", "/root", "-O", "/folder", "--CDZMQ_NAPI_PGM=ON"]
      assert.deepEqual(configureCommand({ ...common, cmakeJs: "/cmake-js" }), [
        process.execPath,
        "/cmake-js",
        "configure",
        "--log-level",
        "warn",
        ...byCMakeJs,
      ])
      assert.deepEqual(buildCommand({ folder: "/folder", debug, target: "zmq_napi", cores: 2 }), [
        "cmake",
        "--build",
        "/folder",
        "--config",
        type,
        "--target",
        "zmq_napi",
        "--parallel",
        "2",
      ])
    }
  })
})

test("the debug build is not optimized, and has symbols and assertions", { skip: process.platform === "win32" }, () => {
  const folder = folderForTests().path
  const generator = spawnSync("ninja", ["--version"]).status === 0 ? ["-G", "Ninja"] : []
  const parameters = ["-S", repository, "-B", folder, ...generator, "-DCMAKE_BUILD_TYPE=Debug"]
  const { status, stderr } = spawnSync("cmake", parameters, { encoding: "utf8" })
  assert.equal(status, 0, stderr)
  const text = readFileSync(join(folder, "compile_commands.json"), "utf8")
  const entries: { command: string; file: string }[] = JSON.parse(text)
  const cpp = entries.filter(({ file }) => /\/(native\/node|native\/zmq|libzmq\/src)\/.*\.(cc|cpp)$/.test(file))
  assert.ok(cpp.length > 100, `${cpp.length} files`)
  for (const { command } of cpp) {
    for (const flag of ["-O0", "-g", "-D_GLIBCXX_ASSERTIONS"]) assert.ok(command.includes(` ${flag} `), command)
    assert.doesNotMatch(command, /-DNDEBUG| -flto| -O[1-3s]/)
  }
})
