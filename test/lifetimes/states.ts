// The states of sockets in the tests of ends. process.test.ts, worker.test.ts, socket.test.ts and their proxy-*.test.ts
// call matrix.ts, which starts a child program for each end and state: end.ts (a process), workers.ts with worker.ts, or
// rounds.ts (close and garbage collection). The program calls enter() here, and then ends.
import { Authenticator, type Context, Observer, Pair, type PairOptions, Poller, Proxy, Push } from "#lib/index"

export const states = ["idle", "receiving", "iterating", "sending", "unsent"] as const
/** What else may be under way on a socket. */
export const watchedStates = ["monitored", "polled", "authenticating"] as const
/** What a socket does when its end comes. */
export type State = (typeof states)[number] | (typeof watchedStates)[number] | "busy" | ProxyState

/** What a proxy does: forwards, or waits because a side is full. It has sockets that nothing else refers to. */
export const proxyStates = ["proxying", "jammed"] as const
type ProxyState = (typeof proxyStates)[number]

export interface SocketInState {
  socket: Pair | Push
  /** The other side, where there is one. */
  peer?: Pair
  /** The outcome of the operation that waits, where one does. */
  outcome?: Promise<unknown>
  /** The proxy that runs, where one does. */
  proxy?: Proxy
  /** The observer, where there is one. */
  observer?: Observer
}

/** Lets the thread end although something waits or runs. */
export function unref({ socket, peer, proxy, observer }: SocketInState): void {
  for (const each of [socket, peer, proxy, observer]) each?.unref()
}

/** A proxy with messages on their way from `socket`, one of which has come to `peer`. */
async function proxied(state: ProxyState, init: PairOptions): Promise<SocketInState> {
  const options = state === "jammed" ? { sendHighWaterMark: 2, receiveHighWaterMark: 2, ...init } : init
  const proxy = new Proxy(new Pair(options), new Pair(options))
  const socket = new Pair(options)
  const peer = new Pair(options)
  for (const [side, end] of [
    [proxy.frontEnd, socket],
    [proxy.backEnd, peer],
  ] as const) {
    side.bindSync("tcp://127.0.0.1:*")
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
async function connected(init: PairOptions): Promise<{ socket: Pair; peer: Pair }> {
  const socket = new Pair(init)
  const peer = new Pair(init)
  socket.bindSync("tcp://127.0.0.1:*")
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

/** Sends and receives without a pause until both sockets are closed. */
async function flood(from: Pair, to: Pair): Promise<void> {
  const untilClosed = async (operate: () => Promise<unknown>) => {
    try {
      for (;;) await operate()
    } catch (error) {
      if (!from.closed && !to.closed) throw error
    }
  }
  await Promise.all([untilClosed(() => from.send("flood")), untilClosed(() => to.receive())])
}

/** Brings a socket into a state. `unusedEndpoint` is an endpoint that nobody uses. */
export async function enter(state: State, unusedEndpoint: string, context?: Context): Promise<SocketInState> {
  const init = context === undefined ? {} : { context }
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
  if (state === "proxying" || state === "jammed") return proxied(state, { linger: 0, ...init })
  // What is under way in a flood need not leave.
  const { socket, peer } = await connected(state === "busy" ? { linger: 0, ...init } : init)
  if (state === "idle") return { socket, peer }
  if (state === "monitored") {
    const observer = new Observer(socket)
    return { socket, peer, observer, outcome: observer.receive() }
  }
  if (state === "polled") return { socket, peer, outcome: new Poller().add(socket).poll() }
  if (state === "authenticating") return authenticated(socket, peer, context)
  if (state === "receiving") return { socket, peer, outcome: socket.receive().then(String) }
  if (state === "iterating") return { socket, peer, outcome: collect(socket) }
  return { socket, peer, outcome: flood(peer, socket) }
}
