// What the line of an outcome begins with where the compiler is the proof.
const missing = "what the tests run over does not compile without what it adds"

// What a test says of a patch, by what became of it without the patch: { test, outcome, proven }. `without` counts the tests
// that passed and failed, and is undefined where what they run over does not compile. That proves a patch that adds
// something, if libzmq itself compiles. `along` are the patches that were taken out with it.
export function verdictOf({ line, feature, without, libzmqCompiles, along }) {
  const together = along.length > 0 ? `, without ${along.join(", ")} too, which build on it` : ""
  const verdict = (outcome, proven) => ({ test: line, outcome: `${outcome}${together}`, proven })
  if (without === undefined) {
    if (feature && libzmqCompiles) return verdict(missing, true)
    return verdict("what the tests run over does not compile without it", false)
  }
  if (without.failed > 0) return verdict("fails without it", true)
  return verdict(without.passed > 0 ? "passes without it" : "does not run without it", false)
}

// "test", "sanitizer" or "compiler".
export function kindOfProof({ test, outcome }) {
  if (outcome.startsWith(missing)) return "compiler"
  return test.startsWith("by ") ? "sanitizer" : "test"
}
