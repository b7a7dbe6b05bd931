// Ends in the middle of something.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { thorough } from "../support/thorough.js"
import { onReactor, ReactorChild, reactors, repeat, run } from "./child.js"

const rounds = thorough ? 5 : 1
const folder = folderForTests()
let endpoints = 0
const endpoint = () => folder.ipc(`abrupt-${endpoints++}`)

const programs = {
  "process.exit() in a message handler": { code: 7, stderr: /^$/ },
  "process.exit() in a handler that a wake-up calls": { code: 7, stderr: /^$/ },
  "an error in an iteration": { code: 1, stderr: /Error: thrown on purpose\n/ },
  "an error in an iteration that a wake-up calls": { code: 1, stderr: /Error: thrown on purpose at throw\n/ },
  "process.exit() with everything open, in workers too": { code: 7, stderr: /^$/ },
  "an error with everything open, in workers too": { code: 1, stderr: /Error: thrown on purpose\n/ },
}

for (const reactor of reactors) {
  describe(`Abrupt ends, with the ${reactor} reactor`, onReactor(reactor, 1), () => {
    for (const [program, expected] of Object.entries(programs)) {
      test(program, () =>
        repeat(rounds, async () => {
          const { code, signal, stderr } = await run("abrupt-end", [program, endpoint()], reactor)
          assert.match(stderr, expected.stderr)
          assert.deepEqual({ code, signal }, { code: expected.code, signal: null })
        }),
      )
    }

    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      test(`the default action of ${signal}`, () =>
        repeat(rounds, async () => {
          await using child = new ReactorChild(
            "abrupt-end",
            ["a signal with everything open, in workers too", endpoint()],
            reactor,
          )
          await child.printed(/^open$/)
          child.kill(signal)
          const ending = await child.outcome()
          assert.deepEqual(
            { code: ending.code, signal: ending.signal, stderr: ending.stderr },
            { code: null, signal, stderr: "" },
          )
        }))
    }

    test("a signal whose handler closes the sockets", async () => {
      await using child = new ReactorChild(
        "abrupt-end",
        ["a signal whose handler closes and lets the messages leave"],
        reactor,
      )
      await child.printed(/^open$/)
      child.kill("SIGTERM")
      const { code, signal, stdout, stderr } = await child.outcome()
      assert.deepEqual(
        { code, signal, stdout, stderr },
        { code: 0, signal: null, stdout: ["open", "the iteration ended"], stderr: "" },
      )
    })
  })
}
