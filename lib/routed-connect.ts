import { invalidArgumentType } from "./errors.js"
import { type OptionTarget, setSocketOption } from "./option-access.js"

/** What a socket that knows its peers by routing id may say when it connects. */
export interface RoutedConnectOptions {
  /** The routing id by which the peer will be known: 1 to 255 bytes, the first not 0, and in use for no other peer. */
  routingId?: string | Uint8Array
}

/** Names the peer of the next connect, if `options` say so, and connects. */
export function connectAs(target: OptionTarget, options: RoutedConnectOptions | undefined, connect: () => void): void {
  if (options !== undefined && (typeof options !== "object" || options === null)) {
    throw invalidArgumentType("options", "an object", options)
  }
  if (options?.routingId !== undefined) setSocketOption(target, "connectRoutingId", options.routingId)
  connect()
}
