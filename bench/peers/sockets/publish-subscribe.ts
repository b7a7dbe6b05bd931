import { setTimeout } from "node:timers/promises"
import type { PeerSpec } from "../../protocol"
import { checkBesideProbes, probe } from "../messages"
import type { Part, Peer } from "../peer"
import { secondsOver } from "../span"
import type { Library, Receiver, Sender } from "./library"
import { addressOf, open, openAll } from "./open"
import { receiving } from "./receiving"
import { sending } from "./sending"

// A publisher drops what a subscriber has no room for, and so neither side has a limit.
const lossless = { publisher: { sendHighWaterMark: 0 }, subscriber: { receiveHighWaterMark: 0 } }

export function publish({ Publisher }: Library): Part {
  return {
    styles: ["each", "iterate", "batch"],
    async open(spec: PeerSpec): Promise<Peer> {
      const send = sending(spec)
      const socket = await open(Publisher, spec, lossless.publisher)
      const probes = new Probes(socket)
      return {
        address: addressOf(socket, spec),
        connect: (address) => socket.connect(address),
        probe: async () => probes.start(),
        async run(count) {
          await probes.stop()
          const first = performance.now()
          await send(socket, count)
          return { messages: count, seconds: secondsOver([{ first, last: performance.now() }]) }
        },
        async close() {
          await probes.stop()
          socket.close()
        },
      }
    },
  }
}

/** A probe each millisecond, so that subscribers notice when they are joined. */
class Probes {
  readonly #socket: Sender
  #sending = false
  #stopped: Promise<void> = Promise.resolve()

  constructor(socket: Sender) {
    this.#socket = socket
  }

  start(): void {
    if (this.#sending) return
    this.#sending = true
    this.#stopped = this.#send()
  }

  /** Resolves when none is under way: zeromq refuses a send beside another. */
  async stop(): Promise<void> {
    this.#sending = false
    await this.#stopped
  }

  async #send(): Promise<void> {
    while (this.#sending) {
      await this.#socket.send(probe)
      await setTimeout(1)
    }
  }
}

export function subscribe({ Subscriber }: Library): Part {
  return {
    styles: ["each", "iterate", "batch"],
    async open(spec: PeerSpec): Promise<Peer> {
      const receive = receiving[spec.style]
      const check = checkBesideProbes(spec)
      const sockets = await openAll(Subscriber, spec, lossless.subscriber)
      for (const socket of sockets) socket.subscribe()
      return {
        address: addressOf(sockets[0], spec),
        connect: (address) => sockets.forEach((socket) => void socket.connect(address)),
        async probe() {
          await Promise.all(sockets.map(probed))
        },
        async run(count) {
          const spans = await Promise.all(sockets.map((socket) => receive(socket, count, check)))
          return { messages: count * sockets.length, seconds: secondsOver(spans) }
        },
        close: () => sockets.forEach((socket) => void socket.close()),
      }
    },
  }
}

async function probed(socket: Receiver): Promise<void> {
  const [part] = await socket.receive()
  if (part.length !== probe.length) throw new Error(`A probe was expected, and ${part.length} bytes came`)
}
