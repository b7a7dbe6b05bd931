import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { text } from "node:stream/consumers"

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
  readonly #names = [0, 1].map((host) => `zmq-napi-${process.pid}-${host}`)

  readonly #signal: AbortSignal

  /** @param signal Ends the programs that run, when the test is over before they are. */
  constructor(signal: AbortSignal) {
    this.#signal = signal
    const [one, other] = this.#names
    for (const name of this.#names) ip("netns", "add", name)
    ip("link", "add", "cable", "netns", one, "type", "veth", "peer", "name", "cable", "netns", other)
    for (const [host, name] of this.#names.entries()) {
      ip("-n", name, "addr", "add", `${this.addresses[host]}/24`, "dev", "cable")
      for (const device of ["lo", "cable"]) ip("-n", name, "link", "set", device, "up")
      ip("-n", name, "route", "add", "224.0.0.0/4", "dev", "cable")
    }
  }

  /** Runs a program of Node's on one of the hosts: what it printed, once it has ended by itself. */
  async run(host: 0 | 1, parameters: readonly string[]): Promise<string> {
    const child = this.#spawn(host, parameters)
    const [stdout, stderr, [code, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit"),
    ])
    if (code !== 0 || stderr !== "") throw new Error(`It ended with ${signal ?? code}: ${stderr}`)
    return stdout
  }

  /** Runs one that is ended with what is returned. */
  start(host: 0 | 1, parameters: readonly string[]): AsyncDisposable {
    const child = this.#spawn(host, parameters)
    child.stderr.pipe(process.stderr)
    return {
      async [Symbol.asyncDispose]() {
        child.kill("SIGKILL")
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
      },
    }
  }

  #spawn(host: 0 | 1, parameters: readonly string[]) {
    const child = spawn("ip", ["netns", "exec", this.#names[host], process.execPath, ...parameters], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_OPTIONS: "" },
      signal: this.#signal,
      killSignal: "SIGKILL",
    })
    // That it was ended by the signal; who waits for its exit is told too.
    child.on("error", () => undefined)
    return child
  }

  [Symbol.dispose](): void {
    // The cable goes with the first of them.
    for (const name of this.#names) ip("netns", "del", name)
  }
}
