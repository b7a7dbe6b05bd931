import { binding } from "../addon/binding.js"

/** Milliseconds of a monotonic clock. It shows real time even where a test has replaced the global clocks. */
export function now(): number {
  return binding.now()
}
