import type { PeerSpec } from "../../protocol"
import type { Part, Peer } from "../peer"
import type { Library, Receiver } from "./library"
import { open, openAll } from "./open"

/** Ready when all sockets are connected and have nothing more to do. */
export function idle({ context, Router, Dealer }: Library): Part {
  return {
    styles: ["each"],
    async open(spec: PeerSpec): Promise<Peer> {
      const { sockets: count = 1, bind = "tcp://127.0.0.1:*" } = spec
      if (count < 2) throw new Error("Idle sockets are connected to one of them: sockets=... must be at least 2")
      context.maxSockets = Math.max(context.maxSockets, 2 * count)
      const hub = await open(Router, { ...spec, bind }, { backlog: count })
      const others = await openAll(Dealer, { ...spec, sockets: count - 1, bind: undefined })
      for (const socket of others) socket.connect(hub.lastEndpoint!)
      await Promise.all(others.map((socket) => socket.send(Buffer.alloc(0))))
      for (let connected = 0; connected < others.length; connected++) await hub.receive()

      let closed = false
      const sockets = [hub, ...others]
      for (const socket of sockets) waitForEver(socket, () => closed)
      return {
        address: hub.lastEndpoint ?? undefined,
        close() {
          closed = true
          for (const socket of sockets) socket.close()
        },
      }
    },
  }
}

async function waitForEver(socket: Receiver, closed: () => boolean): Promise<void> {
  try {
    await socket.receive()
  } catch (error) {
    if (closed()) return
    throw error
  }
  throw new Error("An idle socket received a message")
}
