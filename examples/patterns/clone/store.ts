import type { Change, Publication, Snapshot } from "./protocol"

/** How many changes are remembered, so that one which is sent twice is made once. */
const remembered = 10_000

/** The state, with the number of its last update. */
export class Store {
  #sequence = 0
  #entries = new Map<string, string>()
  #ids = new Set<string>()

  get sequence(): number {
    return this.#sequence
  }

  get entries(): ReadonlyMap<string, string> {
    return this.#entries
  }

  get snapshot(): Snapshot {
    return { sequence: this.#sequence, entries: [...this.#entries], ids: [...this.#ids] }
  }

  load({ sequence, entries, ids }: Snapshot): void {
    this.#sequence = sequence
    this.#entries = new Map(entries)
    this.#ids = new Set(ids)
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** Makes a change; returns what is to be published of it. */
  change(change: Change): Publication {
    if (this.has(change.id)) return { kind: "confirmation", id: change.id }
    this.#make(change, this.#sequence + 1)
    return { kind: "update", sequence: this.#sequence, ...change }
  }

  /** Follows what another has published. Returns false if something before it is missing. */
  follow(publication: Publication): boolean {
    if (publication.kind === "heartbeat") return publication.sequence <= this.#sequence
    if (publication.kind === "update" && publication.sequence > this.#sequence) {
      if (publication.sequence > this.#sequence + 1) return false
      this.#make(publication, publication.sequence)
    }
    return true
  }

  #make({ id, key, value }: Change, sequence: number): void {
    this.#sequence = sequence
    this.#entries.set(key, value)
    this.#ids.add(id)
    const [oldest] = this.#ids
    if (this.#ids.size > remembered) this.#ids.delete(oldest!)
  }
}
