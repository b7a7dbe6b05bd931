/** What a side of a pattern has to act with. */
export interface Stage {
  /** Where to bind; for the sides that connect, where the first side is bound. Most patterns need one of them. */
  endpoints: [first: string, second: string]
  /** How long to go on, for the measurements. */
  seconds: number
  /** Tells where this side is bound; the others start then. */
  bound(...endpoints: (string | null)[]): void
  /** Calls back when the first side is done. */
  over(callback: () => void): void
}

/** What one process does: what it has to report in the end. */
export type Side<Result> = (stage: Stage) => Promise<Result>

/** Processes that talk to each other: the first binds, the others connect to it. */
export interface Pattern<Result = unknown> {
  title: string
  sides: Record<string, Side<Result>>
  first: string
  others: string[]
}

/** Options of sockets that wait for another process: if it never answers, the tour fails instead of waiting for ever. */
export const timeLimit = { receiveTimeout: 20_000 }
