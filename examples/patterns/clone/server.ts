import { type Message, Publisher, Pull, Router, Subscriber } from "zmq-napi"
import { every } from "../timer"
import { BinaryStar, type State } from "./binary-star"
import { follow } from "./follower"
import { type Change, liveness, type ServerEndpoints } from "./protocol"
import { Store } from "./store"

export interface CloneServerOptions {
  role: "primary" | "backup"
  endpoints: ServerEndpoints
  /** Where it tells its state to the other server. */
  state: string
  peer: { endpoints: ServerEndpoints; state: string }
  /** In milliseconds; the same for both servers and all clients. */
  heartbeat: number
  /** Called when it becomes active or passive. */
  onState: (state: State) => void
  /** Called when its state is that of the other server, which it follows from then on. */
  onFollowing: () => void
}

/** One of two servers of a state. The active one makes the changes; the other follows it, and takes over. */
export class CloneServer implements Disposable {
  readonly store = new Store()
  readonly #options: CloneServerOptions
  readonly #silence: number
  readonly #star: BinaryStar
  readonly #snapshots = new Router({ linger: 0 })
  readonly #updates = new Publisher({ linger: 0 })
  readonly #changes = new Pull()
  readonly #ownState = new Publisher({ linger: 0 })
  readonly #peerState = new Subscriber({ conflate: true })
  /** Changes that this server, while it is passive, has not seen the active one make. */
  readonly #pending = new Map<string, Change>()
  #lastState: State

  constructor(options: CloneServerOptions) {
    this.#options = options
    this.#silence = options.heartbeat * liveness
    this.#star = new BinaryStar(options.role, this.#silence)
    this.#lastState = options.role
  }

  async run(signal: AbortSignal): Promise<void> {
    const { endpoints, state, peer, heartbeat } = this.#options
    await this.#snapshots.bind(endpoints.snapshots)
    await this.#updates.bind(endpoints.updates)
    await this.#changes.bind(endpoints.changes)
    await this.#ownState.bind(state)
    this.#peerState.connect(peer.state)
    this.#peerState.subscribe()

    signal.addEventListener("abort", () => this[Symbol.dispose](), { once: true })
    using _beat = every(heartbeat, () => this.#beat())
    await Promise.all([this.#watchPeer(), this.#answer(), this.#collect(), this.#followPeer(signal)])
  }

  async #beat(): Promise<void> {
    await this.#ownState.send(this.#star.state)
    if (this.#star.state === "active")
      await this.#updates.sendJson({ kind: "heartbeat", sequence: this.store.sequence })
  }

  async #watchPeer(): Promise<void> {
    for await (const [state] of this.#peerState) {
      this.#star.heard(String(state) as State)
      await this.#changed()
    }
  }

  async #answer(): Promise<void> {
    for await (const [client] of this.#snapshots) {
      const mayAnswer = this.#star.asked()
      await this.#changed()
      if (mayAnswer) await this.#snapshots.sendJson(this.store.snapshot, { envelope: client })
    }
  }

  async #collect(): Promise<void> {
    for await (const [message] of this.#changes) {
      const change = parse(message!)
      if (change === undefined) continue
      if (this.#star.state === "active") await this.#make(change)
      else if (!this.store.has(change.id)) this.#pending.set(change.id, change)
    }
  }

  async #make(change: Change): Promise<void> {
    await this.#updates.sendJson(this.store.change(change))
  }

  /** While it is not active, its store follows that of the peer. */
  async #followPeer(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const leading = new AbortController()
      this.#stopFollowing = () => leading.abort()
      if (this.#star.state === "active") await new Promise((resolve) => signal.addEventListener("abort", resolve))
      else await this.#followOnce(AbortSignal.any([signal, leading.signal]))
    }
  }

  #stopFollowing = () => {}

  async #followOnce(signal: AbortSignal): Promise<void> {
    const onSnapshot = () => {
      for (const id of this.#pending.keys()) if (this.store.has(id)) this.#pending.delete(id)
      this.#options.onFollowing()
    }
    try {
      await follow(this.#options.peer.endpoints, this.store, this.#silence, signal, {
        onSnapshot,
        onPublication: (publication) => "id" in publication && this.#pending.delete(publication.id),
      })
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  /** Tells of a change of its state. When it has become active, it makes what its peer has left. */
  async #changed(): Promise<void> {
    const { state } = this.#star
    if (state === this.#lastState) return
    this.#lastState = state
    this.#options.onState(state)
    if (state !== "active") return
    this.#stopFollowing()
    const left = [...this.#pending.values()]
    this.#pending.clear()
    for (const change of left) await this.#make(change)
  }

  [Symbol.dispose](): void {
    for (const socket of [this.#snapshots, this.#updates, this.#changes, this.#ownState, this.#peerState])
      socket.close()
  }
}

/** The change, or undefined if it is none: anybody may have sent it. */
function parse(message: Message): Change | undefined {
  try {
    const { id, key, value } = JSON.parse(String(message)) as Partial<Change>
    return typeof id === "string" && typeof key === "string" && typeof value === "string"
      ? { id, key, value }
      : undefined
  } catch {
    return undefined
  }
}
