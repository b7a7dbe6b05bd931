import { createInterface } from "node:readline"
import { Child, type Program } from "./children"
import { formatSpec } from "./peers/arguments"
import type { Done, PeerSpec, Ready, Usage } from "./protocol"

/** What plays: a process, or a thread of a peer. */
export type Player = Pick<Child, "stdin" | "stdout" | "ended" | "complaint" | "kill">

/** A process that plays one side of a scenario; see protocol.ts. With `await using` it is gone afterwards. */
export class Peer implements AsyncDisposable {
  ready!: Ready
  readonly #title: string
  readonly #child: Player
  readonly #answerTimeout: number
  readonly #lines: AsyncIterator<string, undefined>

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
      peer.ready = await peer.#answer<Ready>("ready", "start", answerTimeout)
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
  async run(count: number, expected = 0): Promise<Done> {
    return await this.#ask<Done>("done", `run ${count}`, this.#answerTimeout + 10 * expected)
  }

  async usage(): Promise<Usage> {
    return await this.#ask<Usage>("cpu", "usage")
  }

  /** Has it end by itself, which must succeed. */
  async exit(): Promise<void> {
    this.#child.stdin.write("exit\n")
    const how = await this.#within(this.#answerTimeout, "exit", this.#child.ended)
    if (how !== "ended with status 0") throw this.#failure(how)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill()
    await this.#child.ended
  }

  #ask<Answer extends object>(
    key: keyof Answer & string,
    command: string,
    limit = this.#answerTimeout,
  ): Promise<Answer> {
    this.#child.stdin.write(`${command}\n`)
    return this.#answer(key, command, limit)
  }

  async #answer<Answer extends object>(key: keyof Answer & string, command: string, limit: number): Promise<Answer> {
    const line = this.#lines.next().then(({ value }) => value)
    const text = await this.#within(limit, command, Promise.race([line, this.#child.ended.then(() => undefined)]))
    if (text === undefined) throw this.#failure(await this.#child.ended)
    const answer = parsed(text)
    if (typeof answer?.error === "string") throw this.#failure(`failed to ${command}: ${answer.error}`)
    if (answer === undefined || !(key in answer)) throw this.#failure(`answered ${command} with ${text}`)
    return answer as Answer
  }

  async #within<Value>(seconds: number, command: string, task: Promise<Value>): Promise<Value> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      const refuse = () => reject(this.#failure(`did not answer ${command} within ${Math.round(seconds)} s`))
      timer = setTimeout(refuse, seconds * 1000)
    })
    try {
      return await Promise.race([task, late])
    } finally {
      clearTimeout(timer)
    }
  }

  #failure(what: string): Error {
    return new Error(`${this.#title} ${what}\n${this.#child.complaint}`.trim())
  }
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(line)
    return typeof value === "object" && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
