import { once } from "node:events"
import type { Writable } from "node:stream"
import { Worker } from "node:worker_threads"
import { allStarted, Peer, type Player } from "../peer"
import { formatSpec, type PeerSpec } from "../protocol"
import type { Peer as Played } from "./driver"

// In seconds: the harness waits for this process, which waits for its threads.
const answerTimeout = 1_000_000

/** Each side on a thread of its own. This thread only passes commands on. */
export async function threads(spec: PeerSpec): Promise<Played> {
  const bind = "inproc://peers"
  const [receiver, sender] = (await allStarted([
    Peer.of("pull", playerOf({ ...spec, role: "pull", bind }), answerTimeout),
    Peer.of("push", playerOf({ ...spec, role: "push" }), answerTimeout),
  ])) as [Peer, Peer]
  await sender.connect(bind)
  return {
    run: async (count) => (await Promise.all([receiver.run(count), sender.run(count)]))[0],
    // In this order: what the receiver of `zeromq` has is the sender's memory, and must be free before that thread ends.
    async close() {
      await receiver[Symbol.asyncDispose]()
      await sender[Symbol.asyncDispose]()
    },
  }
}

/** The same program again, on a thread. */
function playerOf(spec: PeerSpec): Player {
  const program = require.main?.filename ?? __filename
  const worker = new Worker(program, { argv: formatSpec(spec), stdin: true, stdout: true })
  const stdin = worker.stdin as Writable // asked for
  return {
    stdin,
    stdout: worker.stdout,
    ended: once(worker, "exit").then(([status]) => `ended with status ${status}`),
    complaint: "",
    // A thread that is blocked hears nothing. `zeromq`, which has no such style, does not survive terminate().
    kill: () => void (spec.style === "sync" ? worker.terminate() : stdin.end()),
  }
}
