/** What program.mjs can be asked for. */
export const cellNames = ["each", "batches", "PUB/SUB", "two parts"]

// Messages before the first mark: V8 has compiled the path of a message by then. Then those of each counted interval, and
// the number of intervals.
export const warmUp = 30_000
export const interval = 20_000
export const intervals = 3
