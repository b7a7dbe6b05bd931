import { Dealer, Pull, Push, Reply, Request, Router, type Socket, Subscriber, XPublisher } from "#lib/index"
import { type Cell, type Pattern, patience } from "./cell"

function pattern<Server extends Socket, Client extends Socket>(
  name: string,
  makeServer: (options: object) => Server,
  makeClient: (options: object) => Client,
  serve: (server: Server, cell: Cell) => Promise<void>,
  talk: (client: Client, id: number, count: number, cell: Cell) => Promise<void>,
): Pattern {
  // A cell gives each function the sockets that it has got from the others.
  return { name, makeServer, makeClient, serve: serve as Pattern["serve"], talk: talk as Pattern["talk"] }
}

const numbersBelow = (count: number) => Array.from({ length: count }, (_, number) => number)

/** The client goes when its messages are with libzmq: none of them may be lost for that. */
const pushPull = pattern(
  "Push and Pull",
  (options) => new Pull(options),
  (options) => new Push(options),
  async (pull, cell) => {
    for await (const parts of pull) cell.note(parts)
  },
  async (push, id, count, cell) => {
    for (const number of numbersBelow(count)) await push.send(cell.make(id, number, count), patience)
  },
)

const requestReply = pattern(
  "Request and Reply",
  (options) => new Reply(options),
  (options) => new Request(options),
  async (reply) => {
    for await (const parts of reply) await reply.send(parts, patience)
  },
  async (request, id, count, cell) => {
    for (const number of numbersBelow(count)) {
      const began = performance.now()
      await request.send(cell.make(id, number, count), patience)
      cell.note(await request.receive(patience))
      cell.latencies.push(performance.now() - began)
    }
  },
)

/** Both directions at once, by several messages a call. */
const dealerRouter = pattern(
  "Dealer and Router",
  (options) => new Router({ ...options, mandatory: true }),
  (options) => new Dealer(options),
  async (router) => {
    for await (const parts of router) await router.send(parts, patience)
  },
  async (dealer, id, count, cell) => {
    const sending = dealer.sendMany(
      numbersBelow(count).map((number) => cell.make(id, number, count)),
      patience,
    )
    for (let received = 0; received < count; ) {
      const messages = await dealer.receiveMany(patience)
      for (const parts of messages) cell.note(parts)
      received += messages.length
    }
    await sending
  },
)

/** A client subscribes to its id, and is sent as many messages as the subscription asks for. */
const publishSubscribe = pattern(
  "XPublisher and Subscriber",
  (options) => new XPublisher({ ...options, noDrop: true }),
  (options) => new Subscriber(options),
  async (publisher, cell) => {
    for await (const [subscription] of publisher) {
      if (subscription![0] !== 1) continue
      const topic = String(subscription!.subarray(1))
      const [id, count] = topic.split("/").map(Number) as [number, number]
      for (const number of numbersBelow(count)) {
        await publisher.send([topic, ...cell.make(id, number, count)], patience)
      }
    }
  },
  async (subscriber, id, count, cell) => {
    subscriber.subscribe(`${id}/${count}/`)
    for (const _ of numbersBelow(count)) cell.note((await subscriber.receive(patience)).slice(1))
  },
)

export const patterns: readonly Pattern[] = [pushPull, requestReply, dealerRouter, publishSubscribe]
