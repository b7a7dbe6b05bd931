import type { PeerSpec, Role, Style } from "../protocol"

// Each name is listed once; `satisfies` sees to it that none is missing.
const roles = Object.keys({
  push: 0,
  pull: 0,
  request: 0,
  reply: 0,
  publish: 0,
  subscribe: 0,
  router: 0,
  dealer: 0,
  threads: 0,
  thread: 0,
  idle: 0,
} satisfies Record<Role, 0>)
const styles = Object.keys({ each: 0, iterate: 0, batch: 0, transfer: 0, sync: 0 } satisfies Record<Style, 0>)

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

const required = ["role", "style", "size"] as const

/** What a peer is to be, from arguments of the form `name=value`. */
export function parseSpec(parameters: readonly string[]): PeerSpec {
  const spec = Object.fromEntries(parameters.map(parseArgument)) as unknown as PeerSpec
  for (const name of required) {
    if (spec[name] === undefined) throw new Error(`The argument ${name}=... is missing`)
  }
  return spec
}

/** The arguments that {@link parseSpec} makes this of. */
export function formatSpec(spec: PeerSpec): string[] {
  const given = Object.entries(spec).filter(([, value]) => value !== undefined)
  return given.map(([name, value]) => `${name}=${value}`)
}

function parseArgument(argument: string): [string, unknown] {
  // Z85 keys and addresses may have a "=" of their own.
  const [, name, value] = /^(\w+)=(.*)$/s.exec(argument) ?? []
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
