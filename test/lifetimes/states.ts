// The states of sockets in the tests of ends. Those tests call matrix.ts, which starts a child program: end.ts (a process
// ends), workers.ts with worker.ts (worker threads end), or rounds.ts (sockets and contexts end in a process that goes
// on). The program calls enter() here, and then ends. expected.ts says what must come of it.
import { join } from "node:path"
import { threadId, Worker } from "node:worker_threads"
import {
  Authenticator,
  type Context,
  context as defaultContext,
  Observer,
  Pair,
  type PairOptions,
  Poller,
  Proxy,
  Push,
} from "#lib/index"

export const states = ["idle", "receiving", "iterating", "sending", "unsent"] as const
/** What else may be under way on a socket; "blocking": another thread is inside `receiveSync`. */
export const watchedStates = ["monitored", "polled", "authenticating", "blocking"] as const
/** What a socket does when its end comes. */
export type State = (typeof states)[number] | (typeof watchedStates)[number] | "busy" | ProxyState

/** What a proxy does: forwards, or waits because a side is full. It has sockets that nothing else refers to. */
export const proxyStates = ["proxying", "jammed"] as const
type ProxyState = (typeof proxyStates)[number]

export const allStates: readonly State[] = [...states, ...watchedStates, ...proxyStates, "busy"]

export const transports = ["tcp", "inproc"] as const
export type Transport = (typeof transports)[number]

/** An unused endpoint says over which transport a state is entered: over tcp, unless it is one of inproc. */
export function transportOf(unusedEndpoint: string): Transport {
  return unusedEndpoint.startsWith("inproc:") ? "inproc" : "tcp"
}

/** The states that there are over a transport: nobody is asked about peers over inproc, which has no handshake. */
export function statesOver<S extends State>(transport: Transport, all: readonly S[]): S[] {
  return all.filter((state) => transport !== "inproc" || state !== "authenticating")
}

export interface SocketInState {
  socket?: Pair | Push
  /** The other side, where there is one. */
  peer?: Pair
  /** The outcome of the operation that waits, where one does. */
  outcome?: Promise<unknown>
  /** The proxy that runs, where one does. */
  proxy?: Proxy
  /** The observer, where there is one. */
  observer?: Observer
  /** The thread that blocks, where one does. */
  thread?: Worker
}

/** Lets the thread end although something waits or runs. */
export function unref({ socket, peer, proxy, observer, thread }: SocketInState): void {
  for (const each of [socket, peer, proxy, observer, thread]) each?.unref()
}

let names = 0

/** Where a socket binds: the default context is the process's, so that its threads need names of their own. */
function endpointOf(transport: Transport): string {
  return transport === "tcp" ? "tcp://127.0.0.1:*" : `inproc://${threadId}-${names++}`
}

/** A proxy with messages on their way from `socket`, one of which has come to `peer`. */
async function proxied(state: ProxyState, transport: Transport, init: PairOptions): Promise<SocketInState> {
  const options = state === "jammed" ? { sendHighWaterMark: 2, receiveHighWaterMark: 2, ...init } : init
  const proxy = new Proxy(new Pair(options), new Pair(options))
  const socket = new Pair(options)
  const peer = new Pair(options)
  for (const [side, end] of [
    [proxy.frontEnd, socket],
    [proxy.backEnd, peer],
  ] as const) {
    side.bindSync(endpointOf(transport))
    end.connect(side.lastEndpoint!)
  }
  const outcome = proxy.run()
  await socket.send("first")
  await peer.receive()
  const filler = Buffer.alloc(state === "jammed" ? 100_000 : 10)
  try {
    for (let left = 500; left > 0; left--) await socket.send(filler, { timeout: 20 })
  } catch {
    // It is full.
  }
  return { socket, peer, proxy, outcome }
}

/** Two connected sockets over which a message has gone, so that everything is in use that a socket may have. */
async function connected(transport: Transport, init: PairOptions): Promise<{ socket: Pair; peer: Pair }> {
  const socket = new Pair(init)
  const peer = new Pair(init)
  socket.bindSync(endpointOf(transport))
  peer.connect(socket.lastEndpoint!)
  await peer.send("hello")
  await socket.receive()
  return { socket, peer }
}

/** With an authenticator that is asked about a peer, and does not answer. */
async function authenticated(socket: Pair, peer: Pair, context?: Context): Promise<SocketInState> {
  const init = context === undefined ? {} : { context }
  const asked = new Promise<void>((resolve) => {
    new Authenticator(init)
      .configurePlain({
        callback: () => {
          resolve()
          return new Promise(() => {})
        },
      })
      .start()
  })
  const server = new Pair({ plainServer: true, linger: 0, ...init })
  server.bindSync("tcp://127.0.0.1:*")
  const client = new Pair({ plainUsername: "user", plainPassword: "password", linger: 0, ...init })
  client.connect(server.lastEndpoint!)
  // Neither a handshake nor an authenticator keeps the process alive.
  const alive = setInterval(() => {}, 1000)
  await asked
  clearInterval(alive)
  server.close()
  client.close()
  return { socket, peer }
}

async function collect(socket: Pair): Promise<string[]> {
  const received: string[] = []
  for await (const message of socket) {
    received.push(String(message))
    if (String(message) === "last") break
  }
  return received
}

/** Sends and receives without a pause until the sockets end; resolves with the errors of both. */
async function flood(from: Pair, to: Pair): Promise<unknown[]> {
  const untilError = async (operate: () => Promise<unknown>) => {
    try {
      for (;;) await operate()
    } catch (error) {
      return error
    }
  }
  return await Promise.all([untilError(() => from.send("flood")), untilError(() => to.receive())])
}

/** A thread that blocks in `receiveSync`. The outcome is what it says when the call is over. */
async function blocked(transport: Transport, context: Context): Promise<SocketInState> {
  const workerData = { token: context.share(), endpoint: endpointOf(transport) }
  const thread = new Worker(join(__dirname, "blocking.js"), { workerData })
  await new Promise((resolve) => thread.once("message", resolve))
  return { thread, outcome: new Promise((resolve) => thread.once("message", resolve)) }
}

/**
 * Brings a socket into a state. `unusedEndpoint` is an endpoint that nobody uses, and says the transport.
 */
export async function enter(state: State, unusedEndpoint: string, context?: Context): Promise<SocketInState> {
  const init = context === undefined ? {} : { context }
  const transport = transportOf(unusedEndpoint)
  if (state === "sending") {
    const socket = new Push(init)
    socket.bindSync(unusedEndpoint)
    return { socket, outcome: socket.send("waits") }
  }
  if (state === "unsent") {
    const socket = new Push({ reconnectInterval: 5, ...init })
    socket.connect(unusedEndpoint)
    await socket.send("taken")
    return { socket }
  }
  if (state === "blocking") return blocked(transport, context ?? defaultContext)
  if (state === "proxying" || state === "jammed") return proxied(state, transport, { linger: 0, ...init })
  // What is under way in a flood need not leave.
  const { socket, peer } = await connected(transport, state === "busy" ? { linger: 0, ...init } : init)
  if (state === "idle") return { socket, peer }
  if (state === "monitored") {
    const observer = new Observer(socket)
    return { socket, peer, observer, outcome: observer.receive().then(({ type }) => type) }
  }
  if (state === "polled") return { socket, peer, outcome: polled(socket) }
  if (state === "authenticating") return authenticated(socket, peer, context)
  if (state === "receiving") return { socket, peer, outcome: socket.receive().then(String) }
  if (state === "iterating") return { socket, peer, outcome: collect(socket) }
  return { socket, peer, outcome: flood(peer, socket) }
}

/** What a poll says of the socket. */
async function polled(socket: Pair): Promise<string[]> {
  const [events] = (await new Poller().add(socket).poll()).values()
  return Object.entries(events!).flatMap(([name, holds]) => (holds ? [name] : []))
}
