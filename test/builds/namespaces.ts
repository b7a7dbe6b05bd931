import { execFileSync } from "node:child_process"
import { Child } from "../support/child"

function ip(...parameters: string[]): void {
  execFileSync("ip", parameters, { stdio: ["ignore", "ignore", "pipe"] })
}

/** Why no network namespace can be made here, or false. */
export function lacksNamespaces(): string | false {
  if (process.platform !== "linux") return "network namespaces are Linux's"
  if (process.getuid?.() !== 0) return "only root may make network namespaces"
  const name = `zmq-napi-${process.pid}-probe`
  try {
    ip("netns", "add", name)
    ip("netns", "del", name)
    return false
  } catch (error) {
    return `no network namespace can be made: ${(error as Error).message}`
  }
}

/** Two hosts in network namespaces of their own, joined by a cable, with a route for multicast. */
export class TwoHosts implements Disposable {
  readonly addresses = ["10.77.0.1", "10.77.0.2"] as const
  readonly #names = [`zmq-napi-${process.pid}-0`, `zmq-napi-${process.pid}-1`] as const

  constructor() {
    const [one, other] = this.#names
    for (const name of this.#names) ip("netns", "add", name)
    ip("link", "add", "cable", "netns", one, "type", "veth", "peer", "name", "cable", "netns", other)
    for (const host of [0, 1] as const) {
      const name = this.#names[host]
      ip("-n", name, "addr", "add", `${this.addresses[host]}/24`, "dev", "cable")
      for (const device of ["lo", "cable"]) ip("-n", name, "link", "set", device, "up")
      ip("-n", name, "route", "add", "224.0.0.0/4", "dev", "cable")
    }
  }

  /** Runs a program of Node's on one of the hosts: what it printed, once it has ended by itself. */
  async run(host: 0 | 1, parameters: readonly string[]): Promise<string> {
    await using child = this.start(host, parameters)
    await child.exited()
    return (await child.ended).stdout
  }

  /** Starts one that goes on until it is disposed of. */
  start(host: 0 | 1, parameters: readonly string[]): Child {
    return new Child("ip", ["netns", "exec", this.#names[host], process.execPath, ...parameters])
  }

  [Symbol.dispose](): void {
    // The cable goes with the first of them.
    for (const name of this.#names) ip("netns", "del", name)
  }
}
