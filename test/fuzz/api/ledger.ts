// The model: what was sent, what became of it, and what may arrive.
import { isDeepStrictEqual } from "node:util"

interface Sent {
  sender: number
  /** The number of the only socket that may receive it; undefined for any. */
  to: number | undefined
  state: "waiting" | "accepted" | "rejected"
}

/** Receives of one call, in the order of calls: their messages are in the order of arrival. */
export interface Slot {
  messages: (readonly Buffer[])[]
}

/** Keeps account of all messages of a plan. Sockets are known by their numbers. */
export class Ledger {
  readonly violations: string[] = []
  readonly #sent: Sent[] = []
  readonly #slots = new Map<number, Slot[]>()
  readonly #onePart: boolean

  constructor(onePart: boolean) {
    this.#onePart = onePart
  }

  /** Makes a message, whose number is its place in the order of sends. */
  make(sender: number, to: number | undefined, sizes: readonly number[]): { id: number; parts: Buffer[] } {
    const id = this.#sent.push({ sender, to, state: "waiting" }) - 1
    const bodies = sizes.map((size) => Buffer.alloc(size, id))
    const header = Buffer.from(JSON.stringify([id, ...sizes]))
    const parts = this.#onePart ? [Buffer.concat([header, Buffer.from("\n"), ...bodies])] : [header, ...bodies]
    return { id, parts }
  }

  accept(ids: readonly number[]): void {
    for (const id of ids) this.#sent[id]!.state = "accepted"
  }

  reject(ids: readonly number[]): void {
    for (const id of ids) this.#sent[id]!.state = "rejected"
  }

  /** A place for what a call will receive. */
  slot(receiver: number): Slot {
    const slot: Slot = { messages: [] }
    const slots = this.#slots.get(receiver) ?? []
    this.#slots.set(receiver, slots)
    slots.push(slot)
    return slot
  }

  /** Who sent a message. */
  senderOf(message: readonly Buffer[]): number | undefined {
    const id = this.#decode(message)
    return id === undefined ? undefined : this.#sent[id]?.sender
  }

  violate(text: string): void {
    this.violations.push(text)
  }

  /** The number of accepted messages that have not come, to any or to all of those that are due to get them. */
  missing(receivers: readonly number[], everyone: boolean): number {
    const received = new Map(receivers.map((receiver) => [receiver, new Set(this.#idsOf(receiver))]))
    const came = (id: number, receiver: number) => received.get(receiver)?.has(id) ?? false
    return this.#sent.filter(({ state, to }, id) => {
      if (state !== "accepted") return false
      if (to !== undefined) return !came(id, to)
      return everyone ? !receivers.every((receiver) => came(id, receiver)) : !receivers.some((one) => came(id, one))
    }).length
  }

  /** Checks what has come: whole, once, in order, to the right socket, and nothing that was rejected. */
  check(everyone: boolean): void {
    const everywhere = new Map<number, number>()
    for (const receiver of this.#slots.keys()) {
      const last = new Map<number, number>()
      for (const slot of this.#slots.get(receiver)!) {
        for (const message of slot.messages) this.#checkOne(receiver, message, last, everywhere, everyone)
      }
    }
  }

  #checkOne(
    receiver: number,
    message: readonly Buffer[],
    last: Map<number, number>,
    everywhere: Map<number, number>,
    everyone: boolean,
  ): void {
    const id = this.#decode(message)
    const sent = id === undefined ? undefined : this.#sent[id]
    if (id === undefined || sent === undefined) {
      this.violate(
        `${receiver} got what nobody sent: ${message.map((part) => part.subarray(0, 40).toString("latin1"))}`,
      )
      return
    }
    if (sent.state === "rejected") this.violate(`${receiver} got ${id}, which was rejected`)
    if (sent.to !== undefined && sent.to !== receiver) this.violate(`${receiver} got ${id}, which is for ${sent.to}`)
    if ((last.get(sent.sender) ?? -1) >= id) {
      this.violate(`${receiver} got ${id} of ${sent.sender} after ${last.get(sent.sender)}`)
    }
    last.set(sent.sender, id)
    if (!everyone && everywhere.has(id)) this.violate(`${receiver} got ${id}, and so did ${everywhere.get(id)}`)
    everywhere.set(id, receiver)
  }

  #idsOf(receiver: number): number[] {
    const messages = (this.#slots.get(receiver) ?? []).flatMap((slot) => slot.messages)
    return messages.flatMap((message) => this.#decode(message) ?? [])
  }

  /** The number of a message that is whole. */
  #decode(message: readonly Buffer[]): number | undefined {
    const [first, ...rest] = message
    if (first === undefined) return undefined
    const end = this.#onePart ? first.indexOf("\n") : first.length
    try {
      const [id, ...sizes] = JSON.parse(first.subarray(0, end).toString()) as [number, ...number[]]
      const bodies = sizes.map((size) => Buffer.alloc(size, id))
      if (!this.#onePart)
        return isDeepStrictEqual(
          rest.map((part) => Buffer.from(part)),
          bodies,
        )
          ? id
          : undefined
      return rest.length === 0 && first.subarray(end + 1).equals(Buffer.concat(bodies)) ? id : undefined
    } catch {
      return undefined
    }
  }
}
