// A Failure is something that the user can mend: it is explained in plain words, as is an error of the system (a full
// disk, a forbidden folder). Any other error is a fault of these scripts and is printed with its stack.
export class Failure extends Error {}

/**
 * @param {unknown} error
 * @returns {error is Error}
 */
export function isFailure(error) {
  return error instanceof Failure || (error instanceof Error && "syscall" in error)
}

/** @param {unknown} error */
export function explain(error) {
  const text = isFailure(error) ? error.message : error instanceof Error ? error.stack : String(error)
  console.error(`\nzmq-napi: ${text}\n`)
  process.exitCode = 1
}
