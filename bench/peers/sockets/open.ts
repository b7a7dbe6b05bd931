import type { PeerSpec } from "../../protocol"
import type { Endpoint, SocketOptions } from "./library"

/** Opens a socket, secured and bound as the spec says. */
export async function open<Socket extends Endpoint>(
  type: new (options: SocketOptions) => Socket,
  spec: PeerSpec,
  options: SocketOptions = {},
): Promise<Socket> {
  const socket = new type({ linger: 0, ...security(spec), ...options })
  if (spec.bind !== undefined) await socket.bind(spec.bind)
  return socket
}

/** Opens as many sockets as the spec says. */
export async function openAll<Socket extends Endpoint>(
  type: new (options: SocketOptions) => Socket,
  spec: PeerSpec,
  options?: SocketOptions,
): Promise<Socket[]> {
  const { sockets = 1, bind } = spec
  if (bind !== undefined && sockets > 1) throw new Error("Several sockets cannot be bound to one address")
  return await Promise.all(Array.from({ length: sockets }, () => open(type, spec, options)))
}

/** Where a socket is bound, if it is. */
export function addressOf(socket: Endpoint, { bind }: PeerSpec): string | undefined {
  return bind === undefined ? undefined : (socket.lastEndpoint ?? undefined)
}

/** The side that binds is the server. */
function security(spec: PeerSpec): SocketOptions {
  if (spec.security !== "curve") return {}
  if (spec.bind !== undefined) return { curveServer: true, curveSecretKey: key(spec, "serverSecretKey") }
  return {
    curveServerKey: key(spec, "serverPublicKey"),
    curvePublicKey: key(spec, "clientPublicKey"),
    curveSecretKey: key(spec, "clientSecretKey"),
  }
}

function key(spec: PeerSpec, name: "serverPublicKey" | "serverSecretKey" | "clientPublicKey" | "clientSecretKey") {
  const value = spec[name]
  if (value === undefined) throw new Error(`The argument ${name}=... is missing`)
  return value
}
