// A reporter for node:test: how much of the tests this run has left to `npm run test:all`.
// The number of files is in the environment, since the runner does not see them.

/** The reason that test/support/thorough.ts gives. */
const reason = "npm run test:all"

/** @param {AsyncIterable<{ type: string, data: { skip?: string | boolean } }>} events */
export default async function* leftOut(events) {
  let cases = 0
  for await (const { type, data } of events) if (type === "test:pass" && data.skip === reason) cases++
  const files = Number(process.env.ZMQ_NAPI_FILES_LEFT_OUT)
  if (files + cases > 0) yield `ℹ left to ${reason}: ${files} files, and ${cases} tests or groups of tests in others\n`
}
