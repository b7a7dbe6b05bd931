// A UserError is something that the user can fix: its message is printed without a stack, as is that of a system error (a
// full disk, a forbidden folder). Any other error is a fault of these scripts and is printed with its stack.
export class UserError extends Error {}

/**
 * @param {unknown} error
 * @returns {error is Error}
 */
export function isUserError(error) {
  return error instanceof UserError || (error instanceof Error && "syscall" in error)
}

/** @param {unknown} error */
export function explain(error) {
  const text = isUserError(error) ? error.message : error instanceof Error ? error.stack : String(error)
  console.error(`\nzmq-napi: ${text}\n`)
  process.exitCode = 1
}
