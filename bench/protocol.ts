/**
 * How the harness and its peers talk. A peer is a process that plays one side of a scenario; `peers/` has one program
 * for each driver, and all understand the same words, so that any two of the same driver do the same work.
 *
 * A peer is started with its {@link PeerSpec} as arguments of the form `name=value`. It reads one command a line on its
 * standard input, and answers each with one line of JSON on its standard output. Whatever goes wrong is answered with
 * `{"error": "..."}`, after which the peer exits with status 1.
 *
 * | Command | What it does | Answer |
 * |---|---|---|
 * | (start) | opens its sockets and binds, if its spec has a `bind` | {@link Ready} |
 * | `connect <address>` | connects every socket to the address | `{"connected": true}` |
 * | `probe` | a publisher sends a one-byte probe each millisecond until its next `run`; a subscriber answers when each of its sockets has received one | `{"probed": true}` |
 * | `run <count>` | does its part of `count` messages (round trips, for request and reply) | {@link Done} |
 * | `usage` | | {@link Usage}, since the process began |
 * | `exit` | closes everything without lingering, and exits with status 0 | none |
 */

/** The side of a scenario that a peer plays. */
export type Role =
  /** Sends `count` messages, and answers when the last was taken. */
  | "push"
  /** Receives `count` messages. */
  | "pull"
  /** Sends `count` requests, each after the reply to the one before it, and times each round trip. */
  | "request"
  /** Replies to `count` requests with what they were. */
  | "reply"
  /** Sends `count` messages to all its subscribers, with no high-water mark, so that none is dropped. */
  | "publish"
  /** Receives `count` messages on each of `sockets` sockets that subscribe to everything. Probes do not count. */
  | "subscribe"
  /** Sends back `count` messages to where they came from. */
  | "router"
  /** Of plain C alone: `sockets` sockets that together keep `window` messages under way, until `count` came back. */
  | "dealer"
  /** Both sides of push and pull in one process, joined by inproc: on two threads, or on one. */
  | "threads"
  | "thread"
  /**
   * Sends back what comes to one socket, `count` times in each run, and receives a stream at another one all the time.
   * The address is those of both sockets, with a comma between them.
   */
  | "reply-beside-stream"
  /** As `request`, and sends a stream of `pace` messages a second beside that, from the same process. */
  | "request-beside-stream"
  /** Has `sockets` sockets, all but one of them connected to that one by tcp, each with a receive that waits for ever. */
  | "idle"

/**
 * How a program uses its API. `each`: one call a message, awaited where it returns a promise. `iterate`: `for await` to
 * receive, `each` to send. `batch`: sendMany and receiveMany. `transfer`: `each`, and the memory is handed over.
 * `sync`: calls that block. `into`: `each`, and messages are received into memory of the program's. `uncopied`: `each`,
 * and messages are sent without a copy.
 */
export const styles = ["each", "iterate", "batch", "transfer", "sync", "into", "uncopied"] as const
export type Style = (typeof styles)[number]

export interface PeerSpec {
  role: Role
  style: Style
  /** Where to bind, such as `tcp://127.0.0.1:*`. A peer without it is told to connect. */
  bind?: string
  /** Bytes of each part. */
  size: number
  /** Parts of each message, beside a routing id; default 1. */
  parts?: number
  /** default 1 */
  sockets?: number
  /** For a dealer, in messages; default 1000. */
  window?: number
  /** Of a stream beside something else, in messages a second; default 20,000. */
  pace?: number
  /** With these keys, as Z85, it uses CURVE. The side that binds is the server. */
  serverPublicKey?: string
  serverSecretKey?: string
  clientPublicKey?: string
  clientSecretKey?: string
}

/** The arguments that a peer is started with. */
export function formatSpec(spec: PeerSpec): string[] {
  return Object.entries(spec).map(([name, value]) => `${name}=${value}`)
}

const numbers = ["size", "parts", "sockets", "window", "pace"]

export function parseSpec(parameters: readonly string[]): PeerSpec {
  const entries = parameters.map((parameter) => {
    // Z85 keys and addresses may have a "=" of their own.
    const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(parameter) ?? []
    return [name, numbers.includes(name) ? Number(value) : value]
  })
  return Object.fromEntries(entries)
}

export interface Ready {
  ready: true
  /** Where it is bound, with the port that it got. */
  address?: string
  /** What it runs, such as `zeromq 6.8.0, libzmq 4.3.5`. */
  version: string
}

export interface Done {
  done: true
  /** How many messages, over all sockets. */
  messages: number
  /** From the first message received (taken, for what only sends) to the last. */
  seconds: number
  /** Round-trip times in microseconds, for `request`. */
  latency?: Latency
  /** Messages of the stream beside these that were received in the same time, for `reply-beside-stream`. */
  streamed?: number
}

export interface Latency {
  min: number
  p50: number
  p99: number
  p999: number
  max: number
}

export interface Usage {
  /** User and system time of all threads of the process, in microseconds. */
  cpu: number
  /** Resident memory now, and at most so far, in bytes. */
  rss: number
  peakRss: number
}
