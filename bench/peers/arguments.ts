import { type PeerSpec, roles, styles } from "../protocol"

/** The value of each argument: one of these words, an integer of at least this, or any text. */
const kinds: Record<keyof PeerSpec, readonly string[] | number | "text"> = {
  role: roles,
  style: styles,
  bind: "text",
  size: 0,
  parts: 1,
  sockets: 1,
  window: 1,
  security: ["none", "curve"],
  serverPublicKey: "text",
  serverSecretKey: "text",
  clientPublicKey: "text",
  clientSecretKey: "text",
}

/** The spec of a peer, from arguments of the form `name=value`. */
export function parseSpec(parameters: readonly string[]): PeerSpec {
  const spec: Partial<PeerSpec> = Object.fromEntries(parameters.map(parseArgument))
  for (const name of ["role", "style", "size"] as const) {
    if (spec[name] === undefined) throw new Error(`The argument ${name}=... is missing`)
  }
  return spec as PeerSpec
}

/** The arguments that {@link parseSpec} makes this of. */
export function formatSpec(spec: PeerSpec): string[] {
  return Object.entries(spec).map(([name, value]) => `${name}=${value}`)
}

function parseArgument(argument: string): [string, string | number] {
  // Z85 keys and addresses may have a "=" of their own.
  const [, name, value = ""] = /^(\w+)=(.*)$/s.exec(argument) ?? []
  if (name === undefined) throw new Error(`Arguments have the form name=value: ${argument}`)
  if (!Object.hasOwn(kinds, name)) throw new Error(`There is no argument ${name}`)
  const kind = kinds[name as keyof PeerSpec]
  if (typeof kind === "number") return [name, wholeNumber(kind, name, value)]
  if (kind === "text" && value === "") throw new Error(`${name} must not be empty`)
  if (kind === "text" || kind.includes(value)) return [name, value]
  throw new Error(`${name} must be one of ${kind.join(", ")}, and is ${value}`)
}

export function wholeNumber(least: number, name: string, value: string): number {
  if (/^\d+$/.test(value) && Number(value) >= least && Number.isSafeInteger(Number(value))) return Number(value)
  throw new Error(`${name} must be a whole number of at least ${least}, and is ${value || "empty"}`)
}
