// Values to try on each row of the option table, by its kind.
import { ChoiceOption, MaskOption } from "#lib/options/choices"
import { BooleanOption, IdFilterOption, Int32Option, Int64Option } from "#lib/options/numbers"
import type { Option } from "#lib/options/option"
import { BytesOption, CurveKeyOption, TextOption } from "#lib/options/text"

/** The client's public key in the examples of zmq_curve(7), as Z85 and as bytes. */
export const curvePublicKey = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
const curvePublicKeyBytes = Buffer.from("bb88471d65e2659b30c55a5321cebb5aab2b70a398645c26dca2b2fcb43fc518", "hex")

/** A value to set, and what reads back: the same, unless `reads` says otherwise. */
interface Sample {
  set: unknown
  reads?: unknown
}

/** Text that has to mean something. */
const texts: Record<string, string> = {
  interface: "lo",
  metadata: "X-name:some value",
  socksProxy: "127.0.0.1:1080",
  tcpAcceptFilter: "192.0.2.0/24",
}

/** libzmq has no way back from these two, except that null turns security off. */
const staysReadable = ["plainUsername", "plainPassword"]

/** Values that the option takes; the last of them leaves the socket usable for the options that come after. */
export function samples(name: string, option: Option): Sample[] {
  if (option instanceof BooleanOption) return [{ set: true }, { set: false }]
  if (option instanceof Int32Option) return int32Samples(option)
  if (option instanceof Int64Option) return int64Samples(option)
  if (option instanceof TextOption) return textSamples(name, option)
  if (option instanceof BytesOption) return bytesSamples(option)
  if (option instanceof ChoiceOption) return option.choices.map(({ value }) => ({ set: value }))
  if (option instanceof MaskOption) return maskSamples(option)
  if (option instanceof IdFilterOption) return [{ set: 0 }, { set: 2 ** 32 - 1 }, { set: null }]
  if (option instanceof CurveKeyOption) {
    return [{ set: curvePublicKey }, { set: curvePublicKeyBytes, reads: curvePublicKey }]
  }
  throw new Error(`No samples for ${name}: ${option.constructor.name}`)
}

function int32Samples({ min, max, step }: Int32Option): Sample[] {
  const inside = [min, min + 1, max].filter((value) => value <= max)
  return inside.map((value) => ({ set: value, reads: value - (value % step) }))
}

function int64Samples({ min, max }: Int64Option): Sample[] {
  return [
    { set: Number(min) },
    { set: 5n, reads: 5 },
    { set: Number.MAX_SAFE_INTEGER },
    { set: BigInt(Number.MAX_SAFE_INTEGER) + 1n },
    { set: max },
  ]
}

function textSamples(name: string, option: TextOption): Sample[] {
  const text = texts[name] ?? "grün"
  const long = texts[name] === undefined ? [{ set: "x".repeat(option.maxBytes ?? 2000) }] : []
  const four = option.maxBytes === 16 ? [{ set: "four" }, { set: "1234" }] : []
  const bytes = [
    Buffer.from(text),
    new Uint8Array(Buffer.from(text)),
    new DataView(new TextEncoder().encode(text).buffer),
  ]
  const given = [...long, ...four, ...bytes.map((set) => ({ set, reads: text }))]
  if (option.required) return [...given, { set: text }]
  const left = staysReadable.includes(name) ? { reads: text } : { reads: null }
  const unset = ["", Buffer.alloc(0)].flatMap((set) => [{ set: text }, { set, ...left }])
  return [...given, ...unset, { set: text }, { set: null, ...left }]
}

function bytesSamples({ maxBytes, required }: BytesOption): Sample[] {
  const binary = Buffer.from([1, 0, 0xff, 0])
  const given: Sample[] = [
    { set: binary },
    { set: new Uint8Array(binary), reads: binary },
    { set: "a\0b" },
    { set: Buffer.from("grün"), reads: "grün" },
    { set: Buffer.alloc(maxBytes ?? 1000, 0xfe) },
  ]
  return required ? given : [...given, { set: "", reads: null }, { set: null }]
}

function maskSamples(option: MaskOption): Sample[] {
  const flags = Object.keys(option.flags)
  const each = flags.map((flag) => ({ set: [flag], reads: [flag] }))
  return [...each, { set: flags }, { set: [] }]
}

/** Values of a type that the option does not have. */
export function wrongTypes(option: Option): unknown[] {
  const never = [undefined, Symbol("x"), () => 1, {}]
  if (option instanceof BooleanOption) return [...never, null, 1, 0, "true", 1n]
  if (option instanceof Int32Option) return [...never, null, true, "1", 1n, [1]]
  if (option instanceof Int64Option) return [...never, null, true, "1", [1]]
  if (option instanceof IdFilterOption) return [...never, true, "1", 1n]
  if (option instanceof MaskOption) return [...never, null, 1, "connect"]
  if (option instanceof ChoiceOption) return [...never, 1, true, ["plain"]]
  if (option instanceof TextOption) return [...never, 1, true, new ArrayBuffer(1), ["x"]]
  if (option instanceof CurveKeyOption) return [...never, null, 1, ["x"], new ArrayBuffer(32)]
  return [...never, 1, true, ["x"], new ArrayBuffer(1), new DataView(new ArrayBuffer(1))]
}

/** Values of the right type that are too small, too large or too long. */
export function outOfRange(option: Option): unknown[] {
  const never = [Number.NaN, Number.POSITIVE_INFINITY, 1.5]
  if (option instanceof Int32Option) return [...never, option.min - 1, option.max + 1, 2 ** 53]
  if (option instanceof Int64Option)
    return [...never, option.min - 1n, option.max + 1n, 2 ** 53, Number(option.min) - 1]
  if (option instanceof IdFilterOption) return [...never, -1, 2 ** 32]
  if (option instanceof TextOption || option instanceof BytesOption) {
    if (option.maxBytes === undefined) return []
    return ["x".repeat(option.maxBytes + 1), "ü".repeat(option.maxBytes), Buffer.alloc(option.maxBytes + 1, "x")]
  }
  return []
}

/** Values of the right type that mean nothing to the option. */
export function wrongValues(option: Option): unknown[] {
  if (option instanceof ChoiceOption) return ["", "Plain", "none"]
  if (option instanceof MaskOption) return [["none"], [Object.keys(option.flags)[0], undefined], [1]]
  if (option instanceof CurveKeyOption) {
    const overflow = `#####${curvePublicKey.slice(5)}`
    return ["", curvePublicKey.slice(1), `${curvePublicKey.slice(1)} `, overflow, Buffer.alloc(31), Buffer.alloc(40)]
  }
  if (option instanceof TextOption) {
    const unset = option.required ? ["", null, Buffer.alloc(0)] : []
    return ["a\0b", Buffer.from("a\0b"), ...unset, ...(option.form ? ["name:value", "X-:a", Buffer.from("X-:a")] : [])]
  }
  if (option instanceof BytesOption) {
    return [...(option.required ? ["", null, Buffer.alloc(0)] : []), ...(option.nonZeroStart ? ["\0x"] : [])]
  }
  return []
}
