import assert from "node:assert/strict"
import { Example } from "../example"

/** Heartbeats in milliseconds: short enough for a test, long enough for a busy machine. */
const heartbeat = 250

/** A role of a pattern, in a process of its own. */
export class Role extends Example {
  static readonly #all = new Set<Role>()

  constructor(pattern: string, ...parameters: string[]) {
    super(`patterns/${pattern}`, ...parameters, "--heartbeat", String(heartbeat))
    Role.#all.add(this)
  }

  /** As of any child; if it does not exit so, the error also says how the other roles are. */
  override async exited(code?: number): Promise<string[]> {
    try {
      return await super.exited(code)
    } catch (error) {
      const others = [...Role.#all].filter((role) => role !== this).map((role) => role.#state)
      throw new Error(["It did not exit as it should. The other roles:", ...others].join("\n\n"), { cause: error })
    }
  }

  get #state(): string {
    return `${this.name}${this.endedByItself ? " (has ended)" : ""}:\n${this.lines.join("\n")}`
  }

  /** Fails if the role has crashed while the test went on. */
  override async [Symbol.asyncDispose](): Promise<void> {
    const { endedByItself } = this
    await super[Symbol.asyncDispose]()
    Role.#all.delete(this)
    const { code, signal, stderr } = await this.ended
    const hasCrashed = endedByItself && ((signal !== null && signal !== "SIGKILL") || /^ {4}at /m.test(stderr))
    assert.ok(!hasCrashed, `${this.name} ended with ${code ?? signal}: ${stderr}`)
  }
}

/** The numbers of the requests that were answered, in the order of the replies that a client prints. */
export function answered(lines: readonly string[]): number[] {
  return lines.flatMap((line) => {
    const [, number] = /^Reply: (\d+) /.exec(line) ?? []
    return number === undefined ? [] : [Number(number)]
  })
}

/** The numbers from 1 to `count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
