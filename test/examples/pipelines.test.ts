import assert from "node:assert/strict"
import { test } from "node:test"
import { at } from "../support/elements"
import { TemporaryFolder } from "../support/temporary-folder"
import { Example, numbered } from "./example"

for (const workers of [1, 3]) {
  test(`push-pull: the load is shared by ${workers}, and the sink gets every result`, async () => {
    await using example = new Example("push-pull", String(workers))
    const lines = await example.exited()
    assert.equal(lines[0], `Manager: ${workers} workers are here`)
    assert.ok(lines.includes("Ventilator: handed out 30 tasks"))
    assert.match(
      lines.find((line) => line.startsWith("Sink: 30"))!,
      /^Sink: 30 results, 165 ms of work done in \d+ ms$/,
    )
    const shares = lines.filter((line) => line.endsWith("tasks") && line.startsWith("Sink"))
    assert.deepEqual(
      shares,
      numbered(workers, (worker) => `Sink: worker-${worker} did ${30 / workers} tasks`),
    )
  })
}

test("pair: both sides hear every word of the other, in order", async () => {
  using folder = new TemporaryFolder()
  for (const endpoint of ["tcp://127.0.0.1:*", folder.ipc("pair")]) {
    await using example = new Example("pair", endpoint)
    const lines = await example.exited()
    assert.match(at(lines, 0), /^left: bound to (tcp|ipc):\/\/.*[^*]$/)
    for (const [side, other] of [
      ["left", "right"],
      ["right", "left"],
    ]) {
      assert.deepEqual(
        lines.filter((line) => line.startsWith(`${side}: heard`)),
        ["first", "second", "third"].map((ordinal) => `${side}: heard the ${ordinal} word of ${other}`),
      )
    }
  }
})

test("pair-threads: a signal goes from thread to thread", async () => {
  await using example = new Example("pair-threads")
  assert.deepEqual(await example.exited(), ["step1 -> step2 -> step3"])
})
