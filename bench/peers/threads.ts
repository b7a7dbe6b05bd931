import { once } from "node:events"
import { Worker } from "node:worker_threads"
import type { Done, PeerSpec } from "../protocol"
import { formatSpec } from "./arguments"
import type { Peer } from "./driver"

/** Each side on a thread of its own. This thread only passes commands on. */
export async function threads({ bind: _, ...spec }: PeerSpec): Promise<Peer> {
  const address = "inproc://peers"
  const receiver = new ThreadPeer({ ...spec, role: "pull", bind: address })
  const sender = new ThreadPeer({ ...spec, role: "push" })
  const close = async () => {
    // In this order: what the receiver of `zeromq` has is the sender's memory, and must be free before that thread ends.
    await receiver.close()
    await sender.close()
  }
  try {
    await Promise.all([receiver.ready, sender.ready])
    await sender.call(`connect ${address}`)
  } catch (error) {
    await close()
    throw error
  }
  return {
    async run(count) {
      const [received] = await Promise.all([receiver.call(`run ${count}`), sender.call(`run ${count}`)])
      return received
    },
    close,
  }
}

/** A peer on a thread of its own: the same program, with messages in place of standard input and output. */
class ThreadPeer {
  readonly ready: Promise<unknown>
  readonly #worker: Worker
  readonly #ended = new AbortController()
  readonly #exit: Promise<unknown>
  readonly #blocks: boolean

  constructor(spec: PeerSpec) {
    this.#worker = new Worker(require.main?.filename ?? __filename, { argv: formatSpec(spec) })
    this.#exit = once(this.#worker, "exit").then(() => this.#ended.abort())
    this.#blocks = spec.style === "sync"
    this.ready = this.#answer()
  }

  /** Has it execute a command, one at a time. */
  call(command: string): Promise<Done> {
    this.#worker.postMessage(command)
    return this.#answer()
  }

  /** Whatever it does at the time. */
  async close(): Promise<void> {
    // A thread that is blocked hears no message. `zeromq`, which has no such style, does not survive terminate().
    if (this.#blocks) await this.#worker.terminate()
    this.#worker.postMessage("exit")
    await this.#exit
  }

  async #answer(): Promise<Done> {
    const [answer] = await once(this.#worker, "message", { signal: this.#ended.signal })
    if ("error" in answer) throw new Error(answer.error)
    return answer
  }
}
