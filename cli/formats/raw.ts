import type { Format } from "./format"

/** The bytes themselves: the whole input is one message, and what is received is written without anything between. */
export function raw(): Format {
  return { whole: true, read: (bytes) => [bytes], write: (parts) => Buffer.concat(parts) }
}
