import assert from "node:assert/strict"
import { test } from "node:test"
import { SeededRandom } from "../support/seeded-random"
import { type Case, format, parse } from "./wire/case"
import { fuzz } from "./wire/fuzz"
import { minimize } from "./wire/minimize"

// The seed is fixed, so that a change is judged by the same cases as the one before: npm run fuzz:wire takes others.
test("no malformed connection ends a process, hangs it, keeps a descriptor, or keeps good peers out", async () => {
  const result = await fuzz({ cases: 6_000, seed: 1 })
  assert.ok(!("message" in result), JSON.stringify(result))
  assert.equal(result.cases, 6_000)
  assert.ok(result.outcomes.ended > 5_900, JSON.stringify(result))
  assert.ok(result.goodPeers >= 40, JSON.stringify(result))
})

test("a process that ends is noticed, and the connection that ended it is found", async () => {
  const result = await fuzz({ cases: 400, seed: 1, deadly: "aaaaaa", attempts: 30 })
  assert.ok("message" in result, "no case had the deadly text")
  assert.match(result.message, /it ended with SIGABRT/)
  assert.equal(result.minimized, true)
  assert.equal(result.cases.length, 1)
})

const noise = (random: SeededRandom, size: number) => Buffer.from(random.bytes(size).map((byte) => byte & 0x7f))

test("of many cases, those steps and bytes remain that make the target fail", async () => {
  const random = new SeededRandom(1)
  const cases = Array.from({ length: 100 }, (): Case => {
    const steps = Array.from({ length: 5 }, () => ({ do: "write" as const, bytes: noise(random, 50) }))
    return { endpoint: 1, source: "127.0.0.1", steps, ending: "finish" }
  })
  const guilty = [cases[17]!.steps[1]!, cases[70]!.steps[4]!]
  for (const step of guilty) if (step.do === "write") step.bytes[20] = 0xff
  const fails = async (some: readonly Case[]) =>
    some.flatMap(({ steps }) => steps).filter((step) => step.do === "write" && step.bytes.includes(0xff)).length === 2
  const few = await minimize(cases, fails)
  const step = { do: "write", bytes: Buffer.of(0xff) }
  assert.deepEqual(
    few.map(({ steps }) => steps),
    [[step], [step]],
  )
  assert.deepEqual(few.map(format).map(parse), few)
})
