import { binding } from "../addon/binding.js"

/** Milliseconds of a clock that never goes back: real time, also where a test has replaced the global clocks. */
export function now(): number {
  return binding.now()
}
