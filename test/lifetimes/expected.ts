// What must come of each state at each end. A cell that is missing does not exist; its row says why.
import type { State, Transport } from "./states.js"

// --- of a process or a worker thread: how it ends

const ended = (code: number | null, signal: NodeJS.Signals | null = null) => ({ code, signal })

/**
 * Whatever the state is, a process ends as if there were no socket. A peer that comes late gets the message of the state
 * "unsent", but for the end by a signal; over inproc nobody is left who could come.
 */
export const processEnds = {
  natural: ended(0),
  exit: ended(7),
  error: ended(1),
  rejection: ended(1),
  // The default action, which lets nothing more run.
  signal: ended(null, "SIGTERM"),
}
export type ProcessEnd = keyof typeof processEnds

/** So does a worker, whose process goes on; the numbers are its exit codes. Its peer gets the message, too. */
export const workerEnds = { natural: 0, exit: 7, error: 1, rejection: 1, terminate: 1 }
export type WorkerEnd = keyof typeof workerEnds

// --- of a socket or a context in a process that goes on

/** `close` and `dispose` end the socket, or the front end of the proxy. `gc` forgets the socket, and all but its peer. */
export const inProcessEnds = ["close", "dispose", "gc", "term", "shutdown", "dispose context"] as const
export type InProcessEnd = (typeof inProcessEnds)[number]

/** How the operation that waits ends, in the words of settled.ts. */
type Outcome = string | RegExp | Record<Transport, string>
type Row = Partial<Record<InProcessEnd, Outcome>>

const nothing = "nothing waits"
const closedReceive = "SocketClosedError EAGAIN zmq_msg_recv"
const closedSend = "SocketClosedError EAGAIN zmq_msg_send"
const endedReceive = "ZmqError ETERM zmq_msg_recv"
const endedSend = "ZmqError ETERM zmq_msg_send"
/** The proxy's thread meets the end in whatever call it makes next. */
const endedProxy = /^ProxyError ETERM zmq_\w+$/
/** Both sides of a flood: each either waits when its socket is closed, or is called afterwards. */
const closedFlood =
  /^(ZmqError EBADF|SocketClosedError EAGAIN zmq_msg_send), (ZmqError EBADF|SocketClosedError EAGAIN zmq_msg_recv)$/

/**
 * @param closed Of the ends that close the socket.
 * @param terminated Of the ends of its context.
 * @param gc What waits on a forgotten socket goes on: until the peer serves it, or otherwise until the context ends.
 */
function row(closed: Outcome, terminated: Outcome, gc: Outcome): Row {
  return { close: closed, dispose: closed, "dispose context": closed, term: terminated, shutdown: terminated, gc }
}

const outcomes: Record<State, Row> = {
  idle: row(nothing, nothing, nothing),
  receiving: row(closedReceive, endedReceive, "late"),
  // A close ends iterations quietly.
  iterating: row("", endedReceive, "late, last"),
  sending: row(closedSend, endedSend, "done"),
  unsent: row(nothing, nothing, nothing),
  // The first event after the end. Over inproc there is neither a listener nor a connection that could be closed.
  monitored: row({ tcp: "close", inproc: "end" }, "end", "end"),
  // A poll reports a closed socket.
  polled: row("error", "ZmqError ETERM zmq_poll", "readable"),
  // The authenticator goes on until its context ends.
  authenticating: row(nothing, nothing, nothing),
  proxying: row("done", endedProxy, endedProxy),
  jammed: row("done", endedProxy, endedProxy),
  busy: row(closedFlood, `${endedSend}, ${endedReceive}`, `${endedSend}, ${endedReceive}`),
  // The socket belongs to the thread that blocks: nobody else closes or forgets it.
  blocking: { term: endedReceive, shutdown: endedReceive, "dispose context": endedReceive },
}

export function expectedOutcome(state: State, end: InProcessEnd, transport: Transport): string | RegExp {
  const outcome = outcomes[state][end]!
  return typeof outcome === "string" || outcome instanceof RegExp ? outcome : outcome[transport]
}

/** The states, among these, that have that end. */
export function statesWithEnd(end: InProcessEnd, states: readonly State[]): State[] {
  return states.filter((state) => outcomes[state][end] !== undefined)
}

/**
 * After which ends a peer that comes late gets the message of the state "unsent". Over inproc it must come in the same
 * context, which allows no new socket once it has ended.
 */
export const deliveredLate: Record<Transport, readonly InProcessEnd[]> = {
  tcp: inProcessEnds,
  inproc: ["close", "dispose", "gc"],
}
