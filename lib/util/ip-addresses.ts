let net: typeof import("node:net") | undefined

/**
 * Loaded when it is needed, which it is in few programs: it brings two dozen other modules with it, Node's streams among
 * them.
 */
export function loadNet(): typeof import("node:net") {
  net ??= require("node:net") as typeof import("node:net")
  return net
}

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

export function isIPv4(host: string): boolean {
  return ipv4.test(host)
}

export function isIPv6(host: string): boolean {
  return host.includes(":") && loadNet().isIPv6(host)
}
