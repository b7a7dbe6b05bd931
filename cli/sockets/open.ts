import type { EventType, Socket } from "zmq-napi"
import { library } from "../library"
import { securityOf } from "../options/security"
import type { SocketOptions } from "../options/socket"
import { setSocketOption } from "../options/socket-option"
import { notice, warning } from "../output/terminal"
import { UsageError } from "../session/errors"
import type { Session } from "../session/session"
import { lineOfEvent } from "./event-line"
import { beforeHandshake, Handshakes } from "./handshakes"
import { Peers } from "./peers"

/** The classes of the sockets that commands open. */
type Library = ReturnType<typeof library>
export type SocketClass = {
  [Name in keyof Library]: Library[Name] extends new (...parameters: never[]) => Socket ? Name : never
}[keyof Library]

type Opening = Pick<SocketOptions, "bind" | "connect" | "option" | "linger"> & Partial<SocketOptions>

type SocketOf<Name extends SocketClass> = Library[Name] extends new (...parameters: never[]) => infer S ? S : never

/** A socket with the options of the command line, bound and connected, and whoever is at its other ends. */
export interface Opened<Name extends SocketClass> {
  socket: SocketOf<Name>
  peers: Peers
}

/** An endpoint of which libzmq chooses a part that peers have to know. */
const anyPort = /:(\*|0)(\/.*)?$|^ipc:\/\/\*$/

/** What happens before the socket is bound and connected. */
interface Preparation<Name extends SocketClass> {
  /** Further options of the constructor. */
  init?: object
  prepare?: (socket: SocketOf<Name>) => void
  /** Observes the socket, instead of reports of its failures. */
  observe?: (socket: Socket) => void
}

export async function openSocket<Name extends SocketClass>(
  session: Session,
  name: Name,
  options: Opening,
  { init = {}, prepare, observe }: Preparation<Name> = {},
): Promise<Opened<Name>> {
  const { bind, connect, option, linger, verbose } = options
  if (bind.length + connect.length === 0) throw new UsageError("Give it an endpoint: --bind or --connect")
  const context = session.context(linger)
  const Class = library()[name] as new (init: object) => Socket
  const socket = new Class({ context, linger, ...init, ...(await securityOf(options, context)) })
  session.own(socket)
  for (const [key, value] of option) setSocketOption(socket, key, value)
  prepare?.(socket as SocketOf<Name>)
  const peers = new Peers()
  if (observe === undefined) watch(socket, peers, verbose === true)
  else observe(socket)
  for (const endpoint of bind) {
    await socket.bind(endpoint)
    if (anyPort.test(endpoint) && !verbose) notice(`Bound to ${socket.lastEndpoint}`)
  }
  for (const endpoint of connect) socket.connect(endpoint)
  return { socket: socket as SocketOf<Name>, peers }
}

/** What is reported in any case: otherwise a client that is refused would wait without a word. */
const failures = [
  "accept:error",
  "handshake:error:auth",
  "handshake:error:protocol",
  "handshake:error:other",
  "connect:retry",
] as const satisfies EventType[]

/** What is reported with --verbose. */
const furtherEvents = ["accept", "bind", "connect", "disconnect", "handshake", "close"] as const satisfies EventType[]

/** Counts the peers, and reports failures, each once; with `verbose` all events. */
function watch(socket: Socket, peers: Peers, verbose: boolean): void {
  const observer = socket.observe({ events: [...failures, ...furtherEvents] })
  const handshakes = new Handshakes()
  const said = new Set<string>()
  observer.on("handshake", () => peers.joined())
  for (const type of [...failures, ...furtherEvents]) {
    observer.on(type, (event) => {
      const refused = handshakes.endedBy(event)
      const failed = refused || "error" in event
      const line = `${lineOfEvent(event)}${refused ? ` ${beforeHandshake}` : ""}`
      if (!(verbose || failed) || (failed && said.has(line))) return
      if (failed) said.add(line)
      if (failed) warning(line)
      else notice(line)
    })
  }
}
