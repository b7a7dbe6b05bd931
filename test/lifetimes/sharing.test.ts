// Contexts that eight threads share and end at random.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { thorough } from "../support/thorough.js"
import { onReactor, reactors, run } from "./child.js"

const rounds = thorough ? 30 : 5

for (const reactor of reactors) {
  describe(`Shared contexts, with the ${reactor} reactor`, onReactor(reactor, 1), () => {
    for (const seed of [1, 2]) {
      test(`threads and contexts end at random, seed ${seed}`, async () => {
        const { code, signal, stdout, stderr } = await run("sharing", [String(seed), String(rounds)], reactor)
        assert.deepEqual(
          { code, signal, stdout, stderr },
          { code: 0, signal: null, stdout: [`${rounds} rounds`], stderr: "" },
        )
      })
    }
  })
}
