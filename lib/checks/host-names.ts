import type { LookupAddress } from "node:dns"
import { isIP } from "node:net"
import { networkInterfaces } from "node:os"

/** An address to bind to, whose host may be a name: what is before it, the host, and what is after it. */
const form = /^((?:tcp|udp|wss?):\/\/(?:[^/;]*;)?)([^/:;%[\]]+)(:.*)$/

/** The host in an address to bind to, where it is neither a numeric address nor the wildcard. */
export function hostName(address: string): string | undefined {
  const host = form.exec(address)?.[2]
  return host === undefined || host === "*" || isIP(host) !== 0 ? undefined : host
}

/**
 * Looks up the name in an address to bind to, and resolves with the address that has the host's own in its place: libzmq
 * would block this thread meanwhile. Resolves with the address itself when nothing is found. Undefined for an address
 * without a host's name.
 */
export function lookUpHost(address: string, ipv6: boolean): Promise<string> | undefined {
  const host = hostName(address)
  if (host === undefined || isInterface(host)) return undefined
  // Loaded only here: it opens a channel, which tools for open handles would name.
  const { lookup }: typeof import("node:dns") = require("node:dns")
  return new Promise((resolve) => {
    lookup(host, { all: true, family: ipv6 ? 0 : 4 }, (_, found) => {
      const chosen = choose(found ?? [], ipv6)
      // It may be an interface that is down, which is not listed: libzmq knows those.
      resolve(chosen === undefined ? address : address.replace(form, `$1${bracketed(chosen)}$3`))
    })
  })
}

/** A name may be both an interface's and a host's: libzmq prefers the interface. */
function isInterface(name: string): boolean {
  try {
    return Object.hasOwn(networkInterfaces(), name)
  } catch {
    return false
  }
}

/** As libzmq chooses: one of IPv6, if that is wanted and there is one. */
function choose(found: LookupAddress[], ipv6: boolean): LookupAddress | undefined {
  return (ipv6 && found.find(({ family }) => family === 6)) || found.find(({ family }) => family === 4)
}

function bracketed({ address, family }: LookupAddress): string {
  return family === 6 ? `[${address}]` : address
}
