import { randomUUID } from "node:crypto"

export type JobState = "waiting" | "running" | "done" | "failed"

/** A job, from its arrival to its result. */
export interface Job {
  readonly id: string
  readonly kind: string
  readonly payload: unknown
  state: JobState
  /** How often a worker was given it. */
  attempts: number
  result?: unknown
  error?: string
}

export function newJob(kind: string, payload: unknown): Job {
  return { id: randomUUID(), kind, payload, state: "waiting", attempts: 0 }
}

export function isFinished({ state }: Job): boolean {
  return state === "done" || state === "failed"
}

/** The queue has as many jobs as it may have: ask again later. */
export class QueueFullError extends Error {
  override name = "QueueFullError"
}
