import { isUtf8 } from "node:buffer"
import { binding } from "../addon/binding.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"
import type { Message } from "./message.js"

/**
 * Properties of the connection that a message was received on. A property that the transport or the peer does not have
 * is absent; over inproc, all are absent.
 */
export interface MessageProperties {
  /** The peer's address, without its port: `"127.0.0.1"`. Over ipc, the process's user, group and process id. */
  readonly peerAddress?: string
  /**
   * The user id that authentication (ZAP) gave the peer; absent without authentication. Also absent if the system's
   * libzmq is linked, because there any peer could set its own user id.
   */
  readonly userId?: string
  /** The peer's socket type, as the protocol names it: `"DEALER"`. */
  readonly socketType?: string
  /**
   * The routing id that the peer has set for itself; absent if it has set none. The text ends at the first byte 0, and
   * bytes that are not UTF-8 are lost. For the exact routing id, use the first part of a message that a Router
   * receives.
   */
  readonly routingId?: string
  /**
   * The further properties that `messageProperties` names. A value comes from authentication, or else from the peer's
   * option `metadata`. It is a string, or a Buffer if it is not UTF-8 or contains a byte 0; the system's libzmq cuts it
   * off before that byte. Messages of one peer may share the Buffer.
   */
  readonly metadata: Readonly<Record<string, string | Buffer>>
}

/** Names of libzmq's properties. It stores the routing id as "Identity"; looking up "Routing-Id" always fails. */
const standard = {
  "Peer-Address": "peerAddress",
  "User-Id": "userId",
  "Socket-Type": "socketType",
  Identity: "routingId",
} as const

/** Whether libzmq's value can be trusted: unpatched, as the system's libzmq is, it lets a peer forge its User-Id. */
const isTrusted = (name: string) => name !== "User-Id" || binding.vendored

const isText = (value: Buffer) => isUtf8(value) && !value.includes(0)

/** The text before the first byte 0. */
const firstText = (value: Buffer) => value.toString().split("\0", 1)[0]

/** Names that would repeat a standard property. */
const aliases: readonly string[] = ["Routing-Id"]

/** In bytes: libzmq stores the length of a name in one byte. */
const longestName = 255

/** The names of the properties that a socket reports with each message. */
export class PropertyNames {
  /** The names, in libzmq, of all the properties, standard and further. */
  readonly all: readonly string[]
  /** The further properties, which the program named. */
  readonly further: readonly string[]

  constructor(further: readonly string[]) {
    this.further = further
    this.all = [...Object.keys(standard).filter(isTrusted), ...further]
  }

  /** Makes the properties of a connection from their values, which are in the order of {@link all}. */
  describe(values: readonly (Buffer | undefined)[]): MessageProperties {
    const properties: Record<string, unknown> = {}
    const metadata: Record<string, string | Buffer> = {}
    this.all.forEach((name, index) => {
      const value = values[index]
      if (value === undefined) return
      if (!Object.hasOwn(standard, name)) metadata[name] = isText(value) ? value.toString() : value
      else if (firstText(value) !== "") properties[standard[name as keyof typeof standard]] = firstText(value)
    })
    // Frozen, because messages share it.
    return Object.freeze({ ...properties, metadata: Object.freeze(metadata) })
  }
}

/** Reads the option `messageProperties`. Returns undefined if it asks for no properties. */
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
 * The properties of the connection that a message was received on. `message` is the array that a receive resolved with,
 * that an iteration yielded, or an element of the result of `receiveMany`. Undefined if the socket's option
 * `messageProperties` was not set before the message was received, and for any other array.
 *
 * @throws TypeError unless `message` is an array.
 * @see zmq_msg_gets(3)
 */
export function propertiesOf(message: readonly (Message | object)[]): MessageProperties | undefined {
  if (!Array.isArray(message)) throw invalidArgumentType("message", "a received message, an array", message)
  return propertiesByMessage.get(message)
}
