import { type Context, Dealer, type DealerOptions, Proxy, type ProxyOptions, Pull, Push, Router } from "#lib/index"
import { bindFresh } from "../support/endpoints"

/** Closes all at once. */
export function closeAll(...sockets: { close(): void }[]): void {
  for (const socket of sockets) socket.close()
}

/** A proxy between a Pull and a Push, which runs, with a producer and a consumer; in the default context if in no other. */
export async function streamer(options: ProxyOptions = {}, context?: Context) {
  const common = { linger: 0, ...(context && { context }) }
  const front = new Pull(common)
  const back = new Push(common)
  const producer = new Push(common)
  const consumer = new Pull(common)
  producer.connect(await bindFresh(front))
  consumer.connect(await bindFresh(back))
  const proxy = new Proxy(front, back, options)
  return {
    front,
    back,
    producer,
    consumer,
    proxy,
    running: proxy.run(),
    [Symbol.dispose]: () => {
      proxy[Symbol.dispose]()
      closeAll(producer, consumer)
    },
  }
}

/** A Router and a Dealer, bound, with a client of the first and a service of the second; nothing runs yet. */
export async function queue(dealerOptions: DealerOptions = {}) {
  const front = new Router({ linger: 0 })
  const back = new Dealer({ linger: 0, ...dealerOptions })
  const client = new Dealer({ linger: 0 })
  const service = new Dealer({ linger: 0 })
  client.connect(await bindFresh(front))
  service.connect(await bindFresh(back))
  return {
    front,
    back,
    client,
    service,
    [Symbol.dispose]: () => closeAll(front, back, client, service),
  }
}
