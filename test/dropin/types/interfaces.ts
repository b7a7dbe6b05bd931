// Programs for `zeromq` 6 that know a socket by what it does, and tests of them that put something else in its place.
import type { EventSubscriber, Message, MessageLike, Readable, Socket, Writable } from "zeromq"
import { Dealer, Pair, Publisher, Pull, Push, Stream, Subscriber } from "zeromq"

export function patient(socket: Readable): void {
  socket.receiveTimeout = 1000
  socket.receiveHighWaterMark += 10
  socket.receiveBufferSize = -1
}

export function hasty(socket: Socket & Writable): void {
  socket.sendTimeout = 0
  socket.sendHighWaterMark *= 2
  socket.sendBufferSize = socket.multicastHops
}

export async function forward(from: Readable, to: Writable): Promise<void> {
  for await (const message of from) await to.send(message)
}

export async function first<S extends Readable & Socket>(socket: S): Promise<string> {
  const [part] = await socket.receive()
  return String(part)
}

export async function next(socket: Subscriber): Promise<Message | undefined> {
  const iterator: AsyncIterator<Message[]> = socket[Symbol.asyncIterator]()
  const { value, done } = await iterator.next()
  return done ? undefined : value[0]
}

// --- sockets as what they do

export const receivers: Readable[] = [new Pull(), new Subscriber(), new Dealer(), new Pair()]
export const senders: (Socket & Writable)[] = [new Push(), new Publisher(), new Dealer()]
export const parts: Writable<MessageLike> = new Push()
export const texts: Writable<string | string[]> = new Push()
export const pairs: Readable<[Message, Message]> & Writable<[MessageLike, MessageLike]> = new Stream()
export const open = (socket: Socket): socket is Socket & Readable => "receive" in socket && !socket.closed
export const bound: (message: MessageLike | MessageLike[]) => Promise<void> = new Dealer().send.bind(new Dealer())
export const spread = (...given: Parameters<Dealer["send"]>): Promise<void> => new Dealer().send(...given)

// --- fakes

export const silent: Writable = {
  multicastHops: 1,
  sendBufferSize: 1,
  sendHighWaterMark: 1,
  sendTimeout: 1,
  async send() {},
}

export const empty: Readable = {
  receiveBufferSize: 1,
  receiveHighWaterMark: 1,
  receiveTimeout: 1,
  async receive() {
    return []
  },
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
}

export const deaf: EventSubscriber = {
  on() {
    return this
  },
  off() {
    return this
  },
}

export class Recorder implements Writable {
  multicastHops = 1
  sendBufferSize = 1
  sendHighWaterMark = 1
  sendTimeout = 1
  sent: MessageLike[][] = []

  async send(message: MessageLike | MessageLike[]): Promise<void> {
    this.sent.push(Array.isArray(message) ? message : [message])
  }
}

// --- parts of messages

export function text(part: MessageLike): string {
  return part === null ? "" : part.toString()
}

export function size(part: MessageLike): number {
  if (part === null) return 0
  if (typeof part === "string") return Buffer.byteLength(part)
  return typeof part === "number" ? String(part).length : part.byteLength
}
