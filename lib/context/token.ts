import { binding, type ContextId } from "../addon/binding.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"

/** The name of a context that was shared: can be posted to another thread of the process, and is of no use elsewhere. */
export interface ContextToken {
  /** The name; what it is made of may change. */
  readonly zmqContext: string
}

const pattern = /^([0-9a-f]{32})-([1-9]\d{0,9})$/
const largestId = 0xffff_ffff

let key: string | undefined

/** Each name has the key of its process, so that one that comes from elsewhere is told from one that has ended. */
export function nameOf(id: ContextId): ContextToken {
  key ??= binding.processKey()
  return Object.freeze({ zmqContext: `${key}-${id}` })
}

export function unknownToken(token: unknown): TypeError {
  return invalidArgumentType("token", "what share() of a Context has returned", token)
}

/** The number in a name that this process may have given. */
export function contextNamed(token: unknown): ContextId {
  const name = typeof token === "object" && token !== null ? (token as Partial<ContextToken>).zmqContext : undefined
  const parts = typeof name === "string" ? pattern.exec(name) : null
  if (parts === null) throw unknownToken(token)
  key ??= binding.processKey()
  const id = Number(parts[2])
  if (parts[1] === key && id <= largestId) return id
  throw invalidArgumentValue("token", "a token of this process, and of this copy of the package", name)
}
