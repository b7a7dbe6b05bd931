// What clients and servers of a cloned state say to each other, as JSON.

/** A change of the state, as a client asks for it. */
export interface Change {
  /** Unique; by it, the client recognizes its own change, and a server one that it has made already. */
  id: string
  key: string
  value: string
}

/** What the active server publishes. */
export type Publication =
  | ({ kind: "update"; sequence: number } & Change)
  /** It has made this change before. */
  | { kind: "confirmation"; id: string }
  /** Sent when nothing else is; with the number of the last update, by which a gap shows. */
  | { kind: "heartbeat"; sequence: number }

/** The answer to whoever asks for the state. A server that is not active does not answer. */
export interface Snapshot {
  sequence: number
  entries: [key: string, value: string][]
  /** The changes that were made last. */
  ids: string[]
}

/** The sockets of a server that clients connect to: at three ports in a row. */
export interface ServerEndpoints {
  /** A Router: answers whoever asks with a snapshot. */
  snapshots: string
  /** A Publisher of {@link Publication}. */
  updates: string
  /** A Pull for {@link Change}. */
  changes: string
}

/** A server at `tcp://host:port` has its sockets at that port and the two that follow. */
export function endpointsFrom(first: string): ServerEndpoints {
  const [, host, port] = /^(.*):(\d+)$/.exec(first) ?? []
  if (port === undefined) throw new TypeError(`A server's endpoint ends with a port; this is ${first}`)
  const [snapshots, updates, changes] = [0, 1, 2].map((offset) => `${host}:${Number(port) + offset}`)
  return { snapshots: snapshots!, updates: updates!, changes: changes! }
}

/** A peer is taken for dead after this many heartbeats that did not come. */
export const liveness = 3
