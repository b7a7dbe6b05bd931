import { subscribe } from "node:diagnostics_channel"
import { once } from "node:events"
import type { Socket } from "node:net"
import { setImmediate } from "node:timers/promises"
import type { PeerSpec } from "../../protocol"

// A send of jszmq returns nothing and waits for nothing: it writes to the connection, and what the system does not take
// at once stays in memory, without bound. So the loops that send wait whenever a connection asks for it, which is what
// one awaits from the other libraries too: the next message is sent when there is room for it. jszmq does not show its
// connections, but Node.js tells of each that is made.
const connections = new Set<Socket>()
for (const channel of ["net.client.socket", "net.server.socket"]) {
  subscribe(channel, (message) => {
    const { socket } = message as { socket: Socket }
    connections.add(socket)
    socket.once("close", () => connections.delete(socket))
  })
}

// The event loop must turn now and then, which is when connections are made and lost.
const turnMessages = 500
const turnBytes = 1024 * 1024

/** Calls `send` `count` times, as fast as the connections take messages of so many bytes. */
export async function sendAll(send: () => void, count: number, { size, parts = 1 }: PeerSpec): Promise<void> {
  const turn = Math.max(1, Math.min(turnMessages, Math.floor(turnBytes / (size * parts + 1))))
  for (let sent = 1; sent <= count; sent++) {
    send()
    for (const connection of connections) {
      if (connection.writableNeedDrain) await once(connection, "drain")
    }
    if (sent % turn === 0) await setImmediate()
  }
}
