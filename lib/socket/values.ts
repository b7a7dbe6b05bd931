import type { OperationOptions } from "../engine/operation.js"
import { invalidArgumentType, isError, MessageFormatError } from "../errors/errors.js"
import { type Codec, json, object, type TextEncoding, textIn } from "../message/codecs.js"
import type { Message, MessagePart } from "../message/message.js"
import { KnownNames, namesOf } from "../options/known-names.js"
import {
  type Blocking,
  type Enveloped,
  type ReceiveValueOptions,
  type WithEnvelope,
  wantsEnvelope,
} from "./envelope.js"
import { type ReadableIntoMemory, readableIntoMemory } from "./receive-into.js"
import { handleOf, type Socket } from "./socket.js"

/** Options for sending a value. */
export interface SendValueOptions extends OperationOptions {
  /** The parts before the value, such as a topic or a routing id. Default: none. */
  envelope?: MessagePart | readonly MessagePart[] | undefined
}

/** Options for sending text. */
export interface SendTextOptions extends SendValueOptions {
  /** By default UTF-8. */
  encoding?: TextEncoding | undefined
}

/** Options for receiving text. */
export interface ReceiveTextOptions extends ReceiveValueOptions {
  /** By default UTF-8. */
  encoding?: TextEncoding | undefined
}

const operation = { timeout: true, signal: true } as const
const valueNames = namesOf<SendValueOptions & ReceiveValueOptions>("options", { ...operation, envelope: true })
const textNames = namesOf<SendTextOptions & ReceiveTextOptions>("options", {
  ...operation,
  envelope: true,
  encoding: true,
})
const textsNames = namesOf<OperationOptions & { encoding?: TextEncoding | undefined }>("options", {
  ...operation,
  encoding: true,
})

/** The names of the same options for a call that blocks. */
function blocking({ names }: KnownNames): KnownNames {
  return new KnownNames(
    "options of an operation that blocks",
    names.filter((name) => name !== "signal"),
  )
}
const valueSyncNames = blocking(valueNames)
const textSyncNames = blocking(textNames)
const textsSyncNames = blocking(textsNames)

/** How a socket sends text and values. */
export interface WritableValues {
  /**
   * Sends text, or several texts as the parts of one message, as `send` does. Rejects as `send` does, and with a
   * TypeError if the value is not text or `encoding` cannot encode it; then nothing is sent.
   */
  sendString(text: string | readonly string[], options?: TextEncoding | SendTextOptions): Promise<void>
  /** As {@link sendString}, but blocks as `sendSync` does. */
  sendStringSync(text: string | readonly string[], options?: TextEncoding | Blocking<SendTextOptions>): void
  /**
   * Sends a value as JSON in one part, as `send` does. Whatever `JSON.stringify` omits is omitted. Rejects as `send`
   * does, and with a TypeError for a value that JSON cannot represent: undefined, functions, BigInts, cycles; then
   * nothing is sent.
   */
  sendJson(value: unknown, options?: SendValueOptions): Promise<void>
  /** As {@link sendJson}, but blocks as `sendSync` does. */
  sendJsonSync(value: unknown, options?: Blocking<SendValueOptions>): void
  /**
   * Sends a value as a structured clone in one part, as `send` does. Maps, Sets, Dates, BigInts, typed arrays and
   * cycles are preserved; instances of classes arrive as plain objects. For peers in JavaScript, of the same version of
   * Node or a later one. Rejects as `send` does, and with a TypeError for a value that cannot be cloned, such as a
   * function; then nothing is sent.
   */
  sendObject(value: unknown, options?: SendValueOptions): Promise<void>
  /** As {@link sendObject}, but blocks as `sendSync` does. */
  sendObjectSync(value: unknown, options?: Blocking<SendValueOptions>): void
}

/** How a socket receives text, values, and bytes into memory of the program. */
export interface ReadableValues extends ReadableIntoMemory {
  /**
   * Receives a message of one part as text, as `receive` does; with `envelope`, a message of several parts, of which
   * the last is the text. Rejects as `receive` does, and with a `MessageFormatError`, which has the parts, if the bytes
   * are not valid in `encoding`, or if the message has several parts and `envelope` is not set. A Router's messages
   * always begin with a routing id: without `envelope`, a Router rejects with a TypeError and receives nothing.
   */
  receiveString(options: WithEnvelope<ReceiveTextOptions>): Promise<Enveloped<string>>
  receiveString(options?: TextEncoding | (ReceiveTextOptions & { envelope?: false | undefined })): Promise<string>
  /** As {@link receiveString}, but blocks as `receiveSync` does. */
  receiveStringSync(options: WithEnvelope<Blocking<ReceiveTextOptions>>): Enveloped<string>
  receiveStringSync(options?: TextEncoding | (Blocking<ReceiveTextOptions> & { envelope?: false | undefined })): string
  /** Receives a message of any number of parts, each as text. Rejects as {@link receiveString} does. */
  receiveStrings(
    options?: TextEncoding | (OperationOptions & { encoding?: TextEncoding | undefined }),
  ): Promise<string[]>
  /** As {@link receiveStrings}, but blocks as `receiveSync` does. */
  receiveStringsSync(
    options?: TextEncoding | Blocking<OperationOptions & { encoding?: TextEncoding | undefined }>,
  ): string[]
  /**
   * Receives a message of one part as JSON, as {@link receiveString} receives text. If the part is not JSON, the
   * `MessageFormatError` has the parts, and the error of `JSON.parse` as its `cause`. The value is not checked to be a
   * `T`.
   */
  receiveJson<T = unknown>(options: WithEnvelope<ReceiveValueOptions>): Promise<Enveloped<T>>
  receiveJson<T = unknown>(options?: ReceiveValueOptions & { envelope?: false | undefined }): Promise<T>
  /** As {@link receiveJson}, but blocks as `receiveSync` does. */
  receiveJsonSync<T = unknown>(options: WithEnvelope<Blocking<ReceiveValueOptions>>): Enveloped<T>
  receiveJsonSync<T = unknown>(options?: Blocking<ReceiveValueOptions> & { envelope?: false | undefined }): T
  /**
   * Receives a value that `sendObject` sent, as {@link receiveString} receives text. If the part is not a structured
   * clone, the `MessageFormatError` has the parts. The value is not checked to be a `T`. Only for trusted peers: the
   * decoder of the format is not made for malicious bytes.
   *
   * The objects belong to Node's own realm. In code of another realm, such as a test file of Jest, a received Map is
   * not `instanceof Map`.
   *
   * @see https://nodejs.org/api/v8.html#serialization-api
   */
  receiveObject<T = unknown>(options: WithEnvelope<ReceiveValueOptions>): Promise<Enveloped<T>>
  receiveObject<T = unknown>(options?: ReceiveValueOptions & { envelope?: false | undefined }): Promise<T>
  /** As {@link receiveObject}, but blocks as `receiveSync` does. */
  receiveObjectSync<T = unknown>(options: WithEnvelope<Blocking<ReceiveValueOptions>>): Enveloped<T>
  receiveObjectSync<T = unknown>(options?: Blocking<ReceiveValueOptions> & { envelope?: false | undefined }): T
}

// --- sending

/** Options, of which an encoding alone is the short form. */
function textOptions<Options extends object>(
  options: unknown,
  names: KnownNames,
): Options & { encoding?: TextEncoding | undefined } {
  return (typeof options === "string" ? { encoding: options } : checkOptions(options, names)) as Options
}

/** Checks the option names before the value, because a misspelt name may be the reason why the value is invalid. */
function checkOptions(options: unknown, names: KnownNames): object {
  if (options === undefined) return {}
  if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
  names.check(options)
  return options
}

function addEnvelope(options: SendValueOptions, parts: readonly MessagePart[]): MessagePart | readonly MessagePart[] {
  const { envelope } = options
  if (envelope === undefined) return parts.length === 1 ? parts[0] : parts
  return Array.isArray(envelope) ? [...envelope, ...parts] : [envelope as MessagePart, ...parts]
}

function encodeText(text: unknown, options: SendTextOptions): MessagePart | readonly MessagePart[] {
  const { encode } = textIn(options.encoding)
  if (!Array.isArray(text)) return addEnvelope(options, [encode(text as string, "text")])
  // `send` rejects a message without parts.
  if (text.length === 0) return text
  return addEnvelope(
    options,
    text.map((part, index) => encode(part, `text[${index}]`)),
  )
}

function encodeValue(codec: Codec<unknown>, value: unknown, options: SendValueOptions) {
  return addEnvelope(options, [codec.encode(value, "value")])
}

/** The methods of {@link WritableValues}. */
export const writableValues = {
  async sendString(this: Socket, text: unknown, given?: unknown): Promise<void> {
    const options = textOptions<SendTextOptions>(given, textNames)
    await this[handleOf].sendQueue.send(encodeText(text, options), options, null)
  },
  sendStringSync(this: Socket, text: unknown, given?: unknown): void {
    const options = textOptions<SendTextOptions>(given, textSyncNames)
    this[handleOf].sendQueue.sendSync(encodeText(text, options), options, null)
  },
  async sendJson(this: Socket, value: unknown, options?: SendValueOptions): Promise<void> {
    await this[handleOf].sendQueue.send(encodeValue(json, value, checkOptions(options, valueNames)), options, null)
  },
  sendJsonSync(this: Socket, value: unknown, options?: SendValueOptions): void {
    this[handleOf].sendQueue.sendSync(encodeValue(json, value, checkOptions(options, valueSyncNames)), options, null)
  },
  async sendObject(this: Socket, value: unknown, options?: SendValueOptions): Promise<void> {
    await this[handleOf].sendQueue.send(encodeValue(object, value, checkOptions(options, valueNames)), options, null)
  },
  sendObjectSync(this: Socket, value: unknown, options?: SendValueOptions): void {
    this[handleOf].sendQueue.sendSync(encodeValue(object, value, checkOptions(options, valueSyncNames)), options, null)
  },
}

// --- receiving

function decode<T>(codec: Codec<T>, parts: Message[], index: number): T {
  try {
    return codec.decode(parts[index]!)
  } catch (cause) {
    const what = parts.length === 1 ? "The message" : `Part ${index + 1} of ${parts.length} of the message`
    const why = isError(cause) ? `: ${cause.message}` : ""
    throw new MessageFormatError(`${what} is not ${codec.form}${why}`, parts, { cause })
  }
}

function decodeLast<T>(codec: Codec<T>, parts: Message[], envelope: boolean): T | Enveloped<T> {
  const last = parts.length - 1
  if (envelope) return { value: decode(codec, parts, last), envelope: parts.slice(0, last) }
  if (last === 0) return decode(codec, parts, last)
  throw new MessageFormatError(
    `The message has ${parts.length} parts; ask for the envelope, by { envelope: true }`,
    parts,
  )
}

async function receiveValue<T>(socket: Socket, codec: Codec<T>, options: ReceiveValueOptions) {
  const envelope = wantsEnvelope(socket, options)
  return decodeLast(codec, await socket[handleOf].receiveQueue.receive(options, null), envelope)
}

function receiveValueSync<T>(socket: Socket, codec: Codec<T>, options: ReceiveValueOptions) {
  const envelope = wantsEnvelope(socket, options)
  return decodeLast(codec, socket[handleOf].receiveQueue.receiveSync(options, null), envelope)
}

function decodeAll(codec: Codec<string>, parts: Message[]): string[] {
  return parts.map((_, index) => decode(codec, parts, index))
}

// Each async method awaits its result; otherwise the stack of an error would not lead to the caller.

/** The methods of {@link ReadableValues}. */
export const readableValues = {
  ...readableIntoMemory,
  async receiveString(this: Socket, given?: unknown) {
    const options = textOptions<ReceiveTextOptions>(given, textNames)
    return await receiveValue(this, textIn(options.encoding), options)
  },
  receiveStringSync(this: Socket, given?: unknown) {
    const options = textOptions<ReceiveTextOptions>(given, textSyncNames)
    return receiveValueSync(this, textIn(options.encoding), options)
  },
  async receiveStrings(this: Socket, given?: unknown): Promise<string[]> {
    const options = textOptions<OperationOptions>(given, textsNames)
    const codec = textIn(options.encoding)
    return decodeAll(codec, await this[handleOf].receiveQueue.receive(options, null))
  },
  receiveStringsSync(this: Socket, given?: unknown): string[] {
    const options = textOptions<OperationOptions>(given, textsSyncNames)
    return decodeAll(textIn(options.encoding), this[handleOf].receiveQueue.receiveSync(options, null))
  },
  async receiveJson(this: Socket, options?: ReceiveValueOptions) {
    return await receiveValue(this, json, checkOptions(options, valueNames))
  },
  receiveJsonSync(this: Socket, options?: ReceiveValueOptions) {
    return receiveValueSync(this, json, checkOptions(options, valueSyncNames))
  },
  async receiveObject(this: Socket, options?: ReceiveValueOptions) {
    return await receiveValue(this, object, checkOptions(options, valueNames))
  },
  receiveObjectSync(this: Socket, options?: ReceiveValueOptions) {
    return receiveValueSync(this, object, checkOptions(options, valueSyncNames))
  },
}
