import { ZmqError } from "#lib/index"

/** How an operation ended, as expected.ts writes it: the error's class, code and function, or what it resolved with. */
export function described(outcome: unknown): string {
  if (Array.isArray(outcome)) return outcome.map(described).join(", ")
  if (outcome === undefined) return "done"
  if (!(outcome instanceof ZmqError)) return outcome instanceof Error ? `${outcome.stack}` : String(outcome)
  return [outcome.name, outcome.code, outcome.syscall].filter((part) => part !== undefined).join(" ")
}

/** An operation that waits, and what came of it. */
export class Waiting {
  /** Undefined while it waits. */
  outcome: string | undefined
  readonly ended: Promise<string>

  constructor(operation: Promise<unknown>) {
    this.ended = operation.then(described, described).then((outcome) => {
      this.outcome = outcome
      return outcome
    })
  }
}
