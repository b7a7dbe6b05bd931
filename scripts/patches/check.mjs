import { Failure } from "../explain.mjs"
import { writeDocument } from "./document.mjs"
import { kindsOf } from "./message.mjs"
import { readResults, withDigests, writeResults } from "./results.mjs"
import { parseTest } from "./test.mjs"
import { libzmqOf } from "./tree.mjs"
import { verdictOf } from "./verdict.mjs"
import { commitsOf, takeOut } from "./without.mjs"
import { Workbench } from "./workbench.mjs"

// Builds libzmq with all patches, and without one at a time: the test that the patch names must pass with them and fail
// without it. Writes what it found for each at once, so that a run that was broken off is not lost.
export async function check({ root, scratch, names, missing }) {
  const checked = readResults(root)
  const chosen = withDigests(libzmqOf(root).patches)
    .filter(({ name }) => isNamed(name, names))
    .filter(({ name, digest }) => !missing || checked[name]?.digest !== digest)
  if (chosen.length === 0) throw new Failure("There is no such patch to check.")
  const bench = await Workbench.make(root, scratch)
  const passing = testWhole(bench, chosen)
  const unproven = []
  for (const { name, digest, fields } of chosen) {
    const tests = testWithout(bench, name, fields.Test.map(parseTest), kindsOf(fields).includes("feature"), passing)
    writeResults(root, name, { digest, tests })
    for (const { test, outcome } of tests) console.log(`${name}: ${outcome} (${test})`)
    if (!tests.some(({ proven }) => proven)) unproven.push(name)
  }
  writeDocument(root)
  console.log(`\n${chosen.length - unproven.length} of ${chosen.length} patches are proven by their tests.`)
  if (unproven.length > 0) console.log(`Not proven so:\n  ${unproven.join("\n  ")}`)
}

// Whether the name holds one of the words; without words every name does.
function isNamed(name, words) {
  return words.length === 0 || words.some((word) => name.includes(word))
}

// What each test that the patches name says of libzmq with all of them, by the line that names it.
function testWhole(bench, patches) {
  const tests = patches.flatMap(({ fields }) => fields.Test.map(parseTest)).filter(({ reason }) => reason === undefined)
  const outcomes = new Map()
  bench.checkout("whole")
  for (const test of tests) {
    if (outcomes.has(test.line)) continue
    const variant = variantOf(test)
    const built = tryBuild(bench, variant, test)
    outcomes.set(test.line, built === undefined ? { passed: 0, failed: 0 } : bench.test(variant, built, test))
  }
  return outcomes
}

// What each of a patch's tests says of libzmq without it.
function testWithout(bench, name, tests, feature, whole) {
  // The patches that are taken out along with it; undefined until the first test that runs.
  let along
  const takeOutWith = (options) => (along = takeOut(bench.tree, name, options))
  return tests.map((test) => {
    const unproven = (outcome) => ({ test: test.line, outcome, proven: false })
    if (test.reason !== undefined) return unproven("not to be run")
    const { passed, failed } = whole.get(test.line)
    if (failed > 0 || passed === 0)
      return unproven(`with all patches ${passed} of its tests passed and ${failed} failed`)
    if (along === undefined) takeOutWith()
    const variant = variantOf(test)
    let built = tryBuild(bench, variant, test)
    if (built === undefined) {
      takeOutWith({ users: true })
      built = tryBuild(bench, variant, test)
    }
    const without = built && bench.test(variant, built, test)
    const libzmqCompiles = () => tryTo(() => bench.buildTarget(variant, "libzmq-static", "")) !== undefined
    return verdictOf({
      line: test.line,
      feature,
      without,
      libzmqCompiles: without === undefined && libzmqCompiles(),
      along,
    })
  })
}

function tryBuild(bench, variant, test) {
  return tryTo(() => bench.build(variant, test))
}

function tryTo(build) {
  try {
    return build()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return undefined
  }
}

// Which build a test needs.
function variantOf({ file, own, sanitized, pattern }) {
  if (own !== undefined) return "own"
  if (sanitized) return "sanitized"
  if (file.startsWith("test/builds/gssapi")) return "gssapi"
  if (file.startsWith("test/builds/multicast")) return /norm/i.test(pattern) ? "norm" : "pgm"
  return "usual"
}

// Compiles libzmq after each patch, from the first on.
export async function compile({ root, scratch, names }) {
  const bench = await Workbench.make(root, scratch)
  for (const { hash, name } of commitsOf(bench.tree)) {
    if (!isNamed(name, names)) continue
    bench.checkout(hash)
    console.log(name)
    bench.buildTarget("compiled", "libzmq-static", "")
  }
}
