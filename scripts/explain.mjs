// A failure that the user can mend is told in plain words; anything else is a fault of ours and shows its stack.
export class Failure extends Error {}

export function explain(error) {
  console.error(`\nzmq-napi: ${error instanceof Failure ? error.message : error.stack}\n`)
  process.exitCode = 1
}
