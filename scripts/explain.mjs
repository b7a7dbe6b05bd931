// A failure that the user can mend is told in plain words, and so is one of the system (a full disk, a forbidden
// folder); anything else is a fault of ours and shows its stack.
export class Failure extends Error {}

export function isFailure(error) {
  return error instanceof Failure || error.syscall !== undefined
}

export function explain(error) {
  console.error(`\nzmq-napi: ${isFailure(error) ? error.message : error.stack}\n`)
  process.exitCode = 1
}
