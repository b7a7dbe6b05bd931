import type { PeerSpec } from "../../protocol"
import { latencyOf } from "../latency"
import { checkOf } from "../messages"
import type { Part, Peer } from "../peer"
import { secondsOver } from "../span"
import type { Library } from "./library"
import { addressOf, open } from "./open"
import { replying } from "./replying"
import { requesting } from "./requesting"

export function request({ Request }: Library): Part {
  return {
    styles: ["each", "iterate", "sync"],
    async open(spec: PeerSpec): Promise<Peer> {
      const roundTrips = requesting(spec)
      const check = checkOf(spec)
      const socket = await open(Request, spec)
      return {
        address: addressOf(socket, spec),
        connect: (address) => socket.connect(address),
        async run(count) {
          const samples = new Float64Array(count)
          const seconds = secondsOver([await roundTrips(socket, samples, check)])
          return { messages: count, seconds, latency: latencyOf(samples) }
        },
        close: () => socket.close(),
      }
    },
  }
}

export function reply({ Reply }: Library): Part {
  return {
    styles: ["each", "iterate", "sync"],
    async open(spec: PeerSpec): Promise<Peer> {
      const replies = replying(spec.style)
      const socket = await open(Reply, spec)
      return {
        address: addressOf(socket, spec),
        connect: (address) => socket.connect(address),
        run: async (count) => ({ messages: count, seconds: secondsOver([await replies(socket, count)]) }),
        close: () => socket.close(),
      }
    },
  }
}
