import type { Socket } from "#lib/index"
import { TemporaryFolder } from "./temporary-folder"

/** The transports that every pattern works over. */
export const transports = ["tcp", "ipc", "inproc", "ws"] as const
export type Transport = (typeof transports)[number]

let folder: TemporaryFolder | undefined
let count = 0

/** A folder which is removed at the end of the process. */
function processFolder(): TemporaryFolder {
  if (folder !== undefined) return folder
  const made = new TemporaryFolder()
  process.on("exit", () => made[Symbol.dispose]())
  folder = made
  return made
}

/** The path of a file that does not exist. */
export function freshPath(): string {
  count += 1
  return processFolder().file(`endpoint-${count}`)
}

/** An address that nothing is bound to; with a wildcard port where the transport has ports. */
export function freshAddress(transport: Transport): string {
  if (transport === "ipc") return `ipc://${freshPath()}`
  if (transport === "inproc") {
    count += 1
    return `inproc://endpoint-${count}`
  }
  return `${transport}://127.0.0.1:*`
}

/** Binds the socket to a fresh address: the endpoint that its peers connect to. */
export async function bindFresh(socket: Socket, transport: Transport = "tcp"): Promise<string> {
  await socket.bind(freshAddress(transport))
  return socket.lastEndpoint as string
}

let nextPort = 5555

/**
 * A tcp endpoint that is free and that no other process will use, for tests that connect before the bind, or bind twice:
 * a loopback address that only this process uses, and a port that the system never chooses for a wildcard.
 */
export function reservedEndpoint(): string {
  const host = `127.${64 + ((process.pid >> 16) & 127)}.${(process.pid >> 8) & 255}.${process.pid & 255}`
  nextPort += 1
  return `tcp://${process.platform === "linux" ? host : "127.0.0.1"}:${nextPort}`
}
