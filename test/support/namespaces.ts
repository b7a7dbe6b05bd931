import { execFileSync } from "node:child_process"
import { Child } from "./child"

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

/** A network namespace, which is removed with `using`, and its interfaces with it. */
class Namespace implements Disposable {
  static #count = 0
  readonly name = `zmq-napi-${process.pid}-${Namespace.#count++}`

  constructor() {
    ip("netns", "add", this.name)
  }

  ip(...parameters: string[]): void {
    ip("-n", this.name, ...parameters)
  }

  /** Joins an interface of this one with one of the other. */
  join(own: string, other: Namespace, others: string): void {
    ip("link", "add", own, "netns", this.name, "type", "veth", "peer", "name", others, "netns", other.name)
  }

  start(command: string, parameters: readonly string[], options?: ConstructorParameters<typeof Child>[2]): Child {
    return new Child("ip", ["netns", "exec", this.name, command, ...parameters], options)
  }

  [Symbol.dispose](): void {
    ip("netns", "del", this.name)
  }
}

/** Two hosts in network namespaces of their own, joined by a cable, with a route for multicast. */
export class TwoHosts implements Disposable {
  readonly addresses = ["10.77.0.1", "10.77.0.2"] as const
  readonly #hosts = [new Namespace(), new Namespace()] as const
  /** What the cable goes through, if a program is to forward its packets. */
  readonly #middle: Namespace | undefined

  /** With `middle`, the cable is cut in the middle, where a program of {@link startBetween} must join its ends. */
  constructor({ middle = false } = {}) {
    const [one, other] = this.#hosts
    if (middle) {
      this.#middle = new Namespace()
      for (const [index, host] of this.#hosts.entries()) {
        this.#middle.join(`end${index}`, host, "cable")
        this.#middle.ip("link", "set", `end${index}`, "up")
      }
    } else one.join("cable", other, "cable")
    for (const [index, host] of this.#hosts.entries()) {
      host.ip("addr", "add", `${this.addresses[index]}/24`, "dev", "cable")
      for (const device of ["lo", "cable"]) host.ip("link", "set", device, "up")
      host.ip("route", "add", "224.0.0.0/4", "dev", "cable")
      // Packets of the size that a real cable carries, so that a lost one is a single packet.
      if (middle) host.ip("link", "set", "cable", "gso_max_segs", "1")
    }
  }

  /** Takes the cable away: the first host sees no carrier any more, the second one's interface is down. */
  unplug(): void {
    this.#hosts[1].ip("link", "set", "cable", "down")
  }

  plugIn(): void {
    this.#hosts[1].ip("link", "set", "cable", "up")
  }

  /** Runs a program of Node's on one of the hosts: what it printed, once it has ended by itself. */
  async run(host: 0 | 1, parameters: readonly string[]): Promise<string> {
    await using child = this.start(host, parameters)
    await child.exited()
    return (await child.ended).stdout
  }

  /** Starts one that goes on until it is disposed of. */
  start(host: 0 | 1, parameters: readonly string[]): Child {
    return this.#hosts[host].start(process.execPath, parameters)
  }

  /** Starts a program where the cable is cut: its ends there are the interfaces `end0` and `end1`. */
  startBetween(command: string, parameters: readonly string[]): Child {
    return this.#middle!.start(command, parameters, { stdin: "pipe" })
  }

  [Symbol.dispose](): void {
    for (const namespace of [...this.#hosts, this.#middle]) namespace?.[Symbol.dispose]()
  }
}
