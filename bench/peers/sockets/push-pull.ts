import type { PeerSpec } from "../../protocol"
import { checkOf } from "../messages"
import type { Part, Peer } from "../peer"
import { secondsOver } from "../span"
import type { Library } from "./library"
import { addressOf, open } from "./open"
import { receiving } from "./receiving"
import { sending } from "./sending"

export function push({ Push }: Library): Part {
  return {
    styles: ["each", "iterate", "batch", "transfer", "sync"],
    async open(spec: PeerSpec): Promise<Peer> {
      const send = sending(spec)
      const socket = await open(Push, spec)
      return {
        address: addressOf(socket, spec),
        connect: (address) => socket.connect(address),
        async run(count) {
          const first = performance.now()
          await send(socket, count)
          return { messages: count, seconds: secondsOver([{ first, last: performance.now() }]) }
        },
        close: () => socket.close(),
      }
    },
  }
}

export function pull({ Pull }: Library): Part {
  return {
    styles: ["each", "iterate", "batch", "transfer", "sync"],
    async open(spec: PeerSpec): Promise<Peer> {
      const receive = receiving[spec.style]
      const check = checkOf(spec)
      const socket = await open(Pull, spec)
      return {
        address: addressOf(socket, spec),
        connect: (address) => socket.connect(address),
        run: async (count) => ({ messages: count, seconds: secondsOver([await receive(socket, count, check)]) }),
        close: () => socket.close(),
      }
    },
  }
}
