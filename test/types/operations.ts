// What must and what must not compile, of the operations beside send and receive. The compiler is the test: nothing
// here runs.

import type {
  Enveloped,
  Message,
  MessageLike,
  OperationOptions,
  PartialSendError,
  Publisher,
  Pull,
  Push,
  ReadableSocket,
  ReceiveManyOptions,
  SendOptions,
  SendSyncOptions,
  Socket,
  Stream,
  Subscriber,
  SyncOptions,
  WritableSocket,
  ZmqError,
  ZmqErrorCode,
} from "#lib/index"
import type { Both, Expect } from "./directions"

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type Reader = { receiveMany: unknown; receiveSync: unknown; batches: unknown }
type Writer = { sendMany: unknown; sendSync: unknown }

export type Directions = [
  Expect<Equal<Both[number] extends Reader & Writer ? true : false, true>>,
  Expect<Equal<Extract<keyof (Pull | Subscriber), keyof Reader>, keyof Reader>>,
  Expect<Equal<Extract<keyof (Pull | Subscriber), keyof Writer>, never>>,
  Expect<Equal<Extract<keyof (Push | Publisher), keyof Writer>, keyof Writer>>,
  Expect<Equal<Extract<keyof (Push | Publisher), keyof Reader>, never>>,
  Expect<Equal<Extract<keyof Socket, keyof Reader | keyof Writer>, never>>,
  Expect<Equal<ReadableSocket extends Reader ? true : false, true>>,
  Expect<Equal<WritableSocket extends Writer ? true : false, true>>,
]

export type Signatures = [
  Expect<Equal<ReturnType<Push["sendMany"]>, Promise<number>>>,
  Expect<Equal<ReturnType<Push["sendSync"]>, void>>,
  Expect<Equal<Awaited<ReturnType<Pull["receiveMany"]>>, Message[][]>>,
  Expect<Equal<ReturnType<Pull["receiveSync"]>, Message[]>>,
  Expect<Equal<Awaited<ReturnType<Stream["receiveMany"]>>, [Message, Message][]>>,
  Expect<Equal<ReturnType<Stream["receiveSync"]>, [Message, Message]>>,
  Expect<Equal<Parameters<Pull["receiveMany"]>, [options?: ReceiveManyOptions | undefined]>>,
  Expect<Equal<Parameters<Pull["receiveSync"]>, [options?: SyncOptions | undefined]>>,
  Expect<Equal<keyof ReceiveManyOptions, "max" | keyof OperationOptions>>,
  Expect<Equal<keyof SendOptions, "transfer" | "copy" | keyof OperationOptions>>,
  Expect<Equal<keyof SendSyncOptions, "timeout" | "copy">>,
  Expect<Equal<keyof SyncOptions, "timeout">>,
  Expect<PartialSendError extends ZmqError ? true : false>,
  Expect<Equal<PartialSendError["sent"], number>>,
  Expect<Equal<PartialSendError["cause"], unknown>>,
]

declare const push: Push
declare const pull: Pull
declare const stream: Stream

const read: readonly (readonly MessageLike[])[] = [["topic", "body"]]
push.sendMany(read)
push.sendMany(["text", Buffer.from("bytes"), ["topic", null, 5]])
push.sendMany(["text"] as const)
push.sendMany([], { timeout: 5, signal: AbortSignal.timeout(5), transfer: true })
push.send("", { transfer: true })
push.send(new Float64Array(1), { copy: false })
push.sendMany([], { copy: true })
push.sendSync(["topic", "body"], { timeout: 5, copy: false })
stream.sendMany([["id", "data"]])
stream.sendSync(["id", "data"])
pull.receiveMany({ max: 5, timeout: 5, signal: AbortSignal.timeout(5) })
pull.receiveSync({ timeout: 5 })

declare const wanted: boolean
export const sizes: Promise<number>[] = [
  pull.receiveInto(new Float64Array(1)),
  pull.receiveInto(new SharedArrayBuffer(1), { timeout: 5, signal: AbortSignal.timeout(5), envelope: false }),
]
export const framed: Promise<Enveloped<number>> = pull.receiveInto(new DataView(new ArrayBuffer(1)), { envelope: true })
export const blocking: number = pull.receiveIntoSync(new ArrayBuffer(1), { timeout: 5 })
export const blockingFramed: Enveloped<number> = pull.receiveIntoSync(new ArrayBuffer(1), { envelope: true })

// @ts-expect-error Text is no memory.
pull.receiveInto("text")
// @ts-expect-error The type of the result must be known.
pull.receiveInto(new Uint8Array(1), { envelope: wanted })
// @ts-expect-error A blocking call cannot be aborted: nothing else runs in its thread.
pull.receiveIntoSync(new Uint8Array(1), { signal: AbortSignal.timeout(5) })
// @ts-expect-error A Stream's messages have a routing id; it has none of the methods for values.
stream.receiveInto(new Uint8Array(1))
// @ts-expect-error No messages.
push.sendMany()
// @ts-expect-error Text is one message, and no array of messages.
push.sendMany("text")
// @ts-expect-error No part of a message.
push.sendMany([{ json: true }])
// @ts-expect-error A message has no arrays within.
push.sendMany([[["nested"]]])
// @ts-expect-error A Stream needs the routing id and the data.
stream.sendMany(["data"])
// @ts-expect-error A blocking call cannot be aborted: nothing else runs in its thread.
push.sendSync("", { signal: AbortSignal.timeout(5) })
// @ts-expect-error A blocking call cannot be aborted: nothing else runs in its thread.
pull.receiveSync({ signal: AbortSignal.timeout(5) })
// @ts-expect-error Nothing is handed over by a receive.
pull.receive({ transfer: true })
// @ts-expect-error A receive of one message has no limit.
pull.receive({ max: 5 })
// @ts-expect-error No limit.
pull.receiveMany({ max: "5" })
// @ts-expect-error An iteration waits as long as the socket says.
pull.batches({ timeout: 5 })
// @ts-expect-error No condition.
push.send("", { transfer: "yes" })

export async function destructured(): Promise<string> {
  for await (const batch of pull.batches({ max: 5 })) for (const [topic, body] of batch) return `${topic}${body}`
  for await (const batch of stream.batches()) for (const [id, data] of batch) return `${id}${data}`
  const [[first] = []] = await pull.receiveMany()
  const [only] = pull.receiveSync()
  return `${first}${only}`
}

type SystemErrors = Exclude<keyof typeof import("node:os").constants.errno, `WSA${string}`>
export type Codes = [
  Expect<SystemErrors extends ZmqErrorCode ? true : false>,
  Expect<string extends ZmqErrorCode ? false : true>,
]
