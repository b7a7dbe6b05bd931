import { join } from "node:path"
import { Child, type Ending } from "../support/child"
import type { Runtime } from "../support/runtimes"
import { thoroughOnly } from "../support/thorough"

export const reactors = ["uv", "thread"] as const
export type Reactor = (typeof reactors)[number]

/** The options of a suite that runs on each reactor: ends and waits do not differ on the other, so `npm test` takes one. */
export function onReactor(reactor: Reactor, concurrency = 1): { concurrency: number; skip: boolean | string } {
  return { concurrency, skip: reactor === "thread" && thoroughOnly }
}

/** How a program of these tests ended. */
export interface Outcome extends Omit<Ending, "stdout"> {
  stdout: string[]
  /** Without the announcement that the end waits for messages. */
  stderr: string
  /** That announcement, if there was one. A busy machine may take so long that there is one, with nothing unsent. */
  announced: string | undefined
}

/** A program of this folder in a process of its own: in Node with one of the reactors, or in a runtime with its own. */
export class ReactorChild extends Child {
  readonly #ignored: RegExp | string

  constructor(program: string, parameters: readonly string[], reactor: Reactor | Runtime = "uv") {
    const file = join(__dirname, `${program}.js`)
    if (typeof reactor === "string") {
      super(process.execPath, ["--expose-gc", file, ...parameters], { env: { ZMQ_NAPI_REACTOR: reactor } })
    } else {
      super(reactor.command, [...reactor.parameters, file, ...parameters], {
        env: { ZMQ_NAPI_REACTOR: undefined, NO_COLOR: "1" },
      })
    }
    // Bun collects garbage at the end of a thread, where these programs leave sockets open.
    this.#ignored = typeof reactor === "object" && reactor.name === "Bun" ? collectedWarnings : ""
  }

  /** Waits for its end. */
  async outcome(): Promise<Outcome> {
    const { stderr, ...ending } = await this.ended
    const announced = announcement.exec(stderr)?.[0]
    const rest = stderr.replace(announcement, "").replace(this.#ignored, "")
    return { ...ending, stdout: this.lines, stderr: rest, announced }
  }
}

/** Runs a program of this folder to its end. */
export async function run(
  program: string,
  parameters: readonly string[],
  reactor?: Reactor | Runtime,
): Promise<Outcome> {
  await using child = new ReactorChild(program, parameters, reactor)
  return await child.outcome()
}

/** Runs the task `count` times, two at once. */
export async function repeat(count: number, task: (round: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await task(next++)
  }
  await Promise.all([worker(), worker()])
}

/** What the end of a process says on stderr when messages have not left after half a second. */
export const announcement =
  /^zmq-napi: the process has ended, but messages that were sent may not have left yet; .*`linger`.*`exitLinger`.*\n/m

/** What a process says on stderr, once, when the collector had to close a socket. */
export const collectedWarning =
  /^\(node:\d+\) ZmqResourceWarning: A \w+ socket was garbage-collected while it was open.*\n.*\n$/

const collectedWarnings =
  /^\(node:\d+\) ZmqResourceWarning: A \w+ socket was garbage-collected while it was open.*\n\(Use `bun .*\n/gm
