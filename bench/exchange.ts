import type { Program } from "./children"
import { programOf } from "./drivers"
import type { Measured, Settings } from "./harness"
import { allStarted, Peer } from "./peer"
import type { Done, PeerSpec, Usage } from "./protocol"
import type { DriverName } from "./result"

/** A process that takes part, and what it does. */
export interface Endpoint {
  driver: DriverName
  /** Another program than the driver's. */
  program?: Program
  spec: PeerSpec
}

/** Messages that go from endpoint to endpoint, or within one. */
export interface Exchange {
  /** One process, or several of which the first binds and the others connect. */
  endpoints: readonly Endpoint[]
  /** Index of the endpoint whose messages and time are reported: the one that gets the messages, or the replies. */
  counted: number
  /** Index of the only endpoint whose CPU time and memory are reported; else all of them are. */
  measured?: number
  /** Deliveries of each message that is sent, if there are subscribers: they must have joined before it is. */
  subscribers?: number
  /** Messages that must at least be measured. */
  minimum?: number
}

/** Starts all endpoints afresh, warms them up, and measures one run. */
export async function measureExchange(exchange: Exchange, settings: Settings): Promise<Measured> {
  await using pair = await Pair.start(exchange, settings)
  await pair.connect()
  const rate = await warmUp((count, expected) => pair.run(count, expected), exchange, settings)
  const count = settings.count ?? measuredCount(rate, exchange, settings)
  await pair.join()
  const before = await pair.usage()
  const { messages, seconds, latency, streamed } = await pair.run(count, count / rate)
  const after = await pair.usage()
  await pair.exit()
  const round = {
    messages,
    // Its time is from the first message to the last, so one less than all arrived in it.
    rate: (messages - 1) / seconds,
    cpu: (after.cpu - before.cpu) / messages,
    peakRss: after.peakRss,
    ...(latency && { latency }),
    ...(streamed !== undefined && { streamed: streamed / seconds }),
  }
  return { round, versions: pair.versions() }
}

/** The processes of an exchange. */
export class Pair implements AsyncDisposable {
  readonly peers: readonly Peer[]
  readonly #exchange: Exchange

  private constructor(exchange: Exchange, peers: readonly Peer[]) {
    this.#exchange = exchange
    this.peers = peers
  }

  static async start(exchange: Exchange, { answerTimeout }: Settings): Promise<Pair> {
    const start = ({ driver, program = programOf(driver), spec }: Endpoint) =>
      Peer.start(driver, program, spec, answerTimeout)
    return new Pair(exchange, await allStarted(exchange.endpoints.map(start)))
  }

  async connect(): Promise<void> {
    const [server, ...clients] = this.peers
    for (const client of clients) await client.connect(server?.ready.address ?? "nowhere")
    await this.join()
  }

  /** Waits until all subscribers have joined. */
  async join(): Promise<void> {
    if (this.#exchange.subscribers !== undefined) await this.#all((peer) => peer.probe())
  }

  /** The result of the endpoint that counts; `expected` is in seconds. */
  async run(count: number, expected: number): Promise<Done> {
    const { counted, subscribers = 1 } = this.#exchange
    const all = await this.#all((peer) => peer.run(count, expected))
    const done = all[counted]
    const messages = count * subscribers
    if (done?.messages !== messages) throw new Error(`${done?.messages} of ${messages} messages were counted`)
    if (!(done.seconds > 0)) throw new Error(`${messages} messages took ${done.seconds} s, which cannot be`)
    // The receiving side has counted what was streamed beside the messages.
    return { ...all.find(({ streamed }) => streamed !== undefined), ...done }
  }

  /** Of the endpoints that are measured: CPU time of all, memory of the largest. */
  async usage(): Promise<Pick<Usage, "cpu" | "peakRss">> {
    const { measured } = this.#exchange
    const all = await this.#all((peer) => peer.usage())
    const usages = all.filter((_, index) => measured === undefined || index === measured)
    const cpu = usages.reduce((sum, usage) => sum + usage.cpu, 0)
    return { cpu, peakRss: Math.max(...usages.map(({ peakRss }) => peakRss)) }
  }

  versions(): Measured["versions"] {
    const { endpoints } = this.#exchange
    return Object.fromEntries(endpoints.map(({ driver }, index) => [driver, this.peers[index]?.ready.version]))
  }

  /** The client ends first: jszmq fails if its server is gone when it connects again. */
  async exit(): Promise<void> {
    for (const peer of [...this.peers].reverse()) await peer.exit()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#all((peer) => peer[Symbol.asyncDispose]())
  }

  #all<Value>(task: (peer: Peer) => Promise<Value>): Promise<Value[]> {
    return Promise.all(this.peers.map(task))
  }
}

type Bounds = Pick<Exchange, "endpoints" | "minimum" | "subscribers">

// Long enough for the compiler to optimize the loops, and for a reliable rate.
const shortest = 0.15
const fewest = 100
const most = 20_000_000
const firstBytes = 8 << 20

/** Runs until it has taken long enough for the compilers: the rate, in messages a second, that the last run had. */
export async function warmUp(
  run: (count: number, expected: number) => Promise<unknown>,
  bounds: Bounds,
  { duration, count: fixed }: Pick<Settings, "duration" | "count">,
): Promise<number> {
  const wanted = Math.max(shortest, duration / 2)
  let count = fixed ?? firstCount(bounds)
  for (let rate = 0; ; ) {
    const began = performance.now()
    await run(count, rate === 0 ? 0 : count / rate)
    const seconds = (performance.now() - began) / 1000
    rate = count / seconds
    if (fixed !== undefined || seconds >= wanted || count >= most) return rate
    count = Math.ceil(Math.min(most, 10 * count, 1.2 * wanted * rate))
  }
}

/** How many messages take about as long as a round should. */
export function measuredCount(rate: number, { minimum = fewest }: Bounds, { duration }: { duration: number }): number {
  return Math.ceil(Math.min(most, Math.max(minimum, duration * rate)))
}

function firstCount({ endpoints, minimum = fewest, subscribers = 1 }: Bounds): number {
  const { size, parts = 1 } = endpoints[0]!.spec
  const few = firstBytes / (Math.max(size, 1) * parts * subscribers)
  return Math.ceil(Math.max(minimum, Math.min(2000, few)))
}
