// Not performance.now: node:perf_hooks would be loaded for it, which takes two milliseconds and three megabytes.
const { hrtime } = process

/** Milliseconds of a clock that never goes back; the same one where a test replaces the global clocks later. */
export function now(): number {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}
