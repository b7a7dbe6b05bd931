// The flags with which CMake compiles and links, by what it is configured with.
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

const scratch = folderForTests().path
const generator = spawnSync("ninja", ["--version"]).status === 0 ? "Ninja" : "Unix Makefiles"
let folders = 0

/** The commands that compile C and C++, and the one that links the addon. */
function commands(environment: NodeJS.ProcessEnv, ...definitions: string[]) {
  const folder = join(scratch, String(folders++))
  const parameters = ["-S", repository, "-B", folder, "-G", generator, ...definitions]
  const { status, stderr } = spawnSync("cmake", parameters, {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  })
  assert.equal(status, 0, stderr)
  const entries: { command: string; file: string }[] = JSON.parse(
    readFileSync(join(folder, "compile_commands.json"), "utf8"),
  )
  assert.ok(entries.length > 200, `${entries.length} files`)
  return { compile: entries, link: linkCommand(folder) }
}

/** What links the addon. */
function linkCommand(folder: string): string {
  if (generator === "Unix Makefiles")
    return readFileSync(join(folder, "CMakeFiles", "zmq_napi.dir", "link.txt"), "utf8")
  const statements = readFileSync(join(folder, "build.ninja"), "utf8").split("\n\n")
  const [statement] = statements.filter((text) => /^build addon\/zmq_napi\.node/m.test(text))
  assert.ok(statement, "build.ninja links no addon")
  return statement
}

describe("the flags of the build", { skip: process.platform === "win32" }, () => {
  test("without any of the user's it optimizes for speed, and no path of this machine gets into the addon", () => {
    const { compile, link } = commands({ CFLAGS: "", CXXFLAGS: "", LDFLAGS: "" })
    for (const { command } of compile) {
      assert.ok(command.includes(" -O3 -DNDEBUG "), command)
      assert.ok(command.includes(` -fmacro-prefix-map=${repository}/= `), command)
    }
    assert.match(link, /-static-libstdc\+\+/)
  })

  test("CFLAGS, CXXFLAGS and LDFLAGS reach every file, and their level of optimization is the one that counts", () => {
    const flags = "-O2 -fstack-protector-strong -flto"
    const { compile, link } = commands({ CFLAGS: `${flags} -DC`, CXXFLAGS: `${flags} -DCXX`, LDFLAGS: "-Wl,-z,now" })
    for (const { command, file } of compile) {
      if (file.endsWith(".S")) continue
      assert.ok(command.includes(`${flags} -D${file.endsWith(".c") ? "C" : "CXX"} `), command)
      assert.ok(command.includes(" -DNDEBUG "), command)
      assert.doesNotMatch(command, / -O[^2]/)
      // libsodium's constant-time code stays out of link-time optimization.
      assert.equal(/ -fno-lto\b(?!.* -flto)/.test(command), file.includes("/libsodium/"), command)
    }
    assert.match(link, /-Wl,-z,now/)
  })

  test("with ZMQ_NAPI_STATIC_RUNTIME=OFF the C++ run time is the system's", () => {
    assert.doesNotMatch(commands({}, "-DZMQ_NAPI_STATIC_RUNTIME=OFF").link, /-static-lib/)
  })
})
