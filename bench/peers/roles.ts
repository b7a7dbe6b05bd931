import { setTimeout } from "node:timers/promises"
import type { PeerSpec, Role, Style } from "../protocol"
import type { OpenSocket, Peer, Socket, SocketOptions, SocketType, Work } from "./driver"
import {
  Arrivals,
  checkBesideProbes,
  checkOf,
  checkProbe,
  latencyOf,
  preparedMessage,
  probe,
  secondsOver,
} from "./messages"

/** How a role is taken, and the styles that it can be played in. */
interface RoleDefinition {
  styles: readonly Style[]
  open(spec: PeerSpec, open: OpenSocket): Promise<Peer>
}

const oneWay: readonly Style[] = ["each", "iterate", "batch", "transfer", "sync"]
const roundTrip: readonly Style[] = ["each", "iterate", "sync"]
const toMany: readonly Style[] = ["each", "iterate", "batch"]

export const definitions: Record<Role, RoleDefinition> = {
  push: { styles: oneWay, open: push },
  pull: { styles: oneWay, open: pull },
  request: { styles: roundTrip, open: request },
  reply: { styles: roundTrip, open: async (spec, open) => echo(await open("Reply", spec)) },
  publish: { styles: toMany, open: publish },
  subscribe: { styles: toMany, open: subscribe },
  // Without a high-water mark, because a Router drops messages for a peer that has no room; the dealers' window bounds
  // the messages under way. The backlog is for the largest scenario, whose connections all come at the same moment.
  router: {
    styles: ["each", "iterate"],
    open: async (spec, open) => echo(await open("Router", spec, { backlog: 1024, sendHighWaterMark: 0 })),
  },
  dealer: { styles: ["each", "iterate"], open: dealer },
  // Loaded by those alone who play it.
  threads: { styles: oneWay, open: async (spec) => await (await import("./threads.js")).threads(spec) },
  // Not `sync`: it would block the other side too.
  thread: { styles: ["each", "iterate", "batch", "transfer"], open: thread },
  idle: { styles: ["each"], open: idle },
}

async function push(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const socket = await open("Push", spec)
  return peerOf([socket], { run: (count) => sent(socket, count) })
}

async function pull(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const check = checkOf(spec)
  const socket = await open("Pull", spec)
  return peerOf([socket], { run: (count) => received([socket], () => new Arrivals(count, check)) })
}

async function request(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const [message, check] = [preparedMessage(spec), checkOf(spec)]
  const socket = await open("Request", spec)
  const run = async (count: number): Promise<Work> => {
    const samples = new Float64Array(count)
    let start = 0
    const arrivals: Arrivals = new Arrivals(count, check, () => {
      const now = performance.now()
      samples[count - 1 - arrivals.left] = (now - start) * 1000
      start = now
      return arrivals.left > 0 ? message : undefined
    })
    start = performance.now()
    await socket.sendAll(1)
    await socket.receiveAll(arrivals)
    return { messages: count, seconds: secondsOver([arrivals]), latency: latencyOf(samples) }
  }
  return peerOf([socket], { run })
}

const accept = () => true

/** Sends messages back to where they came from: a Reply's, or a Router's with their routing ids. */
function echo(socket: Socket): Peer {
  const back = (message: Buffer[]) => message
  return peerOf([socket], { run: (count) => received([socket], () => new Arrivals(count, accept, back)) })
}

// Neither side has a high-water mark, because a publisher drops messages for a subscriber that has no room.
async function publish(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const socket = await open("Publisher", spec, { sendHighWaterMark: 0 })
  let probing = false
  let stopped: Promise<void> | undefined
  const sendProbes = async () => {
    while (probing) {
      await socket.send(probe)
      await setTimeout(1)
    }
  }
  // Resolves when no probe is being sent: zeromq refuses a send while another is pending.
  const stop = async () => {
    probing = false
    await stopped
    stopped = undefined
  }
  return peerOf([socket], {
    async probe() {
      probing = true
      stopped ??= sendProbes()
    },
    async run(count) {
      await stop()
      return await sent(socket, count)
    },
    async close() {
      await stop()
      socket.close()
    },
  })
}

async function subscribe(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const check = checkBesideProbes(spec)
  const sockets = await openAll("Subscriber", spec, open, { receiveHighWaterMark: 0 })
  return peerOf(sockets, {
    async probe() {
      await Promise.all(sockets.map((socket) => socket.receiveAll(new Arrivals(1, checkProbe))))
    },
    run: (count) => received(sockets, () => new Arrivals(count, check)),
  })
}

async function dealer(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const { sockets: number = 1, window = 1000 } = spec
  if (window < number) throw new Error(`A window of ${window} leaves some of ${number} sockets without a message`)
  const [message, check] = [preparedMessage(spec), checkOf(spec)]
  const sockets = await openAll("Dealer", spec, open)
  const run = async (count: number): Promise<Work> => {
    const underWay = Math.min(window, count)
    let unsent = count - underWay
    const arrivalsOf = (index: number) => {
      const share = Math.floor((underWay + number - 1 - index) / number)
      const arrivals: Arrivals = new Arrivals(share, check, () => {
        if (unsent === 0) return undefined
        unsent -= 1
        arrivals.left += 1
        return message
      })
      return arrivals
    }
    const { seconds } = await received(sockets, arrivalsOf, true)
    return { messages: count, seconds }
  }
  return peerOf(sockets, { run })
}

/** Both sides on this thread, as two loops that take turns. */
async function thread({ bind: _, ...spec }: PeerSpec, open: OpenSocket): Promise<Peer> {
  const bind = "inproc://peers"
  const check = checkOf(spec)
  const [receiver, sender] = [await open("Pull", { ...spec, bind }), await open("Push", spec)]
  sender.connect(bind)
  return {
    async run(count) {
      const receiving = received([receiver], () => new Arrivals(count, check))
      const [work] = await Promise.all([receiving, sender.sendAll(count)])
      return work
    },
    close() {
      sender.close()
      receiver.close()
    },
  }
}

/** Ready when all sockets are connected and have nothing more to do. */
async function idle({ bind = "tcp://127.0.0.1:*", ...spec }: PeerSpec, open: OpenSocket): Promise<Peer> {
  const { sockets: number = 1 } = spec
  if (number < 2) throw new Error("Idle sockets are connected to one of them: sockets=... must be at least 2")
  const hub = await open("Router", { ...spec, bind }, { backlog: number })
  const others = await openAll("Dealer", { ...spec, sockets: number - 1 }, open)
  for (const socket of others) socket.connect(hub.address as string)
  await Promise.all(others.map((socket) => socket.send(Buffer.alloc(0))))
  await hub.receiveAll(new Arrivals(others.length, accept))

  let closed = false
  const waitForEver = async (socket: Socket) => {
    try {
      await socket.receiveAll(new Arrivals(1, accept))
    } catch (error) {
      if (closed) return
      throw error
    }
    throw new Error("An idle socket received a message")
  }
  const { address, close } = peerOf([hub, ...others])
  for (const socket of [hub, ...others]) void waitForEver(socket)
  return {
    address,
    close() {
      closed = true
      return close()
    },
  }
}

/** What is the same for all roles, and what is special about one. */
function peerOf(sockets: readonly Socket[], role: Partial<Peer> = {}): Peer {
  return {
    address: sockets[0]?.address,
    connect(address) {
      for (const socket of sockets) socket.connect(address)
    },
    close() {
      for (const socket of sockets) socket.close()
    },
    ...role,
  }
}

/** Opens as many sockets as the spec says. */
async function openAll(type: SocketType, spec: PeerSpec, open: OpenSocket, options?: SocketOptions): Promise<Socket[]> {
  const { sockets = 1, bind } = spec
  if (bind !== undefined && sockets > 1) throw new Error("Several sockets cannot be bound to one address")
  return await Promise.all(Array.from({ length: sockets }, () => open(type, spec, options)))
}

async function sent(socket: Socket, count: number): Promise<Work> {
  const first = performance.now()
  await socket.sendAll(count)
  return { messages: count, seconds: secondsOver([{ first, last: performance.now() }]) }
}

/** Receives on all sockets. With `begin`, each socket first sends as many messages as it expects. */
async function received(sockets: readonly Socket[], arrivalsOf: (index: number) => Arrivals, begin = false) {
  const all = sockets.map((socket, index) => ({ socket, arrivals: arrivalsOf(index) }))
  const messages = all.reduce((sum, { arrivals }) => sum + arrivals.left, 0)
  await Promise.all(
    all.map(async ({ socket, arrivals }) => {
      if (begin) await socket.sendAll(arrivals.left)
      await socket.receiveAll(arrivals)
    }),
  )
  return { messages, seconds: secondsOver(all.map(({ arrivals }) => arrivals)) }
}
