import { randomUUID } from "node:crypto"
import { EventEmitter } from "node:events"
import { Push, ZmqError } from "zmq-napi"
import { follow } from "./follower"
import { type Change, liveness, type Publication, type ServerEndpoints } from "./protocol"
import { Store } from "./store"

export interface CloneClientEvents {
  /** It has the state of a server: at the beginning, and when it has turned to another server. */
  synchronized: [server: number]
  update: [key: string, value: string]
}

/**
 * A copy of a state that two servers keep. Changes go to both servers; they are in the state, here too, when the active
 * one has made them.
 */
export class CloneClient extends EventEmitter<CloneClientEvents> implements Disposable {
  readonly #servers: readonly ServerEndpoints[]
  readonly #silence: number
  readonly #store = new Store()
  readonly #pushes: Push[]
  readonly #disposed = new AbortController()
  readonly #unconfirmed = new Map<string, { change: Change; confirm: () => void }>()

  constructor(servers: readonly ServerEndpoints[], heartbeat: number) {
    super()
    this.#servers = servers
    this.#silence = heartbeat * liveness
    this.#pushes = servers.map(({ changes }) => {
      // To those that are connected alone: what waited for a server that was away would be out of date.
      const socket = new Push({ immediate: true, linger: 0 })
      socket.connect(changes)
      return socket
    })
  }

  get entries(): ReadonlyMap<string, string> {
    return this.#store.entries
  }

  /** Resolves when the active server has made the change. If servers change meanwhile, it is sent again. */
  set(key: string, value: string, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const change: Change = { id: randomUUID(), key, value }
      const settle = (how: () => void) => {
        signal?.removeEventListener("abort", abort)
        this.#unconfirmed.delete(change.id)
        how()
      }
      const abort = () => settle(() => reject(signal!.reason))
      signal?.addEventListener("abort", abort)
      this.#unconfirmed.set(change.id, { change, confirm: () => settle(resolve) })
      this.#send(change)
    })
  }

  /** Follows the active server, and the other one when that is silent, until the signal aborts or this is disposed. */
  async run(signal: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([signal, this.#disposed.signal])
    try {
      for (let server = 0; ; server = (server + 1) % this.#servers.length) {
        await follow(this.#servers[server]!, this.#store, this.#silence, ended, {
          onSnapshot: () => this.#synchronized(server),
          onPublication: (publication) => this.#published(publication),
        })
      }
    } catch (error) {
      if (!this.#disposed.signal.aborted) throw error
    }
  }

  #synchronized(server: number): void {
    this.emit("synchronized", server)
    for (const { change, confirm } of this.#unconfirmed.values()) {
      if (this.#store.has(change.id)) confirm()
      else this.#send(change)
    }
  }

  #published(publication: Publication): void {
    if (publication.kind === "update") this.emit("update", publication.key, publication.value)
    if (publication.kind !== "heartbeat") this.#unconfirmed.get(publication.id)?.confirm()
    // Sent while no server was connected, or lost with one.
    else for (const { change } of this.#unconfirmed.values()) this.#send(change)
  }

  #send(change: Change): void {
    for (const push of this.#pushes) {
      push.sendJson(change, { timeout: 0 }).catch((error) => {
        // No connection, or a server that is overloaded.
        if (!(error instanceof ZmqError && ["EAGAIN", "EBADF"].includes(error.code))) throw error
      })
    }
  }

  [Symbol.dispose](): void {
    this.#disposed.abort()
    for (const push of this.#pushes) push.close()
  }
}
