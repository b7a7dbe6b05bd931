// The clock of a process jumps: its operator sets it, or its virtual machine was asleep.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { Child } from "../../support/child"
import { folderForTests } from "../../support/folder-for-tests"
import { repository } from "../../support/repository"

const skip =
  (process.platform !== "linux" && "clocks are replaced as on Linux") ||
  (spawnSync("cc", ["--version"]).status !== 0 && "there is no C compiler cc")

describe("the clock jumps", { skip }, () => {
  const folder = folderForTests()

  for (const jump of ["day forward", "day back", "monotonic hour forward"]) {
    test(`a ${jump}`, async () => {
      const library = folder.file("clock.so")
      const source = join(repository, "test", "reliability", "faults", "clock.c")
      const { status, stderr } = spawnSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"])
      assert.equal(status, 0, String(stderr))
      const offsets = folder.file("offsets")
      writeFileSync(offsets, Buffer.alloc(16))
      await using child = Child.node([join(__dirname, "clock.js"), jump], {
        env: { LD_PRELOAD: library, CLOCK_OFFSETS: offsets },
      })
      assert.deepEqual(await child.exited(), ["checked"])
    })
  }
})
