// A reporter for node:test: how much of the tests this run has left to `npm run test:all`.
// The number of files is in the environment, since the runner does not see them.

/** The reason that test/support/thorough.ts gives. */
const reason = "npm run test:all"

/** @typedef {AsyncIterable<{ type: string, data: { skip?: string | boolean } }>} Events */

/** @param {Events} events */
export default async function* reporter(events) {
  yield* summary(events, Number(process.env.ZMQ_NAPI_FILES_LEFT_OUT))
}

/**
 * @param {Events} events
 * @param {number} files
 */
export async function* summary(events, files) {
  let cases = 0
  for await (const { type, data } of events) if (type === "test:pass" && data.skip === reason) cases++
  if (files + cases > 0) yield `ℹ left to ${reason}: ${files} files, and ${cases} tests or groups of tests in others\n`
}
