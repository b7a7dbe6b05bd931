import type { LookupAddress } from "node:dns"
import { networkInterfaces } from "node:os"
import { bindAddressForm, hostName } from "../checks/host-names.js"

/**
 * Looks up the host name in an address to bind to, because libzmq would block this thread during the lookup. Resolves
 * with the address in which the host's IP address replaces the name, or with the same address if nothing is found.
 * Undefined if the address has no host name, or the name of an interface.
 */
export function lookUpHost(address: string, ipv6: boolean): Promise<string> | undefined {
  const host = hostName(address)
  if (host === undefined || isInterface(host)) return undefined
  // Loaded only here, because node:dns opens a channel, which tools that look for open handles would report.
  const { lookup }: typeof import("node:dns") = require("node:dns")
  return new Promise((resolve) => {
    lookup(host, { all: true, family: ipv6 ? 0 : 4 }, (_, found) => {
      const chosen = choose(found ?? [], ipv6)
      // A name that is not found may be an interface that is down: networkInterfaces() does not list it, but libzmq
      // knows it.
      resolve(chosen === undefined ? address : address.replace(bindAddressForm, `$1${bracketed(chosen)}$3`))
    })
  })
}

/** Whether the name is that of an interface. libzmq prefers the interface to a host of the same name. */
function isInterface(name: string): boolean {
  try {
    return Object.hasOwn(networkInterfaces(), name)
  } catch {
    return false
  }
}

/** Chooses as libzmq does: an IPv6 address if `ipv6` is set and there is one, otherwise an IPv4 address. */
function choose(found: LookupAddress[], ipv6: boolean): LookupAddress | undefined {
  return (ipv6 && found.find(({ family }) => family === 6)) || found.find(({ family }) => family === 4)
}

function bracketed({ address, family }: LookupAddress): string {
  return family === 6 ? `[${address}]` : address
}
