// What must and what must not compile, of values, defaults, endpoints and statistics. The compiler is the test: nothing
// here runs.

import {
  Context,
  type Dealer,
  type Enveloped,
  type Message,
  type Pull,
  type Push,
  type SocketDefaults,
  type SocketEndpoints,
  type SocketStats,
} from "#lib/index"

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only for `true`. */
export type Expect<T extends true> = T

declare const push: Push
declare const pull: Pull
declare const dealer: Dealer

interface Order {
  id: number
}

export async function values(): Promise<void> {
  await push.sendString("text", "latin1")
  await push.sendString(["a", "b"] as const, { encoding: "utf16le", envelope: "topic", timeout: 5 })
  push.sendStringSync("text", { timeout: 5 })
  await push.sendJson({ id: 1 }, { envelope: ["topic", Buffer.alloc(1)], signal: AbortSignal.timeout(5) })
  await push.sendObject(new Map(), {})

  const text: string = await pull.receiveString()
  const texts: string[] = await pull.receiveStrings("ascii")
  const order: Order = await pull.receiveJson<Order>({ timeout: 5 })
  const unknown = await pull.receiveJson()
  const enveloped = await dealer.receiveObject<Order>({ envelope: true })
  const parts: Message[] = enveloped.envelope
  const sync = pull.receiveJsonSync<Order>()
  const checks: [
    Expect<Equal<typeof unknown, unknown>>,
    Expect<Equal<typeof enveloped, Enveloped<Order>>>,
    Expect<Equal<typeof sync, Order>>,
  ] = [true, true, true]
  void [text, texts, order, parts, checks]

  // @ts-expect-error: hex is no encoding of text
  await push.sendString("text", "hex")
  // @ts-expect-error: a Buffer is no text
  await push.sendString(Buffer.alloc(1))
  // @ts-expect-error: what blocks cannot be aborted
  push.sendJsonSync({}, { signal: AbortSignal.timeout(5) })
  // @ts-expect-error: a Push does not receive
  push.receiveJson
  // @ts-expect-error: a Pull does not send
  pull.sendString
}

// --- a context's defaults

export const context = new Context({
  ioThreads: 2,
  socketOptions: { linger: 0, mandatory: true, conflate: undefined, plainUsername: null, affinity: 5n },
})
context.socketOptions = { receiveTimeout: 5 }
export const linger: number | undefined = context.socketOptions.linger
export const none: SocketDefaults = {}

// @ts-expect-error: what was set cannot be changed in place
context.socketOptions.linger = 5
// @ts-expect-error: a string is no number
new Context({ socketOptions: { linger: "0" } })
// @ts-expect-error: no socket has it
new Context({ socketOptions: { lingr: 0 } })
// @ts-expect-error: read-only
new Context({ socketOptions: { lastEndpoint: "tcp://127.0.0.1:5555" } })
// @ts-expect-error: a subscription is no option of new sockets
new Context({ socketOptions: { subscribe: "" } })

// --- what a socket tells of itself

export const stats: SocketStats = dealer.stats
export const endpoints: SocketEndpoints = dealer.endpoints
dealer.hwm = 5
export const hwm: number = dealer.hwm
export const bound: Promise<{ address: string; port: number }> = dealer.bindToRandomPort("tcp://*", { min: 5000 })
// @ts-expect-error: read-only
dealer.stats = stats
// @ts-expect-error: read-only
dealer.endpoints = endpoints
