import type { Latency, PeerSpec } from "../protocol"

/** Where there are several parts, an array of them. */
export type Message = Buffer | Buffer[]

/** Publishers send it before a run, so that subscribers know that they have joined. */
export const probe = Buffer.alloc(1)

/** The message that is sent again and again. */
export function preparedMessage({ size, parts = 1 }: PeerSpec): Message {
  const part = Buffer.alloc(size)
  return parts === 1 ? part : new Array<Buffer>(parts).fill(part)
}

/** Whether a message counts. Throws when it is not what the scenario sends. */
export type Check = (message: readonly Buffer[]) => boolean

export function checkOf({ size, parts = 1 }: PeerSpec): Check {
  return (message) => {
    if (message.length !== parts) throw new Error(`A message has ${message.length} parts, not ${parts}`)
    for (let index = 0; index < parts; index++) {
      const length = message[index]?.length
      if (length !== size) throw new Error(`A part has ${length} bytes, not ${size}`)
    }
    return true
  }
}

export const accept: Check = () => true

/** As {@link checkOf}, but probes do not count. */
export function checkBesideProbes(spec: PeerSpec): Check {
  if (spec.size === probe.length) throw new Error("A message of one byte cannot be told from a probe")
  const check = checkOf(spec)
  return (message) => !isProbe(message) && check(message)
}

export function isProbe([part, ...others]: readonly Buffer[]): boolean {
  return part?.length === probe.length && others.length === 0
}

/** The messages that a socket receives in a run; and when the first and the last of them came, in milliseconds. */
export class Arrivals {
  first = 0
  last = 0

  constructor(
    /** Messages that are still to come. */
    public left: number,
    readonly check: Check,
    readonly answer?: (message: Buffer[]) => Message | undefined,
  ) {}

  /** Counts a message, and returns the answer that is to be sent, if there is one. */
  take(message: Buffer[]): Message | undefined {
    if (!this.check(message)) return undefined
    if (this.first === 0) this.first = performance.now()
    this.left -= 1
    // An answer may bring one more message.
    const answer = this.answer?.(message)
    if (this.left === 0) this.last = performance.now()
    return answer
  }
}

/** From the first message of all to the last of all. */
export function secondsOver(intervals: readonly { first: number; last: number }[]): number {
  const used = intervals.filter(({ last }) => last > 0)
  const first = Math.min(...used.map((interval) => interval.first))
  const last = Math.max(...used.map((interval) => interval.last))
  return (last - first) / 1000
}

/** Exact percentiles: each is one of the samples, of which there must be some. Sorts them. */
export function latencyOf(samples: Float64Array): Latency {
  const sorted = samples.sort()
  const at = (index: number) => sorted.at(index) ?? Number.NaN
  const percentile = (percent: number) => at(Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1))
  return { min: at(0), p50: percentile(50), p99: percentile(99), p999: percentile(99.9), max: at(-1) }
}
