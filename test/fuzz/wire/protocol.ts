// What the target and the fuzzer say to each other, over Node's own channel between parent and child.
import type { Endpoint } from "./endpoints"
import type { Keys } from "./keys"

/** The target's only argument, as JSON. */
export interface Settings {
  seed: number
  keys: Keys
  /** A message that contains this text ends the target: shows that the fuzzer notices. */
  deadly?: string | undefined
}

export type ToTarget =
  /** Asks the socket of that index to send the text. */
  { say: "send"; socket: number; text: string } | { say: "report" } | { say: "end" }

export type FromTarget =
  | { say: "ready"; endpoints: Endpoint[] }
  /** A good peer's message has come. */
  | { say: "received"; text: string }
  | { say: "report"; descriptors: number; megabytes: number }

/** The text of a good peer. */
export const goodText = (number: number): string => `good peer ${number}.`
export const goodTexts = /good peer \d+\./g
