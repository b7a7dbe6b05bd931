// What a queue and its workers say to each other: one part of JSON, to and from a Router.

/** What a worker says. */
export type FromWorker =
  /** It can do `capacity` jobs at a time, of these kinds. `running` are those that it has already. */
  | { type: "ready"; capacity: number; kinds: string[]; running: string[] }
  | { type: "heartbeat" }
  | { type: "done"; id: string; result: unknown }
  | { type: "failed"; id: string; error: string }
  /** It finishes the jobs that it has and those that are on their way, and wants no more. */
  | { type: "leaving" }

/** What the queue says. */
export type FromQueue =
  | { type: "job"; id: string; kind: string; payload: unknown }
  /** The queue does not know this worker: it was started anew, or took the worker for dead. */
  | { type: "who" }
  /** The worker is leaving: no job follows. */
  | { type: "bye" }
