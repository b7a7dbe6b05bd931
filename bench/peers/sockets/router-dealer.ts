import type { PeerSpec } from "../../protocol"
import { checkOf } from "../messages"
import type { Part, Peer } from "../peer"
import { secondsOver } from "../span"
import type { Library } from "./library"
import { addressOf, open, openAll } from "./open"
import { replying } from "./replying"
import { windowed } from "./windowed"

// As many connections as the largest scenario has come in the same moment.
const backlog = 1024

export function router({ Router }: Library): Part {
  return {
    styles: ["each", "iterate"],
    async open(spec: PeerSpec): Promise<Peer> {
      const replies = replying(spec.style)
      // A Router drops what a peer has no room for. What is under way is bounded by the dealers' window.
      const socket = await open(Router, spec, { backlog, sendHighWaterMark: 0 })
      return {
        address: addressOf(socket, spec),
        connect: (address) => socket.connect(address),
        run: async (count) => ({ messages: count, seconds: secondsOver([await replies(socket, count)]) }),
        close: () => socket.close(),
      }
    },
  }
}

export function dealer({ context, Dealer }: Library): Part {
  return {
    styles: ["each", "iterate"],
    async open(spec: PeerSpec): Promise<Peer> {
      const { sockets: count = 1, window = 1000 } = spec
      if (window < count) throw new Error(`A window of ${window} leaves some of ${count} sockets without a message`)
      context.maxSockets = Math.max(context.maxSockets, 2 * count)
      const sockets = await openAll(Dealer, spec)
      const check = checkOf(spec)
      return {
        address: addressOf(sockets[0], spec),
        connect: (address) => sockets.forEach((socket) => void socket.connect(address)),
        run: async (count) => ({
          messages: count,
          seconds: secondsOver([await windowed(sockets, spec, count, check)]),
        }),
        close: () => sockets.forEach((socket) => void socket.close()),
      }
    },
  }
}
