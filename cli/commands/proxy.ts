import { Command, Option } from "commander"
import type { Proxy as ProxyOfSockets, Socket } from "zmq-napi"
import { library } from "../library"
import { addReportOptions, lingerOption } from "../options/socket"
import { duration, type Pair, pairs, several } from "../options/values"
import { StatisticsDisplay } from "../output/statistics"
import { action } from "../session/action"
import { UsageError } from "../session/errors"
import type { Session } from "../session/session"
import { openSocket, type SocketClass } from "../sockets/open"
import { examplesText } from "./socket-command"

/** The types of a proxy's sockets, by their names in ZeroMQ. */
const types = {
  router: "Router",
  dealer: "Dealer",
  xsub: "XSubscriber",
  xpub: "XPublisher",
  sub: "Subscriber",
  pub: "Publisher",
  pull: "Pull",
  push: "Push",
  pair: "Pair",
} as const satisfies Record<string, SocketClass>
type TypeName = keyof typeof types

/** The pairs of types between which messages can go, each in both orders. */
const validPairs: readonly (readonly [TypeName, TypeName])[] = [
  ["router", "dealer"],
  ["dealer", "dealer"],
  ["xsub", "xpub"],
  ["sub", "pub"],
  ["sub", "push"],
  ["pull", "push"],
  ["pull", "pub"],
  ["pair", "pair"],
]

const kinds: Record<string, readonly [TypeName, TypeName]> = {
  queue: ["router", "dealer"],
  forwarder: ["xsub", "xpub"],
  streamer: ["pull", "push"],
}

interface ProxyOptions {
  kind: string
  frontend?: TypeName
  backend?: TypeName
  frontendBind: string[]
  frontendConnect: string[]
  backendBind: string[]
  backendConnect: string[]
  frontendOption: Pair[]
  backendOption: Pair[]
  capture?: string
  statistics?: number
  json?: boolean
  linger: number
  verbose?: boolean
}

const typeOption = (flags: string, what: string) => new Option(flags, what).choices(Object.keys(types))

export const proxy = new Command("proxy")
  .summary("forward messages between two sockets")
  .description(
    "Forwards messages between a frontend, for clients or publishers, and a backend, for services or subscribers, in both " +
      "directions, until Ctrl-C. On a terminal it shows the traffic as it goes.",
  )
  .usage("[options]")
  .optionsGroup("Sockets:")
  .addOption(
    new Option("--kind <kind>", "queue: router and dealer; forwarder: xsub and xpub; streamer: pull and push")
      .choices(Object.keys(kinds))
      .default("queue"),
  )
  .addOption(typeOption("--frontend <type>", "another type of the frontend"))
  .addOption(typeOption("--backend <type>", "another type of the backend"))
  .option("--frontend-bind <endpoint>", "where clients connect to; repeatable", several, [])
  .option("--frontend-connect <endpoint>", "a peer that the frontend connects to; repeatable", several, [])
  .option("--backend-bind <endpoint>", "where services connect to; repeatable", several, [])
  .option("--backend-connect <endpoint>", "a peer that the backend connects to; repeatable", several, [])
  .option("--frontend-option <name=value>", "set an option of the frontend; repeatable", pairs, [])
  .option("--backend-option <name=value>", "set an option of the backend; repeatable", pairs, [])
  .option("--capture <endpoint>", "publish a copy of every message there: bind a PUB")
  .addOption(lingerOption())
  .optionsGroup("Statistics:")
  .option("--statistics <time>", "print the traffic so often, such as every 10s, and at the end", duration)
  .option("--json", "print it as lines of JSON")

addReportOptions(proxy)
  .addHelpText(
    "after",
    examplesText([
      [
        "clients at 5559, workers at 5560",
        "zmq-napi proxy --frontend-bind 'tcp://*:5559' --backend-bind 'tcp://*:5560'",
      ],
      [
        "many publishers, many subscribers; what goes through each minute, for a log",
        "zmq-napi proxy --kind forwarder --frontend-bind 'tcp://*:5561' --backend-bind 'tcp://*:5562' --statistics 1m --json",
      ],
    ]),
  )
  .action(action(run))

async function run(session: Session, options: ProxyOptions): Promise<void> {
  const [front, back] = kinds[options.kind] as readonly [TypeName, TypeName]
  const { frontend = front, backend = back, linger, verbose = false } = options
  checkPair(frontend, backend)
  const common = { linger, verbose }
  const side = (name: string, bind: string[], connect: string[], option: Pair[]) => {
    if (bind.length + connect.length > 0) return { ...common, bind, connect, option }
    throw new UsageError(`Give the ${name} an endpoint: --${name}-bind or --${name}-connect`)
  }
  const frontSide = side("frontend", options.frontendBind, options.frontendConnect, options.frontendOption)
  const backSide = side("backend", options.backendBind, options.backendConnect, options.backendOption)
  const capture = options.capture
    ? await openSocket(session, "Publisher", { ...common, bind: [options.capture], connect: [], option: [] })
    : undefined
  const frontEnd = await openSide(session, frontend, frontSide)
  const backEnd = await openSide(session, backend, backSide)
  await forward(session, new (library().Proxy)(frontEnd, backEnd, { capture: capture?.socket }), options)
}

function checkPair(frontend: TypeName, backend: TypeName): void {
  const wanted = [frontend, backend].sort().join()
  if (validPairs.some((pair) => [...pair].sort().join() === wanted)) return
  const known = validPairs.map((pair) => pair.join("/")).join(", ")
  throw new UsageError(`Nothing can be forwarded between ${frontend} and ${backend}. Pairs: ${known}`)
}

async function openSide(
  session: Session,
  type: TypeName,
  options: { bind: string[]; connect: string[]; option: Pair[]; linger: number; verbose: boolean },
): Promise<Socket> {
  const { socket } = await openSocket<SocketClass>(session, types[type], options, {
    // An XSUB is told by the subscribers behind the proxy what it wants.
    prepare: (made) => {
      if (type === "sub") (made as unknown as { subscribe(): void }).subscribe()
    },
  })
  return socket as Socket
}

async function forward(session: Session, proxy: ProxyOfSockets, options: ProxyOptions): Promise<void> {
  session.signal.throwIfAborted()
  const running = proxy.run()
  const stop = () => proxy.terminate()
  session.signal.addEventListener("abort", stop)
  const display = new StatisticsDisplay(session.output, options)
  const timer = display.interval === undefined ? undefined : setInterval(() => show(), display.interval)
  const show = () => display.show(proxy.statistics()).catch((error) => session.end(error))
  try {
    await running
  } finally {
    session.signal.removeEventListener("abort", stop)
    clearInterval(timer)
    if (display.interval !== undefined) display.end(proxy.statistics())
  }
}
