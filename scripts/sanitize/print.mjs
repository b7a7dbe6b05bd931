import { findings } from "./reports.mjs"

/**
 * Prints what the sanitizers found, and returns how many findings there are.
 * @param {string} reports the folder of their reports
 */
export function printFindings(reports) {
  const found = findings(reports)
  for (const { text, count } of found) console.error(`\n${count} times:\n${text}`)
  console.log(`\nSanitizers: ${found.length === 0 ? "no findings" : `${found.length} findings, see above`}`)
  return found.length
}
