import { type Context, Pair, type PairOptions, Push } from "#lib/index"

export const states = ["idle", "receiving", "iterating", "sending", "unsent"] as const
/** What a socket does when its end comes. */
export type State = (typeof states)[number] | "busy"

export interface Situation {
  socket: Pair | Push
  /** The other side, where there is one. */
  peer?: Pair
  /** What comes of the operation that waits, where one does. */
  outcome?: Promise<unknown>
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

/** Brings a socket into a state. `absent` is an endpoint that nobody uses. */
export async function enter(state: State, absent: string, context?: Context): Promise<Situation> {
  const init = context === undefined ? {} : { context }
  if (state === "sending") {
    const socket = new Push(init)
    socket.bindSync(absent)
    return { socket, outcome: socket.send("waits") }
  }
  if (state === "unsent") {
    const socket = new Push({ reconnectInterval: 5, ...init })
    socket.connect(absent)
    await socket.send("taken")
    return { socket }
  }
  // What is under way in a flood need not leave.
  const { socket, peer } = await connected(state === "busy" ? { linger: 0, ...init } : init)
  if (state === "idle") return { socket, peer }
  if (state === "receiving") return { socket, peer, outcome: socket.receive().then(String) }
  if (state === "iterating") return { socket, peer, outcome: collect(socket) }
  return { socket, peer, outcome: flood(peer, socket) }
}
