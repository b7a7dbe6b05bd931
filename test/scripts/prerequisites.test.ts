import assert from "node:assert/strict"
import { join } from "node:path"
import { test } from "node:test"
import { pathToFileURL } from "node:url"
import { repository } from "../support/repository"

interface Machine {
  platform?: NodeJS.Platform
  environment?: Record<string, string>
  distribution?: string
  /** What each command that is there prints. */
  commands: Record<string, string>
}

async function check({ platform = "linux", environment = {}, distribution = "debian", commands }: Machine) {
  const { checkPrerequisites } = await import(
    pathToFileURL(join(repository, "scripts", "compile", "prerequisites.mjs")).href
  )
  const run = (command: string) => commands[command]
  return checkPrerequisites({ platform, environment, run, distribution: () => distribution })
}

const complete = { cmake: "cmake version 3.25.1", cc: "", "c++": "", make: "GNU Make 4.3" }

test("a complete machine passes; ninja is preferred to make", async () => {
  assert.deepEqual(await check({ commands: complete }), { generator: ["-G", "Unix Makefiles"] })
  assert.deepEqual(await check({ commands: { ...complete, ninja: "1.11" } }), { generator: ["-G", "Ninja"] })
})

test("every missing tool is named, and the command that installs them all", async () => {
  await assert.rejects(check({ commands: {} }), ({ message }: Error) => {
    for (const tool of ["cmake 3.16 or later", "a C compiler", "a C++17 compiler", "make or ninja"]) {
      assert.ok(message.includes(tool), message)
    }
    assert.match(message, /apt-get install cmake g\+\+ make$/)
    return true
  })
})

test("the command is that of the platform", async () => {
  const remedies: [Partial<Machine>, RegExp][] = [
    [{ platform: "darwin" }, /xcode-select --install && brew install cmake/],
    [{ platform: "win32" }, /winget install/],
    [{ distribution: "alpine" }, /apk add/],
    [{ distribution: "rocky rhel centos fedora" }, /dnf install .*libstdc\+\+-static/],
    [{ distribution: "arch" }, /pacman -S/],
    [{ distribution: "slackware" }, /Debian, Ubuntu: apt-get .*\n.*Fedora, RHEL: dnf .*\n.*Alpine: apk /],
  ]
  for (const [machine, remedy] of remedies) await assert.rejects(check({ ...machine, commands: {} }), remedy)
})

test("too old a cmake is named with the version found", async () => {
  const commands = { ...complete, cmake: "cmake version 3.10.2" }
  await assert.rejects(check({ commands }), /cmake 3\.16 or later \(found 3\.10\)/)
})

test("the compiler that CXX names is the one that counts", async () => {
  await assert.rejects(check({ environment: { CXX: "g++-99 -m32" }, commands: complete }), /tried g\+\+-99 -m32/)
})
