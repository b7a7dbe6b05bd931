import { isIPv6 } from "../util/ip-addresses.js"
import { plain } from "./address-list.js"

/** The decisions that are not made yet. All together are limited, and those for peers of one origin. */
export class PendingDecisions {
  readonly #limit: number
  readonly #limitOfOrigin: number
  /** For each decision: what ends it when it aborts, and the origin of the peer. */
  readonly #origins = new Map<AbortController, string>()
  readonly #counts = new Map<string, number>()

  constructor(limit: number, limitOfOrigin: number) {
    this.#limit = limit
    this.#limitOfOrigin = limitOfOrigin
  }

  /** Adds a decision for a peer of this address. Returns why there is no place for it, and undefined if there was one. */
  add(controller: AbortController, address: string): string | undefined {
    if (this.#origins.size >= this.#limit) return `${this.#limit} decisions are pending already`
    const origin = originOf(address)
    const count = this.#counts.get(origin) ?? 0
    if (count >= this.#limitOfOrigin) return `${count} decisions for peers of the same origin are pending already`
    this.#origins.set(controller, origin)
    this.#counts.set(origin, count + 1)
    return undefined
  }

  has(controller: AbortController): boolean {
    return this.#origins.has(controller)
  }

  /** Returns false if the decision is not pending any more. */
  delete(controller: AbortController): boolean {
    const origin = this.#origins.get(controller)
    if (origin === undefined) return false
    this.#origins.delete(controller)
    const count = this.#counts.get(origin)!
    if (count === 1) this.#counts.delete(origin)
    else this.#counts.set(origin, count - 1)
    return true
  }

  abort(reason: Error): void {
    for (const controller of this.#origins.keys()) controller.abort(reason)
  }
}

/**
 * What a stranger cannot have many of: an IPv4 address, the first 64 bits of an IPv6 address, which a single host may
 * have all addresses of, or over ipc the user id.
 */
export function originOf(given: string): string {
  const address = plain(given)
  // Over ipc: ":user:group:process".
  if (address.startsWith(":") && !address.startsWith("::")) return address.split(":", 2).join(":")
  if (!isIPv6(address)) return address
  const [before = "", after] = address.toLowerCase().split("::", 2)
  const groups = before === "" ? [] : before.split(":")
  if (after !== undefined) {
    const rest = after === "" ? [] : after.split(":")
    while (groups.length + rest.length < 8) groups.push("0")
    groups.push(...rest)
  }
  return groups.slice(0, 4).join(":")
}
