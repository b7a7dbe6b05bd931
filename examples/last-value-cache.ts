// A publisher that gives each new subscriber the last value of what it asked for, and the updates from then on. It reads
// the subscriptions themselves, which an XPUB may do, and publishes the last value again for each. Subscribers that have
// the value already receive it again.
//
//   npm run example -- last-value-cache
import { Subscriber, XPublisher } from "zmq-napi"

const prices = new Map<string, number>()

async function publish(publisher: XPublisher, topic: string, price: number): Promise<void> {
  prices.set(topic, price)
  await publisher.sendJson({ price }, { envelope: topic })
}

/** Publishes the last value again for each subscription. */
async function serve(publisher: XPublisher): Promise<void> {
  for await (const [subscription = Buffer.alloc(0)] of publisher) {
    // A byte 1, or 0 when the subscription ends, and what was asked for.
    const topic = subscription.toString("utf8", 1)
    const price = prices.get(topic)
    if (subscription[0] === 1 && price !== undefined) await publisher.sendJson({ price }, { envelope: topic })
  }
}

async function main(): Promise<void> {
  // It hears of every subscription, not only of the first for a topic.
  using publisher = new XPublisher({ verbosity: "allSubs" })
  await publisher.bind("tcp://127.0.0.1:*")
  const endpoint = publisher.lastEndpoint!
  void serve(publisher)

  // Nobody hears these.
  for (let price = 1; price <= 10; price++) await publish(publisher, "gold", price)
  await publish(publisher, "silver", 1)

  for (const name of ["first", "second"]) {
    using subscriber = new Subscriber()
    subscriber.connect(endpoint)
    subscriber.subscribe("gold")
    const last = await subscriber.receiveJson<{ price: number }>({ envelope: true })
    console.log(`The ${name} subscriber: ${last.envelope[0]} was ${last.value.price} when it came`)
    await publish(publisher, "gold", last.value.price + 1)
    const { value } = await subscriber.receiveJson<{ price: number }>({ envelope: true })
    console.log(`The ${name} subscriber: gold is ${value.price} now`)
  }
}

main()
