import { binding, type SocketId } from "../addon/binding.js"
import { Batch } from "./batch.js"
import { type MessageProperties, type PropertyNames, setProperties } from "./properties.js"

/**
 * Kinds of metadata that draft sockets attach to a received message, with the addon's numbers. An `address` needs none:
 * the first part of a Datagram's message is the sender's address.
 */
const tags = { none: 0, routingId: 1, group: 2, address: 0 } as const
export type Tag = keyof typeof tags

const rowLength = 2

/** A batch whose messages have metadata: properties of their connection, and a draft socket's routing id or group. */
export class LabelledBatch extends Batch {
  readonly #tag: Tag
  readonly #names: PropertyNames | undefined
  #rows = new Int32Array(0)
  #groups: readonly string[] = []
  #properties: readonly MessageProperties[] = []
  #cursor = 0
  /** How many of the remaining messages still need their metadata; messages given to keep() have it already. */
  #withoutMetadata = 0

  constructor(tag: Tag, names: PropertyNames | undefined) {
    super()
    this.#tag = tag
    this.#names = names
  }

  /** Lets the addon record the metadata of messages received from now on. */
  static begin(socket: SocketId, tag: Tag, names: PropertyNames | undefined): void {
    binding.setLabels(socket, tags[tag], names?.all ?? [])
  }

  override fill(socket: SocketId, limit: number, milliseconds = 0): number {
    const code = super.fill(socket, limit, milliseconds)
    if (code !== 0) return code
    if (this.#rows.length < rowLength * this.remaining) this.#rows = new Int32Array(rowLength * this.remaining)
    const [groups, properties] = binding.takeLabels(socket, this.#rows) ?? [[], []]
    this.#groups = groups
    this.#properties = properties.map((values) => (this.#names as PropertyNames).describe(values))
    this.#cursor = 0
    this.#withoutMetadata = this.remaining
    return 0
  }

  override shift(): Buffer[] {
    if (this.#withoutMetadata === 0) return super.shift()
    this.#withoutMetadata--
    const tag = this.#rows[this.#cursor]
    const properties = this.#properties[this.#rows[this.#cursor + 1]]
    this.#cursor += rowLength
    const message = super.shift()
    if (this.#tag === "routingId") (message as unknown[]).push({ routingId: tag >>> 0 })
    // libzmq appends a NUL to the address.
    if (this.#tag === "address") message[0] = message[0].subarray(0, -1)
    if (this.#tag === "group") (message as unknown[]).push({ group: Buffer.from(this.#groups[tag], "latin1") })
    if (properties !== undefined) setProperties(message, properties)
    if (this.#withoutMetadata === 0) this.#groups = this.#properties = []
    return message
  }
}
