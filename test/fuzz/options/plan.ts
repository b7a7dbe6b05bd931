// A plan: a socket, the options that are set on it, to values of any type and size, and whether it is bound then.
import fc from "fast-check"
import { capability, type SocketName } from "#lib/index"
import { contextOptions, socketOptions } from "#lib/options/table"
import { draftSockets, stableSockets } from "#lib/socket-types/socket-types"

/** A value in a form that goes to another process. */
export type Value =
  | { is: "number" | "text" | "hex" | "bigint"; of: string }
  | { is: "boolean"; of: boolean }
  /** One of those values that `strangeValues` of values.ts names. */
  | { is: "strange"; of: number }
  /** One of those that test/options/option-samples.ts has for the option. */
  | { is: "sample"; of: number }
  | { is: "list"; of: Value[] }

export interface Assignment {
  option: string
  /** By its name here, by its name in zmq.h, or by its number with the type that the accessor has. */
  by: "property" | "name" | "constant" | "Bool" | "Int32" | "Uint32" | "Int64" | "Uint64" | "String"
  /** Added to the option's number: most other numbers are no options. */
  offset: number
  value: Value
}

export interface Plan {
  owner: SocketName | "Context"
  assignments: Assignment[]
  use: "bind tcp" | "bind inproc" | "connect" | "close"
}

const integer = fc.oneof(
  fc.integer({ min: -3, max: 20 }),
  fc.constantFrom(
    -(2 ** 31),
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53,
    -(2 ** 53),
    2 ** 63,
    255,
    256,
    65_536,
  ),
)

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ is: fc.constant("sample" as const), of: fc.nat(40) }),
  integer.map((of) => ({ is: "number" as const, of: String(of) })),
  fc.double().map((of) => ({ is: "number" as const, of: String(of) })),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map((of) => ({ is: "bigint" as const, of: String(of) })),
  fc.string({ maxLength: 300, unit: "binary" }).map((of) => ({ is: "text" as const, of })),
  fc
    .constantFrom(0, 1, 31, 32, 33, 40, 41, 254, 255, 256, 257, 5000)
    .map((size) => ({ is: "text" as const, of: "a".repeat(size) })),
  fc.uint8Array({ maxLength: 300 }).map((of) => ({ is: "hex" as const, of: Buffer.from(of).toString("hex") })),
  fc.boolean().map((of) => ({ is: "boolean" as const, of })),
  fc.nat(40).map((of) => ({ is: "strange" as const, of })),
)

const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 12, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }).map((of) => ({ is: "list" as const, of })) },
)

const assignment = (options: readonly string[]): fc.Arbitrary<Assignment> =>
  fc.record({
    option: fc.constantFrom(...options),
    by: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom("property" as const, "name" as const, "constant" as const) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(...(["Bool", "Int32", "Uint32", "Int64", "Uint64", "String"] as const)),
      },
    ),
    offset: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -150, max: 150 }) },
    ),
    value,
  })

const types = [...stableSockets, ...(capability.draft ? draftSockets : [])]

const list = (options: readonly string[]) => fc.array(assignment(options), { minLength: 1, maxLength: 30, size: "max" })

export const plans: fc.Arbitrary<Plan> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      owner: fc.constantFrom(...types),
      assignments: list(Object.keys(socketOptions)),
      use: fc.constantFrom("bind tcp" as const, "bind inproc" as const, "connect" as const, "close" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      owner: fc.constant("Context" as const),
      assignments: list(Object.keys(contextOptions)),
      use: fc.constant("close" as const),
    }),
  },
)
