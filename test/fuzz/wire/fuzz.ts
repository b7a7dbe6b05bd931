import { SeededRandom } from "../../support/seeded-random"
import { Deadline } from "../deadline"
import type { Case } from "./case"
import { HostilePeer, type Outcome } from "./connection"
import { GoodPeers } from "./good-peers"
import { generate } from "./grammar"
import { type Keys, newKeys } from "./keys"
import { atMost, minimize } from "./minimize"
import type { Settings } from "./protocol"
import { hangs, TargetFailure, TargetProcess } from "./target-process"

export interface FuzzOptions {
  cases: number
  seed: number
  /** The first batch: with the number of one that failed, it is repeated. */
  batch?: number
  /** A message with this text ends the target. */
  deadly?: string
  /** How often to run a failure again to find a shorter one; by default 500 times. */
  attempts?: number
  /** Is called after each batch. */
  progress?: (summary: Summary) => void
  /** Is called when the target has failed, before the search for what reproduces it, which may take minutes. */
  failed?: (batch: number, message: string) => void
}

export interface Summary {
  seed: number
  cases: number
  outcomes: Record<Outcome, number>
  /** Exchanges of messages with peers that behave. */
  goodPeers: number
  seconds: number
  /** Of the target's resident memory, after the first batch and after the last. */
  megabytes: [first: number, last: number]
}

/** The target failed. `cases` reproduce it; `minimized` says whether they are as few and as short as was found. */
export interface Failure {
  seed: number
  batch: number
  message: string
  cases: readonly Case[]
  minimized: boolean
}

// Endpoints of a batch, cases of a batch, and connections at a time.
const [endpointsAtOnce, batchSize, connections] = [16, 2_000, 32]

/** Runs hostile peers in batches. After each, good peers must get through, and all connections must be given back. */
export async function fuzz({
  cases,
  seed,
  batch: first = 0,
  deadly,
  attempts = 500,
  progress,
  failed,
}: FuzzOptions): Promise<Summary | Failure> {
  const started = Date.now()
  const keys = newKeys()
  const outcomes = { ended: 0, refused: 0, "stayed open": 0 }
  const summary: Summary = { seed, cases: 0, outcomes, goodPeers: 0, seconds: 0, megabytes: [0, 0] }
  const settings = { seed, keys, deadly }
  await using target = await TargetProcess.start(settings)
  for (let batch = first; summary.cases < cases; batch++) {
    const chosen = batchOf(target, seed, batch, Math.min(batchSize, cases - summary.cases))
    try {
      const { checked, megabytes } = await runBatch(target, keys, chosen, outcomes)
      summary.cases += chosen.length
      summary.goodPeers += checked
      summary.seconds = (Date.now() - started) / 1000
      summary.megabytes = [batch === first ? megabytes : summary.megabytes[0], megabytes]
      progress?.(summary)
    } catch (error) {
      if (!(error instanceof TargetFailure)) throw error
      failed?.(batch, error.message)
      return { seed, batch, message: error.message, ...(await reproduce(settings, chosen, attempts)) }
    }
  }
  await target.close()
  return summary
}

/** Runs cases against a target of their own, one after the other; resolves with what failed, if anything did. */
export async function replay(seed: number, cases: readonly Case[]): Promise<string | undefined> {
  const keys = newKeys()
  await using target = await TargetProcess.start({ seed, keys })
  try {
    await runBatch(target, keys, cases, { ended: 0, refused: 0, "stayed open": 0 })
    await target.close()
    return undefined
  } catch (error) {
    if (error instanceof TargetFailure) return error.message
    throw error
  }
}

function batchOf(target: TargetProcess, seed: number, batch: number, size: number): Case[] {
  const random = new SeededRandom((Math.imul(seed, 1_000_003) + batch) | 0)
  const endpoints = Array.from({ length: endpointsAtOnce }, () => random.below(target.endpoints.length))
  return Array.from({ length: size }, () => generate(random, endpoints, target.endpoints))
}

async function runBatch(
  target: TargetProcess,
  keys: Keys,
  cases: readonly Case[],
  outcomes: Record<Outcome, number>,
): Promise<{ checked: number; megabytes: number }> {
  const peer = new HostilePeer(target.endpoints, keys)
  const { descriptors } = await target.report()
  let next = 0
  const worker = async () => {
    while (next < cases.length && target.end === undefined) outcomes[await peer.run(cases[next++]!)]++
  }
  await Promise.all(Array.from({ length: connections }, worker))
  const good = new GoodPeers(keys)
  const attacked = [...new Set(cases.map(({ endpoint }) => endpoint))].map((index) => target.endpoints[index]!)
  try {
    await good.check(target, attacked)
  } finally {
    await good.end()
  }
  return { checked: attacked.length, megabytes: await descriptorsGivenBack(target, descriptors) }
}

/** Waits until the target has as few descriptors as before; resolves with its memory. */
async function descriptorsGivenBack(target: TargetProcess, before: number): Promise<number> {
  using deadline = new Deadline(hangs)
  for (;;) {
    const { descriptors, megabytes } = await target.report()
    if (descriptors <= before) return megabytes
    if (deadline.over) throw new TargetFailure(`The target keeps ${descriptors - before} descriptors`)
  }
}

/** The fewest and shortest of the cases that make a new target fail; or all of them, if they do not. */
async function reproduce(
  settings: Settings,
  cases: readonly Case[],
  limit: number,
): Promise<Pick<Failure, "cases" | "minimized">> {
  const attempts = new Attempts(settings)
  try {
    if (!(await attempts.fail(cases))) return { cases, minimized: false }
    const few = await minimize(
      cases,
      atMost(limit, (some) => attempts.fail(some)),
    )
    // A target serves several attempts: what its earlier peers left must not be part of the cause.
    await attempts.stop()
    return (await attempts.fail(few)) ? { cases: few, minimized: true } : { cases, minimized: false }
  } finally {
    await attempts.stop()
  }
}

/** Runs cases again and again, in the same target until it fails. */
class Attempts {
  readonly #settings: Settings
  #target: TargetProcess | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  async fail(cases: readonly Case[]): Promise<boolean> {
    if (cases.length === 0) return false
    this.#target ??= await TargetProcess.start(this.#settings)
    try {
      await runBatch(this.#target, this.#settings.keys, cases, { ended: 0, refused: 0, "stayed open": 0 })
      return false
    } catch (error) {
      if (!(error instanceof TargetFailure)) throw error
      await this.stop()
      return true
    }
  }

  async stop(): Promise<void> {
    await this.#target?.[Symbol.asyncDispose]()
    this.#target = undefined
  }
}
