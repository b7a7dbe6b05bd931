/**
 * The words for scripts/test.mjs that choose the tests which the changed files touch. An empty list means all tests.
 * @param {string[]} files paths in the repository, such as lib/curve/keys.ts
 */
export function touchedTests(files) {
  const words = new Set(files.map(wordOf))
  return words.has("") ? [] : [...words].sort()
}

/**
 * @param {string} file
 * @returns {string} "" for all tests
 */
function wordOf(file) {
  const [tree = "", folder = ""] = file.split("/")
  if (tree === "examples" || tree === "bench") return `${tree}/`
  // A file of lib/ itself: what the package exports.
  if (tree === "lib" && file === `lib/${folder}`) return "exports"
  // A class for each socket type: what they do is in the tests of the patterns.
  if (tree === "lib" && folder === "sockets") return file.includes("/draft/") ? "draft/" : "patterns/"
  if (tree === "lib") return `${folder}/`
  if (file.endsWith(".test.ts")) return file.slice("test/".length)
  // What tests have in common; otherwise a helper of the tests in its folder.
  return folder === "support" || file === `test/${folder}` ? "" : `${folder}/`
}
