import type { Part, Peer } from "../peer"
import { ThreadPeer } from "./thread-peer"

const address = "inproc://peers"

/** Each side on a thread of its own. This thread only tells them what to do. */
export const threads: Part = {
  styles: ["each", "iterate", "batch", "transfer", "sync"],
  async open(spec): Promise<Peer> {
    const receiver = new ThreadPeer({ ...spec, role: "pull", bind: address })
    const sender = new ThreadPeer({ ...spec, role: "push", bind: undefined })
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
        const [{ messages, seconds }] = await Promise.all([
          receiver.call<"messages" | "seconds">(`run ${count}`),
          sender.call(`run ${count}`),
        ])
        return { messages, seconds }
      },
      close,
    }
  },
}
