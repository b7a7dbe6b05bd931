import { binding, type SocketId } from "../addon/binding.js"
import { Batch } from "./batch.js"
import { type MessageProperties, type PropertyNames, setProperties } from "./properties.js"

/**
 * The kinds of metadata of draft sockets' messages, with the addon's number for what it records of each message. For an
 * `address` it records nothing: the first part of a Datagram's message is the sender's address.
 */
const recordedKinds = { none: 0, routingId: 1, group: 2, address: 0 } as const
export type MetadataKind = keyof typeof recordedKinds

const rowLength = 2

/** A batch whose messages have metadata: properties of their connection, and a draft socket's routing id or group. */
export class MetadataBatch extends Batch {
  readonly #kind: MetadataKind
  readonly #names: PropertyNames | undefined
  #rows = new Int32Array(0)
  #groups: readonly string[] = []
  #properties: readonly MessageProperties[] = []
  #cursor = 0
  /** How many of the remaining messages still need their metadata; messages given to load() have it already. */
  #withoutMetadata = 0

  constructor(kind: MetadataKind, names: PropertyNames | undefined) {
    super()
    this.#kind = kind
    this.#names = names
  }

  /** Lets the addon record the metadata of messages received from now on. */
  static begin(socket: SocketId, kind: MetadataKind, names: PropertyNames | undefined): void {
    binding.recordMetadata(socket, recordedKinds[kind], names?.all ?? [])
  }

  override fill(socket: SocketId, limit: number, milliseconds = 0): number {
    const code = super.fill(socket, limit, milliseconds)
    if (code !== 0) return code
    if (this.#rows.length < rowLength * this.remaining) this.#rows = new Int32Array(rowLength * this.remaining)
    const [groups, properties] = binding.takeMetadata(socket, this.#rows) ?? [[], []]
    this.#groups = groups
    this.#properties = properties.map((values) => (this.#names as PropertyNames).describe(values))
    this.#cursor = 0
    this.#withoutMetadata = this.remaining
    return 0
  }

  override shift(): Buffer[] {
    if (this.#withoutMetadata === 0) return super.shift()
    this.#withoutMetadata--
    const value = this.#rows[this.#cursor]!
    const properties = this.#properties[this.#rows[this.#cursor + 1]!]
    this.#cursor += rowLength
    const message = super.shift()
    if (this.#kind === "routingId") (message as unknown[]).push({ routingId: value >>> 0 })
    // libzmq appends a NUL to the address.
    if (this.#kind === "address") message[0] = message[0]!.subarray(0, -1)
    if (this.#kind === "group") (message as unknown[]).push({ group: Buffer.from(this.#groups[value]!, "latin1") })
    if (properties !== undefined) setProperties(message, properties)
    if (this.#withoutMetadata === 0) this.#groups = this.#properties = []
    return message
  }
}
