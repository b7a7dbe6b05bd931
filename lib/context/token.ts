import { binding, type ContextId } from "../addon/binding.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"

/** The name of a shared context. It can be posted to another thread of the same process; another process rejects it. */
export interface ContextToken {
  /** The name. Its format may change. */
  readonly zmqContext: string
}

const pattern = /^([0-9a-f]{32})-([1-9]\d{0,9})$/
const largestId = 0xffff_ffff

let key: string | undefined

/** A name contains the key of its process, so that a name from another process is not taken for an ended context. */
export function tokenOf(id: ContextId): ContextToken {
  key ??= binding.processKey()
  return Object.freeze({ zmqContext: `${key}-${id}` })
}

export function unknownToken(token: unknown): TypeError {
  return invalidArgumentType("token", "what share() of a Context has returned", token)
}

/** Returns the context's number in a token. Throws if this process cannot have made the token. */
export function idOf(token: unknown): ContextId {
  const name = typeof token === "object" && token !== null ? (token as Partial<ContextToken>).zmqContext : undefined
  const parts = typeof name === "string" ? pattern.exec(name) : null
  if (parts === null) throw unknownToken(token)
  key ??= binding.processKey()
  const id = Number(parts[2])
  if (parts[1] === key && id <= largestId) return id
  throw invalidArgumentValue("token", "a token of this process, and of this copy of the package", name)
}
