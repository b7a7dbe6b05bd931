// What must not grow while a soak goes on.

/** What a process has and how quick it is at some moment. */
export interface Sample {
  /** Resident memory, in MiB, without what can be collected. */
  memory: number
  descriptors: number
  /** The fastest tenth of the round trips since the sample before, in milliseconds. */
  latency: number
}

/** Fewer samples are of a short run: on a busy machine, the allocator's pools still fill, and the latency says little. */
const shortRun = 240

/**
 * By how much the last third may exceed the first. Memory: heaps are in pieces of megabytes, and the allocator keeps
 * some. Descriptors: as many connections as before may be about to be closed. Latency: the machine has other work.
 */
const tolerances: { [Name in keyof Sample]: (first: number, short: boolean) => number } = {
  memory: (_first, short) => (short ? 32 : 16),
  descriptors: () => 40,
  latency: (first, short) => (short ? Number.POSITIVE_INFINITY : first + 0.3),
}

export interface Growth {
  name: keyof Sample
  /** The medians of the first third and of the last. */
  first: number
  last: number
  tolerance: number
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Compares the first third with the last, without the first quarter, in which caches and pools fill. */
export function growthsOf(samples: readonly Sample[]): Growth[] {
  const warm = samples.slice(Math.ceil(samples.length / 4))
  const third = Math.floor(warm.length / 3)
  if (third === 0) throw new Error(`${samples.length} samples are too few`)
  const short = samples.length < shortRun
  return (Object.keys(tolerances) as (keyof Sample)[]).map((name) => {
    const first = median(warm.slice(0, third).map((sample) => sample[name]))
    const last = median(warm.slice(-third).map((sample) => sample[name]))
    return { name, first, last, tolerance: tolerances[name](first, short) }
  })
}

/** Whether it grew by more than it may; also if there is no number. */
export function hasGrown({ first, last, tolerance }: Growth): boolean {
  return !(last - first <= tolerance)
}
