import type { Facts } from "./facts"

/** The facts for people: a line for each. */
export function reportOf(facts: Facts): string {
  const { version, libzmq, addon, platform, runtime, environment } = facts
  const { system, architecture, release, distribution, libc } = platform
  const lines: [string, string | undefined][] = [
    ["zmq-napi", version],
    ["libzmq", libzmq === undefined ? "not loaded" : libzmqText(libzmq)],
    ["has", libzmq?.capabilities.join(", ")],
    ["has not", libzmq?.without.join(", ")],
    ["addon", addon === undefined ? "not loaded" : `${addon.file} (${addon.origin})`],
    ["package", facts.package],
    ["platform", `${system} ${architecture}, ${[distribution, release].filter(Boolean).join(", ")}`],
    ["C library", libc],
    [
      "runtime",
      `${runtime.name} ${runtime.version}${runtime.name === "node" ? "" : `, Node ${runtime.node}`}, Node-API ${runtime.napi}`,
    ],
    ...Object.entries(environment),
  ]
  const width = Math.max(...lines.map(([name]) => name.length))
  return lines.map(([name, text]) => (text ? `${name.padEnd(width)}  ${text}\n` : "")).join("")
}

function libzmqText({ version, patches: { count, digest } }: NonNullable<Facts["libzmq"]>): string {
  return count === 0 ? `${version}, of the system` : `${version}, with ${count} patches (sha256 ${digest})`
}
