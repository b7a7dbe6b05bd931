import { UserError } from "../user-error.mjs"
import { writeDocument } from "./document.mjs"
import { kindsOf } from "./message.mjs"
import { readResults, withDigests, writeResult } from "./results.mjs"
import { parseTest } from "./test.mjs"
import { libzmqOf } from "./tree.mjs"
import { verdictOf } from "./verdict.mjs"
import { commitsOf, takeOut } from "./without.mjs"
import { Workbench } from "./workbench.mjs"

/**
 * @import { LibzmqTest, NoTest, ProjectTest, RunnableTest } from "./test.mjs"
 * @import { Counts, Verdict } from "./verdict.mjs"
 * @import { Variant } from "./workbench.mjs"
 */

/**
 * The patches whose names contain one of `names`, or all where it is empty.
 * @typedef {{ root: string, scratch: string, names: string[] }} Choice
 */

/**
 * Builds libzmq with all patches, and without one at a time: the test that the patch names must pass with them and fail
 * without it. Writes each result at once, so that an interrupted run is not lost.
 * @param {Choice & { missing?: boolean }} options
 */
export async function check({ root, scratch, names, missing }) {
  const checked = readResults(root)
  const chosen = withDigests(libzmqOf(root).patches)
    .filter(({ name }) => isNamed(name, names))
    .filter(({ name, digest }) => !missing || checked[name]?.digest !== digest)
  if (chosen.length === 0) throw new UserError("There is no such patch to check.")
  const workbench = await Workbench.make(root, scratch)
  const withAll = testAllPatches(workbench, chosen)
  const unproven = []
  for (const { name, digest, fields } of chosen) {
    const tests = testWithout(workbench, name, fields.Test.map(parseTest), kindsOf(fields).includes("feature"), withAll)
    writeResult(root, name, { digest, tests })
    for (const { test, outcome } of tests) console.log(`${name}: ${outcome} (${test})`)
    if (!tests.some(({ proven }) => proven)) unproven.push(name)
  }
  writeDocument(root)
  console.log(`\n${chosen.length - unproven.length} of ${chosen.length} patches are proven by their tests.`)
  if (unproven.length > 0) console.log(`Not proven so:\n  ${unproven.join("\n  ")}`)
}

/**
 * @param {string} name
 * @param {string[]} words
 */
function isNamed(name, words) {
  return words.length === 0 || words.some((word) => name.includes(word))
}

/**
 * What each test that the patches name says of libzmq with all patches, by the line that names it.
 * @param {Workbench} workbench
 * @param {{ fields: { Test: string[] } }[]} patches
 */
function testAllPatches(workbench, patches) {
  /** @type {Map<string, Counts>} */
  const outcomes = new Map()
  workbench.checkout("whole")
  for (const test of patches.flatMap(({ fields }) => fields.Test.map(parseTest))) {
    if ("reason" in test || outcomes.has(test.line)) continue
    const variant = variantOf(test)
    const built = tryBuild(workbench, variant, test)
    outcomes.set(test.line, built === undefined ? { passed: 0, failed: 0 } : workbench.test(variant, built, test))
  }
  return outcomes
}

/**
 * What each of a patch's tests says of libzmq without it.
 * @param {Workbench} workbench
 * @param {string} name
 * @param {(RunnableTest | NoTest)[]} tests
 * @param {boolean} feature whether the patch adds something
 * @param {Map<string, Counts>} withAll
 * @returns {Verdict[]}
 */
function testWithout(workbench, name, tests, feature, withAll) {
  // The patches that are removed with it; undefined until the first test that runs.
  /** @type {string[] | undefined} */
  let removedWith
  return tests.map((test) => {
    /** @param {string} outcome */
    const unproven = (outcome) => ({ test: test.line, outcome, proven: false })
    if ("reason" in test) return unproven("not to be run")
    const { passed, failed } = withAll.get(test.line) ?? { passed: 0, failed: 0 }
    if (failed > 0 || passed === 0)
      return unproven(`with all patches ${passed} of its tests passed and ${failed} failed`)
    removedWith ??= takeOut(workbench.tree, name)
    const variant = variantOf(test)
    let built = tryBuild(workbench, variant, test)
    if (built === undefined) {
      removedWith = takeOut(workbench.tree, name, { dependents: true })
      built = tryBuild(workbench, variant, test)
    }
    const without = built === undefined ? undefined : workbench.test(variant, built, test)
    const libzmqCompiles = () => tryTo(() => workbench.buildTarget(variant, "libzmq-static", "")) !== undefined
    return verdictOf({
      line: test.line,
      feature,
      without,
      libzmqCompiles: without === undefined && libzmqCompiles(),
      removedWith,
    })
  })
}

/**
 * @param {Workbench} workbench
 * @param {Variant} variant
 * @param {RunnableTest} test
 */
function tryBuild(workbench, variant, test) {
  return tryTo(() => workbench.build(variant, test))
}

/**
 * @template T
 * @param {() => T} build
 */
function tryTo(build) {
  try {
    return build()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return undefined
  }
}

/**
 * Which build a test needs.
 * @param {ProjectTest | LibzmqTest} test
 * @returns {Variant}
 */
function variantOf(test) {
  if ("own" in test) return "libzmq-tests"
  const { file, sanitized, pattern } = test
  if (sanitized) return "sanitized"
  if (file.startsWith("test/builds/gssapi")) return "gssapi"
  if (file.startsWith("test/builds/multicast")) return /norm/i.test(pattern) ? "norm" : "pgm"
  return "default"
}

/**
 * Compiles libzmq after each patch, from the first on.
 * @param {Choice} options
 */
export async function compile({ root, scratch, names }) {
  const workbench = await Workbench.make(root, scratch)
  for (const { hash, name } of commitsOf(workbench.tree)) {
    if (!isNamed(name, names)) continue
    workbench.checkout(hash)
    console.log(name)
    workbench.buildTarget("compiled", "libzmq-static", "")
  }
}
