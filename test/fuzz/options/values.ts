import { MessageChannel } from "node:worker_threads"
import type { Option } from "#lib/options/option"
import { outOfRange, samples, wrongTypes, wrongValues } from "../../options/option-samples"
import type { Value } from "./plan"

function detached(): Uint8Array {
  const bytes = new Uint8Array(40)
  const { port1 } = new MessageChannel()
  port1.postMessage(bytes, [bytes.buffer])
  port1.close()
  return bytes
}

const resizable = (size: number, most: number) =>
  new (ArrayBuffer as unknown as new (size: number, options: { maxByteLength: number }) => ArrayBuffer)(size, {
    maxByteLength: most,
  })

function shrunken(): Uint8Array {
  const memory = resizable(64, 64)
  const bytes = new Uint8Array(memory, 32, 32)
  const { resize } = memory as unknown as { resize(size: number): void }
  resize.call(memory, 8)
  return bytes
}

/** Values that an option is never meant to have; some act when they are looked at. */
const strangeValues: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => Symbol("value"),
  () => () => 1,
  () => ({}),
  () => new Proxy({}, {}),
  () => new Proxy(Buffer.alloc(32), {}),
  () => Object.create(Buffer.prototype),
  () => ({ valueOf: () => 1, toString: () => "1" }),
  () => ({
    [Symbol.toPrimitive]: () => {
      throw new Error("hostile")
    },
  }),
  () => new Number(1),
  () => new String("text"),
  () => new Date(0),
  () => [[]],
  () => new Array(3),
  () => new ArrayBuffer(8),
  () => new SharedArrayBuffer(8),
  () => new Uint8Array(new SharedArrayBuffer(32)),
  () => new DataView(new ArrayBuffer(16), 3, 5),
  () => new Float64Array(4),
  () => new Uint8Array(resizable(16, 64)),
  detached,
  shrunken,
  () => -0,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => "\0",
  () => "\ud800",
]

/** Makes the value, which may be one of the samples of the option. */
export function valueOf(value: Value, name: string, option: Option): unknown {
  switch (value.is) {
    case "number":
      return Number(value.of)
    case "bigint":
      return BigInt(value.of)
    case "hex":
      return Buffer.from(value.of, "hex")
    case "strange":
      return strangeValues[value.of % strangeValues.length]!()
    case "list":
      return value.of.map((one) => valueOf(one, name, option))
    case "sample": {
      const all = samplesOf(name, option)
      return all[value.of % all.length]
    }
    default:
      return value.of
  }
}

function samplesOf(name: string, option: Option): unknown[] {
  const wrong = [...wrongTypes(option), ...outOfRange(option), ...wrongValues(option)]
  // What may only be read has no samples.
  return option.access === "r" ? wrong : [...samples(name, option).map(({ set }) => set), ...wrong]
}
