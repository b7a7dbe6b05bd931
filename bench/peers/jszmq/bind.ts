import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { PeerSpec } from "../../protocol"

interface Bindable {
  bind(address: string, server: import("node:http").Server): void
  close(): void
}

export interface Bound {
  address?: string
  close(): void
}

/** Binds the socket if the spec says so. */
export async function bind(socket: Bindable, spec: PeerSpec): Promise<Bound> {
  if (spec.security === "curve") throw new Error("jszmq has no CURVE")
  if (spec.bind === undefined) return { close: () => socket.close() }
  const [, host, port] = /^ws:\/\/([^:/]+):(\d+|\*)\/?$/.exec(spec.bind) ?? []
  if (host === undefined) throw new Error(`jszmq binds to ws://host:port, and not to ${spec.bind}`)

  // It knows no wildcard port, but takes a server that listens already.
  const server = createServer()
  server.listen(port === "*" ? 0 : Number(port), host)
  await once(server, "listening")
  const address = `ws://${host}:${(server.address() as AddressInfo).port}`
  socket.bind(address, server)
  return {
    address,
    close() {
      socket.close()
      server.close()
    },
  }
}

export function checkConnectable(address: string): string {
  if (address.startsWith("ws://")) return address
  throw new Error(`jszmq connects to ws://host:port, and not to ${address}`)
}
