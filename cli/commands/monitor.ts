import { Command, InvalidArgumentError, Option } from "commander"
import type { Event, EventType, Observer } from "zmq-napi"
import { addSecurityOptions, type SecurityOptions } from "../options/security"
import { addEndpointOptions } from "../options/socket"
import { duration, type Pair, pairs, positiveInteger } from "../options/values"
import { coloured } from "../output/terminal"
import { action } from "../session/action"
import { GaveUp, isTimeout } from "../session/errors"
import type { Session } from "../session/session"
import { lineOfEvent } from "../sockets/event-line"
import { beforeHandshake, Handshakes } from "../sockets/handshakes"
import { openSocket, type SocketClass } from "../sockets/open"
import { examplesText } from "./socket-command"

const types = {
  dealer: "Dealer",
  router: "Router",
  req: "Request",
  rep: "Reply",
  pub: "Publisher",
  sub: "Subscriber",
  push: "Push",
  pull: "Pull",
  pair: "Pair",
} as const

const eventTypes = [
  "accept",
  "accept:error",
  "bind",
  "bind:error",
  "connect",
  "connect:delay",
  "connect:retry",
  "close",
  "close:error",
  "disconnect",
  "handshake",
  "handshake:error:protocol",
  "handshake:error:auth",
  "handshake:error:other",
] as const satisfies EventType[]

interface MonitorOptions extends SecurityOptions {
  bind: string[]
  connect: string[]
  type: keyof typeof types
  event?: EventType[]
  until?: EventType
  count?: number
  timeout?: number
  json?: boolean
  option: Pair[]
}

export const monitor = addEndpointOptions(
  new Command("monitor").summary("show the events of an endpoint: connections, handshakes, failures"),
)
  .description(
    "Opens a socket, and prints what happens to its connections, until Ctrl-C: connected, handshake done, refused, lost. " +
      "It sends nothing. The peer sees a socket of the type --type; one that cannot talk to it fails its handshake.",
  )
  .usage("[options]")
  .optionsGroup("Events:")
  .addOption(new Option("--type <type>", "the type of the socket").choices(Object.keys(types)).default("dealer"))
  .addOption(
    new Option("--event <type>", "only this type of event; repeatable").choices(eventTypes).argParser(someEvents),
  )
  .addOption(
    new Option("--until <type>", "end with the first event of this type, with exit code 0").choices(eventTypes),
  )
  .option("-n, --count <n>", "end after so many events", positiveInteger)
  .option("--json", "print each event as a line of JSON")
  .option(
    "--timeout <time>",
    "give up after so long without an event (each attempt to connect is one); with --until, after so long in all",
    duration,
  )
  .optionsGroup("Socket:")
  .option("-o, --option <name=value>", "set an option of the socket: heartbeatInterval=1000; repeatable", pairs, [])

addSecurityOptions(monitor)
  .optionsGroup("Other:")
  .addHelpText(
    "after",
    examplesText([
      ["why does it not connect?", "zmq-napi monitor --connect tcp://localhost:5555"],
      [
        "wait until a server is up, for a script",
        "zmq-napi monitor --connect tcp://localhost:5555 --until handshake --timeout 10s",
      ],
    ]),
  )
  .action(action(run))

function someEvents(type: string, earlier: readonly string[] = []): string[] {
  if ((eventTypes as readonly string[]).includes(type)) return [...earlier, type]
  throw new InvalidArgumentError(`Events: ${eventTypes.join(", ")}.`)
}

async function run(session: Session, options: MonitorOptions): Promise<void> {
  const { type, event, until, timeout, count = Number.POSITIVE_INFINITY } = options
  const wanted = new Set<string>(event ?? eventTypes)
  const observer = await observe(session, options, types[type])
  const handshakes = new Handshakes()
  const limit = timeout ?? Number.POSITIVE_INFINITY
  let deadline = performance.now() + limit
  for (let printed = 0; printed < count; ) {
    const next = await nextEvent(observer, deadline - performance.now(), session)
    const refused = handshakes.endedBy(next)
    if (wanted.has(next.type)) {
      await session.output.write(`${options.json ? jsonOf(next, refused) : textOf(next, refused)}\n`)
      printed += 1
      if (until === undefined) deadline = performance.now() + limit
    }
    if (next.type === until) return
  }
}

async function observe(session: Session, options: MonitorOptions, type: SocketClass) {
  let observer: Observer | undefined
  await openSocket<SocketClass>(
    session,
    type,
    { ...options, linger: 0 },
    {
      observe: (socket) => {
        observer = socket.observe({ events: eventTypes }) as Observer
      },
    },
  )
  return observer as Observer
}

/** `left` is the time that it may take, in milliseconds. */
async function nextEvent(observer: Observer, left: number, session: Session): Promise<Event> {
  try {
    const limit = Number.isFinite(left) ? { timeout: Math.max(0, Math.ceil(left)) } : {}
    return await observer.receive({ signal: session.signal, ...limit })
  } catch (error) {
    throw isTimeout(error) ? new GaveUp("No event came in time (--timeout)") : error
  }
}

/** The time of day, and the event in words. */
function textOf(event: Event, refused: boolean): string {
  const time = new Date().toISOString().slice(11, 23)
  const colour = refused || "error" in event ? "red" : event.type === "handshake" ? "green" : "cyan"
  const line = lineOfEvent(event)
  const rest = line.slice(event.type.length)
  const hint = refused ? ` ${beforeHandshake}` : ""
  return `${time} ${coloured(colour, event.type, process.stdout)}${rest}${hint}`
}

function jsonOf(event: Event, refused: boolean): string {
  const { error, ...facts } = event as Event & { error?: Error & { code?: string; status?: number } }
  const failure =
    error === undefined ? {} : { error: { code: error.code, status: error.status, message: error.message } }
  return JSON.stringify({
    time: new Date().toISOString(),
    ...facts,
    ...failure,
    ...(refused && { beforeHandshake: true }),
  })
}
