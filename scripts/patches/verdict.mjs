/** @typedef {{ test: string, outcome: string, proven: boolean }} Verdict what a test says of a patch */
/** @typedef {{ passed: number, failed: number }} Counts of tests */

// The outcome begins with this where the compiler is the proof.
const missing = "does not compile without it, which adds what the test uses"

/**
 * What a test says of a patch, by what it did without the patch.
 * @param {object} run
 * @param {string} run.line names the test
 * @param {boolean} run.feature whether the patch adds something
 * @param {Counts | undefined} run.without its outcome without the patch; undefined if what it runs over does not
 *   compile. That proves a patch that adds something, if libzmq itself compiles
 * @param {boolean} run.libzmqCompiles
 * @param {string[]} run.removedWith the patches that were removed with it
 * @returns {Verdict}
 */
export function verdictOf({ line, feature, without, libzmqCompiles, removedWith }) {
  const together = removedWith.length > 0 ? `, without ${removedWith.join(", ")} too, which build on it` : ""
  /** @type {(outcome: string, proven: boolean) => Verdict} */
  const verdict = (outcome, proven) => ({ test: line, outcome: `${outcome}${together}`, proven })
  if (without === undefined) {
    if (feature && libzmqCompiles) return verdict(missing, true)
    return verdict("does not compile without it", false)
  }
  if (without.failed > 0) return verdict("fails without it", true)
  return verdict(without.passed > 0 ? "passes without it" : "does not run without it", false)
}

/**
 * @param {Verdict} verdict
 * @returns {"test" | "sanitizer" | "compiler"}
 */
export function kindOfProof({ test, outcome }) {
  if (outcome.startsWith(missing)) return "compiler"
  return test.startsWith("by ") ? "sanitizer" : "test"
}
