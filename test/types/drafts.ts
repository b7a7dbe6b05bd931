// What must and what must not compile, of draft sockets. The compiler is the test: nothing here runs.

import {
  type Channel,
  type Client,
  type Datagram,
  type Dish,
  type Gather,
  type Peer,
  type Radio,
  type Scatter,
  Server,
} from "#lib/draft"
import type { Message } from "#lib/index"

declare const client: Client
declare const server: Server
declare const radio: Radio
declare const dish: Dish
declare const gather: Gather
declare const scatter: Scatter
declare const datagram: Datagram
declare const peer: Peer
declare const channel: Channel

export async function routed(): Promise<void> {
  const [message, { routingId }]: [Message, { routingId: number }] = await server.receive({ timeout: 5 })
  await server.send(message, { routingId, timeout: 5, signal: AbortSignal.timeout(5) })
  await server.sendMany([["a", { routingId }]])
  server.sendSync("a", { routingId, timeout: 5 })
  const known: number = peer.connectPeer("tcp://127.0.0.1:5555")
  await peer.send("a", { routingId: known })
  for await (const [body, from] of peer) await peer.send(body, from)
  // @ts-expect-error: to whom?
  await server.send("a")
  // @ts-expect-error: messages have one part.
  await server.send(["a", "b"], { routingId })
  // @ts-expect-error: groups are those of a Radio.
  await server.send("a", { group: "g" })
  // @ts-expect-error: a routing id is a number.
  await peer.send("a", { routingId: "a" })
}

export async function grouped(): Promise<void> {
  dish.join("a", Buffer.from("b"))
  dish.leave("a")
  const [message, { group }]: [Message, { group: Buffer }] = await dish.receive()
  await radio.send(message, { group })
  // @ts-expect-error: in which group?
  await radio.send("a")
  // @ts-expect-error: a Dish only receives.
  await dish.send("a", { group })
  // @ts-expect-error: a Radio only sends.
  await radio.receive()
}

export async function plain(): Promise<void> {
  await client.send("a")
  await channel.send(Buffer.alloc(1), { timeout: 5 })
  await scatter.send("a")
  const [message]: [Message] = await gather.receive()
  const [address, body]: [Message, Message] = await datagram.receive()
  await datagram.send([address, body])
  await client.send(message)
  // @ts-expect-error: a datagram has an address.
  await datagram.send("a")
  // @ts-expect-error: a Scatter only sends.
  await scatter.receive()
  // @ts-expect-error: a Gather only receives.
  await gather.send("a")
}

export function options(): Server {
  // @ts-expect-error: a Server has no subscriptions.
  new Server({ subscribe: "a" })
  return new Server({ linger: 0, sendHighWaterMark: 5 })
}
