import { isIPv4 } from "../util/ip-addresses.js"

/**
 * An address to bind to, whose host may be a name. Captures the text before the host, the host, and the text after it.
 */
export const bindAddressForm = /^((?:tcp|udp|wss?):\/\/(?:[^/;]*;)?)([^/:;%[\]]+)(:.*)$/

/** The host in an address to bind to, if it is neither a numeric address nor the wildcard. */
export function hostName(address: string): string | undefined {
  const host = bindAddressForm.exec(address)?.[2]
  return host === undefined || host === "*" || isIPv4(host) ? undefined : host
}
