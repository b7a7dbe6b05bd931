// A plan: which sockets there are, and what is done with them, one operation after the other, mostly without waiting.
import fc from "fast-check"
import { links } from "../../support/mechanisms"
import { type PatternName, patternNames } from "./patterns"

/** In milliseconds. */
interface Limits {
  timeout?: number | undefined
  abort?: number | undefined
}

export type Operation =
  /** Sockets are numbered by what they can do: the number of a sender, modulo how many there are. */
  | ({ do: "send"; socket: number; to: number; count: number; sizes: number[]; transfer: boolean } & Limits)
  | ({ do: "receive"; socket: number; most: number | undefined } & Limits)
  | { do: "send sync"; socket: number; to: number; sizes: number[]; timeout: number }
  | { do: "receive sync"; socket: number; timeout: number }
  | { do: "set high-water mark"; socket: number; mark: number }
  | { do: "poll"; socket: number; timeout: number }
  | { do: "observe"; socket: number }
  | { do: "close"; socket: number }
  | { do: "turn" }
  | { do: "pause"; milliseconds: number }

export const endings = ["drain", "close", "term", "shutdown"] as const

export interface Plan {
  pattern: PatternName
  /** The index of a transport with its mechanism: `links` of test/support/mechanisms.ts. */
  link: number
  bound: "left" | "right"
  counts: readonly [left: number, right: number]
  /** Of all sockets; 0 for no limit. */
  sendHighWaterMark: number
  receiveHighWaterMark: number
  /** Of all sockets; undefined for the default. */
  pendingSendLimit: number | undefined
  operations: Operation[]
  ending: (typeof endings)[number]
}

const limits = {
  timeout: fc.option(fc.nat(6), { nil: undefined, freq: 2 }),
  abort: fc.option(fc.nat(6), { nil: undefined, freq: 4 }),
}
const socket = fc.nat(5)
const size = fc.oneof(
  { weight: 5, arbitrary: fc.nat(100) },
  { weight: 1, arbitrary: fc.constantFrom(255, 256, 8192, 70_000) },
)
const sizes = fc.array(size, { maxLength: 3 })
const oneOf = <const Name extends string>(name: Name) => fc.constant(name)

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({
      do: oneOf("send"),
      socket,
      to: socket,
      count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 30 })),
      sizes,
      transfer: fc.boolean(),
      ...limits,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: oneOf("receive"),
      socket,
      most: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      ...limits,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: oneOf("send sync"), socket, to: socket, sizes, timeout: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: oneOf("receive sync"), socket, timeout: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: oneOf("set high-water mark"), socket, mark: fc.nat(10) }) },
  { weight: 1, arbitrary: fc.record({ do: oneOf("poll"), socket, timeout: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: oneOf("observe"), socket }) },
  { weight: 3, arbitrary: fc.record({ do: oneOf("turn") }) },
  { weight: 2, arbitrary: fc.record({ do: oneOf("pause"), milliseconds: fc.nat(3) }) },
)

const closing: fc.Arbitrary<Operation> = fc.record({ do: oneOf("close"), socket })

export const plans: fc.Arbitrary<Plan> = fc.record({
  pattern: fc.constantFrom(...patternNames),
  link: fc.nat(links.length - 1),
  bound: fc.constantFrom("left" as const, "right" as const),
  counts: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  sendHighWaterMark: fc.constantFrom(0, 1, 2, 5, 1000),
  receiveHighWaterMark: fc.constantFrom(0, 1, 2, 5, 1000),
  pendingSendLimit: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined, freq: 5 }),
  // Most plans close nothing before the end, so that nothing may be lost.
  operations: fc.oneof(
    { weight: 3, arbitrary: fc.array(operation, { minLength: 1, maxLength: 60, size: "max" }) },
    {
      weight: 1,
      arbitrary: fc.array(fc.oneof({ weight: 12, arbitrary: operation }, { weight: 1, arbitrary: closing }), {
        minLength: 1,
        maxLength: 60,
        size: "max",
      }),
    },
  ),
  ending: fc.constantFrom(...endings),
})
