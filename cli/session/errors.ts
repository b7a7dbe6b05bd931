import { inspect } from "node:util"

/** How a command ends; `docs/reference/command-line.md` lists the codes. */
export const exitCodes = { done: 0, failure: 1, timeout: 2 } as const

/** The command line asks for something that cannot be. */
export class UsageError extends Error {}

/** A time-out of the command itself is over. */
export class GaveUp extends Error {}

/** The reader of the standard output is gone, as after `| head -1`. */
export class OutputClosed extends Error {}

/** A program that the command has run has ended with this exit code, and has said why. */
export class EndedWith extends Error {
  constructor(readonly code: number) {
    super(`exit code ${code}`)
  }
}

/** The user, or a supervisor, asks the command to end. */
export class Interrupted extends Error {
  constructor(readonly signal: NodeJS.Signals) {
    super(signal)
  }
}

/** Whether the error says that a time-out is over: of a single operation, or of one of several messages. */
export function isTimeout(error: unknown): boolean {
  if (error instanceof GaveUp) return true
  const { name, cause } = (error ?? {}) as Partial<Error>
  return name === "TimeoutError" || (name === "PartialSendError" && isTimeout(cause))
}

/** An error in plain words, with the code by which the documentation knows it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error)
  const { code } = error as { code?: unknown }
  return typeof code === "string" && !error.message.includes(code) ? `${error.message} (${code})` : error.message
}
