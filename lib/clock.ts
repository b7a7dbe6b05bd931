/** Milliseconds of a clock that never goes back: also where a test replaces the global one later. */
export const now: () => number = performance.now.bind(performance)
