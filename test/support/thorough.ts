/**
 * Whether nothing is left out, as in `npm run test:all` and when a test file is run by hand. For `npm test`,
 * scripts/test.mjs sets ZMQ_NAPI_TESTS=quick.
 */
export const thorough = process.env.ZMQ_NAPI_TESTS !== "quick"

/** The `skip` of a test that `npm test` leaves out; scripts/tests/left-out.mjs counts the tests with this reason. */
export const thoroughOnly = thorough ? false : "npm run test:all"
