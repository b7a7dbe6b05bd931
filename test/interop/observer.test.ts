// Observers tell the same as those of the npm package `zeromq`, with the same names.
import assert from "node:assert/strict"
import { test } from "node:test"
import { runProgram } from "../support/child"

/** The lines of each side of each scene, in order: those of two sides may mix. */
function sorted(output: string): string[] {
  const sides = new Map<string, string[]>()
  let scene = ""
  for (const line of output.trim().split("\n")) {
    const side = /^(\w+) \{/.exec(line)?.[1]
    if (side === undefined) scene = line
    else sides.set(`${scene}, ${side}`, [...(sides.get(`${scene}, ${side}`) ?? []), line])
  }
  return [...sides].flatMap(([name, lines]) => [name, ...lines])
}

test("a program that observes sockets sees the same with `zeromq` and with this package", async () => {
  const theirs = sorted(await runProgram("interop/observer", ["zeromq"]))
  const ours = sorted(await runProgram("interop/observer", ["zmq-napi"]))
  assert.ok(theirs.length > 20, theirs.join("\n"))
  for (const type of ["accept", "connect:retry", "bind:error", "handshake:error:protocol", "disconnect", "end"]) {
    assert.ok(
      theirs.some((line) => line.includes(`"type":"${type}"`)),
      type,
    )
  }
  assert.deepEqual(ours, theirs)
})
