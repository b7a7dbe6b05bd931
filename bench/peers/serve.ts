import { isMainThread } from "node:worker_threads"
import type { PeerSpec } from "../protocol"
import { parseSpec, wholeNumber } from "./arguments"
import { type Channel, standardStreams, threadMessages } from "./channel"
import { type Driver, openPeer, type Peer } from "./peer"
import { usage } from "./usage"

/**
 * Plays the role that the arguments ask for, as the commands say: a whole process, or one of the threads of the role
 * `threads`, which is the same program again.
 */
export function serve(driver: Driver): void {
  const channel = isMainThread ? standardStreams() : threadMessages()
  const player = new Player(driver, channel)
  process.on("uncaughtException", (error) => player.fail(error))
  player.do(() => player.open(process.argv.slice(2)))
  channel.listen(
    (line) => player.do(() => player.execute(line)),
    () => player.end(1),
  )
}

class Player {
  readonly #driver: Driver
  readonly #channel: Channel
  #peer: Peer | undefined
  #ending = false
  #turn: Promise<void> = Promise.resolve()

  constructor(driver: Driver, channel: Channel) {
    this.#driver = driver
    this.#channel = channel
  }

  /** Commands are executed one after the other, in the order in which they came. */
  do(step: () => Promise<object | undefined>): void {
    this.#turn = this.#turn.then(async () => {
      try {
        const answer = this.#ending ? undefined : await step()
        if (answer !== undefined && !this.#ending) this.#channel.tell(answer)
      } catch (error) {
        this.fail(error)
      }
    })
  }

  async open(parameters: readonly string[]): Promise<object> {
    const spec: PeerSpec = parseSpec(parameters)
    this.#peer = await openPeer(this.#driver, spec)
    return { ready: true, address: this.#peer.address, version: this.#driver.version }
  }

  async execute(line: string): Promise<object | undefined> {
    const [command, parameter = ""] = line.trim().split(/\s+/)
    const peer = this.#peer!
    switch (command) {
      case "connect":
        able(peer.connect, command).call(peer, parameter)
        return { connected: true }
      case "probe":
        await able(peer.probe, command).call(peer)
        return { probed: true }
      case "run":
        return { done: true, ...(await able(peer.run, command).call(peer, wholeNumber(1)("count", parameter))) }
      case "usage":
        return usage()
      case "exit":
        await this.end(0)
        return undefined
      default:
        throw new Error(`There is no command ${command || "of that name"}`)
    }
  }

  fail(error: unknown): void {
    if (this.#ending) return
    this.#channel.tell({ error: error instanceof Error ? error.message : String(error) })
    this.end(1)
  }

  async end(status: 0 | 1): Promise<void> {
    if (this.#ending) return
    this.#ending = true
    try {
      await this.#peer?.close()
    } finally {
      this.#channel.end(status)
    }
  }
}

function able<Method>(method: Method | undefined, command: string): Method {
  if (method === undefined) throw new Error(`This role has no command ${command}`)
  return method
}
