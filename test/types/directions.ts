// What must and what must not compile: who sends, who receives, and what. The compiler is the test: nothing here runs.

import type {
  Dealer,
  Message,
  MessageLike,
  OperationOptions,
  Pair,
  Publisher,
  Pull,
  Push,
  Readable,
  Reply,
  Request,
  Router,
  Socket,
  Stream,
  Subscriber,
  Writable,
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { Socket as SocketClass } from "#lib/index"

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only for `true`. */
export type Expect<T extends true> = T

// --- directions

export type Both = [Dealer, Pair, Reply, Request, Router, Stream, XPublisher, XSubscriber]
type Receives<T> = T extends { receive: unknown; [Symbol.asyncIterator]: unknown } ? true : false
type Sends<T> = T extends { send: unknown } ? true : false

export type Directions = [
  Expect<Equal<Receives<Both[number]>, true>>,
  Expect<Equal<Sends<Both[number]>, true>>,
  Expect<Equal<Receives<Pull | Subscriber>, true>>,
  Expect<Equal<Sends<Pull | Subscriber>, false>>,
  Expect<Equal<Sends<Push | Publisher>, true>>,
  Expect<Equal<Receives<Push | Publisher>, false>>,
  Expect<Equal<Receives<Socket>, false>>,
  Expect<Equal<Sends<Socket>, false>>,
]

declare const push: Push
declare const pull: Pull
declare const publisher: Publisher
declare const subscriber: Subscriber
declare const router: Router
declare const stream: Stream

// @ts-expect-error A Push only sends.
push.receive()
// @ts-expect-error A Publisher only sends.
publisher.receive()
// @ts-expect-error A Pull only receives.
pull.send("")
// @ts-expect-error A Subscriber only receives.
subscriber.send("")
// @ts-expect-error A Push cannot be iterated over.
push[Symbol.asyncIterator]()
// @ts-expect-error Only a Subscriber subscribes.
pull.subscribe("")
// @ts-expect-error Sockets have no constructor of their own.
new SocketClass()

export const readers: Readable[] = [pull, subscriber, router]
export const writers: Writable[] = [push, publisher, router]
// @ts-expect-error A Push is not readable.
export const noReader: Readable = push
// @ts-expect-error A Pull is not writable.
export const noWriter: Writable = pull
export const pairWriter: Writable<readonly [MessageLike, MessageLike]> = stream

// --- what is sent

push.send("text")
push.send(Buffer.from("bytes"))
push.send(new Uint8Array(1))
push.send(new Float64Array(1))
push.send(new DataView(new ArrayBuffer(1)))
push.send(new ArrayBuffer(1))
push.send(new SharedArrayBuffer(1))
push.send(5)
push.send(null)
push.send(undefined)
push.send(["topic", Buffer.from("body"), null, 5])
push.send(["topic", "body"] as const)
push.send("", { timeout: 5, signal: AbortSignal.timeout(5) })
stream.send(["id", "data"])

// @ts-expect-error No message.
push.send()
// @ts-expect-error No part of a message.
push.send(true)
// @ts-expect-error No part of a message.
push.send({ json: true })
// @ts-expect-error No part of a message.
push.send(5n)
// @ts-expect-error No part of a message.
push.send(["topic", { json: true }])
// @ts-expect-error A message has no arrays within.
push.send([["nested"]])
// @ts-expect-error A Stream needs the routing id and the data.
stream.send("data")
// @ts-expect-error A Stream needs the data too.
stream.send(["id"])
// @ts-expect-error No time-out.
push.send("", { timeout: "5" })
// @ts-expect-error No option.
push.send("", { timeOut: 5 })
// @ts-expect-error No AbortSignal.
pull.receive({ signal: new AbortController() })

// --- what is received

export type Received = [
  Expect<Equal<Message, Buffer>>,
  // Code that takes a MessageLike has null to handle, as with zeromq; only a send takes undefined.
  Expect<Equal<Extract<MessageLike, undefined>, never>>,
  Expect<Equal<Awaited<ReturnType<Pull["receive"]>>, Message[]>>,
  Expect<Equal<Awaited<ReturnType<Stream["receive"]>>, [Message, Message]>>,
  Expect<Equal<Awaited<ReturnType<Push["send"]>>, void>>,
  Expect<Equal<Parameters<Pull["receive"]>, [options?: OperationOptions | undefined]>>,
  Expect<Equal<ReturnType<Pull["close"]>, void>>,
]

export async function destructured(): Promise<string> {
  const [topic, body] = await subscriber.receive({ timeout: 5 })
  for await (const [id, data] of stream) return `${id}${data}`
  for await (const [first] of pull) return `${first}`
  return `${topic}${body}`
}

export function disposed(open: () => Push): void {
  using socket = open()
  socket.send("")
}

export async function disposedLater(open: () => Pull): Promise<Message[]> {
  await using socket = open()
  return await socket.receive()
}

// @ts-expect-error It is known only at run time that a socket is open.
push.closed = true
// @ts-expect-error The context is given once.
push.context = pull.context
