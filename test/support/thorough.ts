/**
 * Whether this is `npm run test:all`, which leaves nothing out. scripts/test.mjs says by this variable that it is `npm
 * test`; a test file that is run by hand leaves nothing out either.
 */
export const thorough = process.env.ZMQ_NAPI_TESTS !== "quick"

/** The `skip` of a test that `npm test` leaves out; scripts/tests/left-out.mjs counts the tests with this reason. */
export const thoroughOnly = thorough ? false : "npm run test:all"
