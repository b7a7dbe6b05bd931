import { Dealer, Subscriber, TimeoutError } from "zmq-napi"
import type { Publication, ServerEndpoints, Snapshot } from "./protocol"
import type { Store } from "./store"

export interface FollowerEvents {
  /** The state is that of the server, from now on. */
  onSnapshot?: () => void
  /** The server has published something, which is in the state. */
  onPublication?: (publication: Publication) => void
}

/**
 * Keeps the store equal to that of a server: by a snapshot, and then by its updates. Resolves when the server has been
 * silent for a time, or does not answer because it is not active. Rejects when the signal aborts.
 *
 * @param silence In milliseconds.
 */
export async function follow(
  server: Pick<ServerEndpoints, "snapshots" | "updates">,
  store: Store,
  silence: number,
  signal: AbortSignal,
  events: FollowerEvents = {},
): Promise<void> {
  using updates = new Subscriber()
  // First of all, so that what is published after the snapshot is not missed.
  updates.connect(server.updates)
  updates.subscribe()
  try {
    for (;;) {
      store.load(await askForSnapshot(server.snapshots, silence, signal))
      events.onSnapshot?.()
      for (;;) {
        const publication = await updates.receiveJson<Publication>({ timeout: silence, signal })
        // The subscription came too late, or the queue was full: begin again.
        if (!store.follow(publication)) break
        events.onPublication?.(publication)
      }
    }
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error
  }
}

async function askForSnapshot(endpoint: string, timeout: number, signal: AbortSignal): Promise<Snapshot> {
  using socket = new Dealer({ linger: 0 })
  socket.connect(endpoint)
  await socket.send("SNAPSHOT", { timeout, signal })
  return await socket.receiveJson<Snapshot>({ timeout, signal })
}
