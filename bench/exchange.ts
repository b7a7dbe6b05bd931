import { Peer } from "./peer"
import type { Measured, Settings } from "./plan"
import type { Done, PeerSpec, Usage } from "./protocol"
import type { DriverName, Round } from "./result"
import { measuredCount, warmUp } from "./warm-up"

export interface Side {
  driver: DriverName
  spec: PeerSpec
}

/** Messages that go from peer to peer, or within one. */
export interface Exchange {
  /** One process, or two of which the first binds and the second connects. */
  sides: readonly Side[]
  /** Index of the side whose messages and time are reported: the one that gets the messages, or the replies. */
  counted: number
  /** Index of the only side whose CPU time and memory are reported; else all of them are. */
  charged?: number
  /** Deliveries of each message that is sent, if there are subscribers: they must have joined before it is. */
  subscribers?: number
  /** Messages that must at least be measured. */
  minimum?: number
}

/** Starts both sides afresh, warms them up, and measures one run. */
export async function measureExchange(exchange: Exchange, settings: Settings): Promise<Measured> {
  await using pair = await Pair.start(exchange, settings)
  const rate = await warmUp((count, expected) => pair.run(count, expected), exchange, settings)
  const count = settings.count ?? measuredCount(rate, exchange, settings)
  await pair.join()
  const before = await pair.usage()
  const done = await pair.run(count, count / rate)
  const after = await pair.usage()
  await pair.exit()
  return { round: toRound(done, before, after), versions: pair.versions() }
}

function toRound(done: Done, before: readonly Usage[], after: readonly Usage[]): Round {
  const cpu = after.reduce((sum, usage, index) => sum + usage.cpu - before[index]!.cpu, 0)
  return {
    messages: done.messages,
    // Its time is from the first message to the last, so one less than all arrived in it.
    rate: (done.messages - 1) / done.seconds,
    cpu: cpu / done.messages,
    peakRss: Math.max(...after.map(({ peakRss }) => peakRss)),
    ...(done.latency && { latency: done.latency }),
  }
}

/** The processes of an exchange. */
export class Pair implements AsyncDisposable {
  readonly #exchange: Exchange
  readonly #peers: readonly Peer[]

  private constructor(exchange: Exchange, peers: readonly Peer[]) {
    this.#exchange = exchange
    this.#peers = peers
  }

  static async start(exchange: Exchange, { programs, patience }: Settings): Promise<Pair> {
    const starts = exchange.sides.map(({ driver, spec }) => Peer.start(driver, programs(driver), spec, patience))
    const outcomes = await Promise.allSettled(starts)
    const peers = outcomes.filter((outcome) => outcome.status === "fulfilled").map(({ value }) => value)
    const pair = new Pair(exchange, peers)
    try {
      await Promise.all(starts)
      const [server, client] = peers
      if (client !== undefined) await client.connect(server!.ready.address!)
      await pair.join()
      return pair
    } catch (error) {
      await pair[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Waits until the subscriptions are where they belong. */
  async join(): Promise<void> {
    if (this.#exchange.subscribers === undefined) return
    await Promise.all(this.#peers.map((peer) => peer.probe()))
  }

  /** What the side that counts came to; `expected` is in seconds. */
  async run(count: number, expected: number): Promise<Done> {
    const done = (await Promise.all(this.#peers.map((peer) => peer.run(count, expected))))[this.#exchange.counted]!
    const messages = count * (this.#exchange.subscribers ?? 1)
    if (done.messages !== messages) throw new Error(`${done.messages} of ${messages} messages were counted`)
    if (!(done.seconds > 0)) throw new Error(`${messages} messages took ${done.seconds} s, which cannot be`)
    return done
  }

  /** Of the sides that are charged. */
  usage(): Promise<Usage[]> {
    const { charged } = this.#exchange
    const peers = charged === undefined ? this.#peers : [this.#peers[charged]!]
    return Promise.all(peers.map((peer) => peer.usage()))
  }

  versions(): Measured["versions"] {
    return Object.fromEntries(
      this.#exchange.sides.map(({ driver }, index) => [driver, this.#peers[index]!.ready.version]),
    )
  }

  async exit(): Promise<void> {
    await Promise.all(this.#peers.map((peer) => peer.exit()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#peers.map((peer) => peer[Symbol.asyncDispose]()))
  }
}
