import { createInterface } from "node:readline"
import { Child, type Program } from "./children"
import { type Done, formatSpec, type PeerSpec, type Ready, type Usage } from "./protocol"

/** What plays: a process, or a thread of a peer. */
export type Player = Pick<Child, "stdin" | "stdout" | "ended" | "complaint" | "kill">

/** A process that plays one side of a scenario; see protocol.ts. With `await using` it is gone afterwards. */
export class Peer implements AsyncDisposable {
  ready!: Ready
  readonly #title: string
  readonly #child: Player
  readonly #answerTimeout: number
  readonly #lines: AsyncIterator<string, undefined>
  /** What it did not answer in time, and was killed for. */
  #late: string | undefined

  private constructor(title: string, child: Player, answerTimeout: number) {
    this.#title = title
    this.#child = child
    this.#answerTimeout = answerTimeout
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  }

  /**
   * `title` names the peer in errors. A peer that needs longer than `answerTimeout`, in seconds, for what takes no time
   * hangs.
   */
  static start(title: string, program: Program, spec: PeerSpec, answerTimeout = 30): Promise<Peer> {
    return Peer.of(`${title} ${spec.role}`, new Child([...program, ...formatSpec(spec)]), answerTimeout)
  }

  /** The peer that has just been started, when it is ready. */
  static async of(title: string, child: Player, answerTimeout: number): Promise<Peer> {
    const peer = new Peer(title, child, answerTimeout)
    try {
      peer.ready = await peer.#answer<Ready>("ready", "start")
      return peer
    } catch (error) {
      await peer[Symbol.asyncDispose]()
      throw error
    }
  }

  async connect(address: string): Promise<void> {
    await this.#ask("connected", `connect ${address}`)
  }

  async probe(): Promise<void> {
    await this.#ask("probed", "probe")
  }

  /** `expected` is how long it will take, in seconds; it hangs when it takes far longer. */
  run(count: number, expected = 0): Promise<Done> {
    return this.#ask<Done>("done", `run ${count}`, expected)
  }

  usage(): Promise<Usage> {
    return this.#ask<Usage>("cpu", "usage")
  }

  /** Has it end by itself, which must succeed. */
  async exit(): Promise<void> {
    this.#child.stdin.write("exit\n")
    const how = await this.#within(0, "exit", this.#child.ended)
    if (how !== "ended with status 0") throw this.#failure(how)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill()
    await this.#child.ended
  }

  #ask<Answer extends object>(key: keyof Answer & string, command: string, expected?: number): Promise<Answer> {
    this.#child.stdin.write(`${command}\n`)
    return this.#answer(key, command, expected)
  }

  async #answer<Answer>(key: keyof Answer & string, command: string, expected = 0): Promise<Answer> {
    const { value: line } = await this.#within(expected, command, this.#lines.next())
    if (line === undefined) throw this.#failure(await this.#child.ended)
    const answer = line.startsWith("{") ? JSON.parse(line) : {}
    if ("error" in answer) throw this.#failure(`failed to ${command}: ${answer.error}`)
    if (!(key in answer)) throw this.#failure(`answered ${command} with ${line}`)
    return answer
  }

  /** Kills a peer that needs far longer for the task than it should. */
  async #within<Value>(expected: number, command: string, task: Promise<Value>): Promise<Value> {
    const seconds = this.#answerTimeout + 10 * expected
    const timer = setTimeout(() => {
      this.#late = `did not answer ${command} within ${Math.round(seconds)} s`
      this.#child.kill()
    }, seconds * 1000)
    try {
      return await task
    } finally {
      clearTimeout(timer)
    }
  }

  #failure(what: string): Error {
    return new Error(`${this.#title} ${this.#late ?? what}\n${this.#child.complaint}`.trim())
  }
}

/** All of them. If one cannot be started, the others are gone too. */
export async function allStarted(starts: Promise<Peer>[]): Promise<Peer[]> {
  const outcomes = await Promise.allSettled(starts)
  const peers = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []))
  if (peers.length < starts.length) for (const peer of peers) await peer[Symbol.asyncDispose]()
  return await Promise.all(starts)
}
