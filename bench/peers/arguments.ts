import { type PeerSpec, roles, styles } from "../protocol"

type Read = (name: string, value: string) => unknown

const readers: Record<keyof PeerSpec, Read> = {
  role: oneOf(roles),
  style: oneOf(styles),
  bind: text,
  size: wholeNumber(0),
  parts: wholeNumber(1),
  sockets: wholeNumber(1),
  window: wholeNumber(1),
  security: oneOf(["none", "curve"]),
  serverPublicKey: text,
  serverSecretKey: text,
  clientPublicKey: text,
  clientSecretKey: text,
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

function parseArgument(argument: string): [string, unknown] {
  // Z85 keys and addresses may have a "=" of their own.
  const [, name, value = ""] = /^(\w+)=(.*)$/s.exec(argument) ?? []
  if (name === undefined) throw new Error(`Arguments have the form name=value: ${argument}`)
  if (!Object.hasOwn(readers, name)) throw new Error(`There is no argument ${name}`)
  return [name, readers[name as keyof PeerSpec](name, value)]
}

function oneOf(choices: readonly string[]): Read {
  return (name, value) => {
    if (choices.includes(value)) return value
    throw new Error(`${name} must be one of ${choices.join(", ")}, and is ${value}`)
  }
}

export function wholeNumber(least: number): (name: string, value: string) => number {
  return (name, value) => {
    if (/^\d+$/.test(value) && Number(value) >= least && Number.isSafeInteger(Number(value))) return Number(value)
    throw new Error(`${name} must be a whole number of at least ${least}, and is ${value || "empty"}`)
  }
}

function text(name: string, value: string): string {
  if (value !== "") return value
  throw new Error(`${name} must not be empty`)
}
