/** What a role of a pattern is given. */
export interface Setup {
  /** Where to bind; for the roles that connect, where the first role is bound. Most patterns need one of them. */
  endpoints: [first: string, second: string]
  /** How long to go on, for the measurements. */
  seconds: number
  /** Reports the endpoints that this role is bound to; the others start then. */
  reportBound(...endpoints: (string | null)[]): void
  /** Calls back when the first role is done. */
  whenFirstIsDone(callback: () => void): void
}

/** What one process does. Resolves with what the tour prints of it. */
export type Role<Result> = (setup: Setup) => Promise<Result>

/** Processes that talk to each other: the first binds, the others connect to it. */
export interface Pattern<Result = unknown> {
  title: string
  roles: Record<string, Role<Result>>
  first: string
  others: string[]
}

/** Options of sockets that wait for another process: if it never answers, the tour fails instead of waiting for ever. */
export const timeLimit = { receiveTimeout: 20_000 }
