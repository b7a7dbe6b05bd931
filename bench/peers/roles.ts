import { setTimeout } from "node:timers/promises"
import type { PeerSpec, Role } from "../protocol"
import type { OpenSocket, Peer, Socket, Work } from "./driver"
import * as messages from "./messages"
import { Arrivals } from "./messages"

type TakeRole = (spec: PeerSpec, open: OpenSocket) => Promise<Peer>

/** How each role is taken. */
export const roles: Partial<Record<Role, TakeRole>> = {
  async push(spec, open) {
    const socket = await open("Push", spec)
    return peerOf([socket], (count) => sent(socket, count))
  },
  async pull(spec, open) {
    const check = messages.checkOf(spec)
    const socket = await open("Pull", spec)
    return peerOf([socket], (count) => received([socket], () => new Arrivals(count, check)))
  },
  request,
  reply: async (spec, open) => echo(await open("Reply", spec)),
  "reply-beside-stream": replyBesideStream,
  "request-beside-stream": requestBesideStream,
  publish,
  subscribe,
  // Without a high-water mark, because a Router drops messages for a peer that has no room; the dealers' window bounds
  // the messages under way. The backlog is for the largest scenario, whose connections all come at the same moment.
  router: async (spec, open) => echo(await open("Router", spec, { backlog: 1024, sendHighWaterMark: 0 })),
  // Loaded by those alone who play it.
  threads: async (spec) => await (await import("./threads.js")).threads(spec),
  thread,
  idle,
}

async function request(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const socket = await open("Request", spec)
  return peerOf([socket], requester(socket, spec))
}

/** Makes so many round trips. */
function requester(socket: Socket, spec: PeerSpec): (count: number) => Promise<Work> {
  const [message, check] = [messages.preparedMessage(spec), messages.checkOf(spec)]
  return async (count) => {
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
    return { messages: count, seconds: messages.secondsOver([arrivals]), latency: messages.latencyOf(samples) }
  }
}

async function replyBesideStream(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const [reply, pull] = [await open("Reply", spec), await open("Pull", spec)]
  // More than come in any time. The receive is rejected when the peer closes, which no one has to know then.
  const stream = new Arrivals(2 ** 31 - 1, messages.checkOf(spec))
  void pull.receiveAll(stream)
  const echoes = echo(reply)
  return {
    address: `${reply.address},${pull.address}`,
    async run(count) {
      const before = stream.left
      const work = (await echoes.run?.(count)) as Work
      return { ...work, streamed: before - stream.left }
    },
    close() {
      reply.close()
      pull.close()
    },
  }
}

async function requestBesideStream(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const [socket, push] = [await open("Request", spec), await open("Push", spec)]
  const request = requester(socket, spec)
  const { pace = 20_000 } = spec
  const message = Buffer.alloc(spec.size)

  // As many messages as should have been sent by now, about each millisecond.
  async function sendStream(goesOn: () => boolean): Promise<void> {
    const began = performance.now()
    for (let sent = 0; goesOn(); await setTimeout(1)) {
      const due = ((performance.now() - began) / 1000) * pace
      for (; sent < due && goesOn(); sent++) await push.send(message)
    }
  }

  return {
    connect(addresses) {
      const [requests = "", stream = ""] = addresses.split(",")
      socket.connect(requests)
      push.connect(stream)
    },
    async run(count) {
      let requesting = true
      const stream = sendStream(() => requesting)
      try {
        return await request(count)
      } finally {
        requesting = false
        await stream
      }
    },
    close() {
      socket.close()
      push.close()
    },
  }
}

/** Sends messages back to where they came from: a Reply's, or a Router's with their routing ids. */
function echo(socket: Socket): Peer {
  const back = (message: Buffer[]) => message
  return peerOf([socket], (count) => received([socket], () => new Arrivals(count, messages.accept, back)))
}

// Neither side has a high-water mark, because a publisher drops messages for a subscriber that has no room.
async function publish(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const socket = await open("Publisher", spec, { sendHighWaterMark: 0 })
  let probing = false
  let stopped: Promise<void> | undefined
  const sendProbes = async () => {
    while (probing) {
      await socket.send(messages.probe)
      await setTimeout(1)
    }
  }
  // Resolves when no probe is being sent: zeromq refuses a send while another is pending.
  const stop = async () => {
    probing = false
    await stopped
    stopped = undefined
  }
  return {
    address: socket.address,
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
  }
}

async function subscribe(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const check = messages.checkBesideProbes(spec)
  const sockets = await openAll("Subscriber", spec, open)
  return {
    ...peerOf(sockets, (count) => received(sockets, () => new Arrivals(count, check))),
    async probe() {
      await Promise.all(sockets.map((socket) => socket.receiveAll(new Arrivals(1, messages.isProbe))))
    },
  }
}

/** Both sides on this thread, as two loops that take turns. */
async function thread(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const bind = "inproc://peers"
  const check = messages.checkOf(spec)
  const [receiver, sender] = [await open("Pull", { ...spec, bind }), await open("Push", spec)]
  sender.connect(bind)
  return peerOf([sender, receiver], async (count) => {
    const receiving = received([receiver], () => new Arrivals(count, check))
    const [work] = await Promise.all([receiving, sender.sendAll(count)])
    return work
  })
}

/** Ready when all sockets are connected and have nothing more to do. */
async function idle(spec: PeerSpec, open: OpenSocket): Promise<Peer> {
  const { bind: _, ...connecting } = spec
  const { sockets: number = 1 } = spec
  const hub = await open("Router", spec, { backlog: number })
  const others = await openAll("Dealer", connecting, open, number - 1)
  for (const socket of others) socket.connect(hub.address as string)
  await Promise.all(others.map((socket) => socket.send(Buffer.alloc(0))))
  await hub.receiveAll(new Arrivals(others.length, messages.accept))

  const refuse = () => {
    throw new Error("An idle socket received a message")
  }
  const all = [hub, ...others]
  // They are rejected when the peer closes, which no one has to know then.
  for (const socket of all) void socket.receiveAll(new Arrivals(1, refuse))
  return peerOf(all)
}

/** Sockets that are used alike. */
function peerOf(sockets: readonly Socket[], run?: Peer["run"]): Peer {
  return {
    address: sockets[0]?.address,
    connect(address) {
      for (const socket of sockets) socket.connect(address)
    },
    ...(run && { run }),
    close() {
      for (const socket of sockets) socket.close()
    },
  }
}

function openAll(type: "Subscriber" | "Dealer", spec: PeerSpec, open: OpenSocket, number = spec.sockets ?? 1) {
  return Promise.all(Array.from({ length: number }, () => open(type, spec, { receiveHighWaterMark: 0 })))
}

async function sent(socket: Socket, count: number): Promise<Work> {
  const first = performance.now()
  await socket.sendAll(count)
  return { messages: count, seconds: messages.secondsOver([{ first, last: performance.now() }]) }
}

/** Receives on all sockets. */
async function received(sockets: readonly Socket[], arrivalsOf: () => Arrivals): Promise<Work> {
  const all = sockets.map((socket) => ({ socket, arrivals: arrivalsOf() }))
  const count = all.reduce((sum, { arrivals }) => sum + arrivals.left, 0)
  await Promise.all(all.map(({ socket, arrivals }) => socket.receiveAll(arrivals)))
  return { messages: count, seconds: messages.secondsOver(all.map(({ arrivals }) => arrivals)) }
}
