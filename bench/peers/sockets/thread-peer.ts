import { once } from "node:events"
import { Worker } from "node:worker_threads"
import type { Done, PeerSpec } from "../../protocol"
import { formatSpec } from "../arguments"

/** A peer on a thread of its own: the same program, with messages in place of standard input and output. */
export class ThreadPeer {
  readonly ready: Promise<unknown>
  readonly #worker: Worker
  readonly #ended = new AbortController()
  readonly #exit: Promise<unknown>
  readonly #blocks: boolean

  constructor(spec: PeerSpec) {
    this.#worker = new Worker(require.main!.filename, { argv: formatSpec(spec) })
    this.#exit = once(this.#worker, "exit").then(() => this.#ended.abort())
    this.#blocks = spec.style === "sync"
    this.ready = this.#answer()
  }

  /** Has it execute a command, one at a time. */
  call<Name extends keyof Done>(command: string): Promise<Pick<Done, Name>> {
    this.#worker.postMessage(command)
    return this.#answer() as Promise<Pick<Done, Name>>
  }

  /** Whatever it does at the time. */
  async close(): Promise<void> {
    // A thread that is blocked hears no message. `zeromq`, which has no such style, does not survive terminate().
    if (this.#blocks) await this.#worker.terminate()
    this.#worker.postMessage("exit")
    await this.#exit
  }

  async #answer(): Promise<unknown> {
    const [answer] = await once(this.#worker, "message", { signal: this.#ended.signal })
    if ("error" in answer) throw new Error(answer.error)
    return answer
  }
}
