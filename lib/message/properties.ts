import { isUtf8 } from "node:buffer"
import { binding } from "../addon/binding.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"
import type { Message } from "./message.js"

/**
 * What is known of the connection that a message came by. What a transport or peer does not have is absent: over inproc
 * all of it.
 */
export interface MessageProperties {
  /** The peer's address, without its port: `"127.0.0.1"`. Over ipc, the process's user, group and process id. */
  readonly peerAddress?: string
  /**
   * Who the peer is, as authentication (ZAP) found; absent without. Absent too where the system's libzmq is linked, with
   * which any peer could say that of itself.
   */
  readonly userId?: string
  /** The peer's socket type, as the protocol has it: `"DEALER"`. */
  readonly socketType?: string
  /**
   * The routing id that the peer gave itself, absent if it gave none: up to its first byte 0, and as text, in which bytes
   * that are no UTF-8 are lost. Whole and exact is the first part of what a Router receives.
   */
  readonly routingId?: string
  /**
   * The further properties that were asked for by name: as authentication gave them, or else as the peer set them with
   * its option `metadata`. A value is a Buffer where it is no text: no UTF-8, or with a byte 0 in it. A system's libzmq
   * gives what is before that byte. Messages of one peer may share the Buffer.
   */
  readonly metadata: Readonly<Record<string, string | Buffer>>
}

/** libzmq knows a peer's routing id by the name that the protocol has for it: by its own, Routing-Id, it finds none. */
const standard = {
  "Peer-Address": "peerAddress",
  "User-Id": "userId",
  "Socket-Type": "socketType",
  Identity: "routingId",
} as const

/** Whether libzmq can be believed: the vendored one is patched. */
const isTrue = (name: string) => name !== "User-Id" || binding.vendored

const isText = (value: Buffer) => isUtf8(value) && !value.includes(0)

/** The text up to the first byte 0. */
const firstText = (value: Buffer) => value.toString().split("\0", 1)[0]

const aliases: readonly string[] = ["Routing-Id"]

/** libzmq gives the length of a name one byte. */
const longestName = 255

/** The properties that a socket tells of. */
export class PropertyNames {
  /** As libzmq calls them. */
  readonly all: readonly string[]
  /** Those that were named. */
  readonly further: readonly string[]

  constructor(further: readonly string[]) {
    this.further = further
    this.all = [...Object.keys(standard).filter(isTrue), ...further]
  }

  /** What is known of a connection, of which these are the values. */
  describe(values: readonly (Buffer | undefined)[]): MessageProperties {
    const properties: Record<string, unknown> = {}
    const metadata: Record<string, string | Buffer> = {}
    this.all.forEach((name, index) => {
      const value = values[index]
      if (value === undefined) return
      if (!Object.hasOwn(standard, name)) metadata[name] = isText(value) ? value.toString() : value
      else if (firstText(value) !== "") properties[standard[name as keyof typeof standard]] = firstText(value)
    })
    // Messages share it.
    return Object.freeze({ ...properties, metadata: Object.freeze(metadata) })
  }
}

/** What `messageProperties` asks for: undefined for nothing. */
export function checkMessageProperties(given: unknown): PropertyNames | undefined {
  if (given === false) return undefined
  if (given === true) return new PropertyNames([])
  const expected = 'true, false, or an array of the names of further properties, such as "X-Service"'
  if (!Array.isArray(given)) throw invalidArgumentType("messageProperties", expected, given)
  for (const [index, name] of (given as unknown[]).entries()) {
    const where = `messageProperties[${index}]`
    if (typeof name !== "string") throw invalidArgumentType(where, "the name of a property", name)
    if (name === "" || name.includes("\0") || Buffer.byteLength(name) > longestName) {
      throw invalidArgumentValue(where, `a name of 1 to ${longestName} bytes without NUL characters`, name)
    }
  }
  return new PropertyNames(
    [...new Set(given as string[])].filter((name) => !Object.hasOwn(standard, name) && !aliases.includes(name)),
  )
}

const propertiesByMessage = binding.shared.messageProperties as WeakMap<object, MessageProperties>

export function setProperties(message: object, properties: MessageProperties): void {
  propertiesByMessage.set(message, properties)
}

/**
 * What is known of the connection that a message came by: of the array that a receive resolved with, an iteration gave,
 * or `receiveMany` has an element. Undefined if its socket was not asked for it by `messageProperties` before the message
 * was received, and for any other array.
 *
 * @throws TypeError for what is no array.
 * @see zmq_msg_gets(3)
 */
export function propertiesOf(message: readonly (Message | object)[]): MessageProperties | undefined {
  if (!Array.isArray(message)) throw invalidArgumentType("message", "a received message, an array", message)
  return propertiesByMessage.get(message)
}
