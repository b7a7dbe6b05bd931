import type { Latency } from "../protocol"

/** Exact percentiles: each is one of the samples. Sorts them. */
export function latencyOf(samples: Float64Array): Latency {
  const sorted = samples.sort()
  const percentile = (percent: number) => sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]
  return {
    min: sorted[0],
    p50: percentile(50),
    p99: percentile(99),
    p999: percentile(99.9),
    max: sorted[sorted.length - 1],
  }
}
