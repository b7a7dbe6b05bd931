// Publish-subscribe envelopes: the first part of a message is its envelope, the only part that subscriptions look at.
// Of the messages in envelopes A and B, the subscriber gets those in B.
//
//   npm run example -- envelopes [endpoint]             by default tcp://127.0.0.1:*, any free port
import { Subscriber, XPublisher } from "zmq-napi"

const rounds = 5

async function main(endpoint = "tcp://127.0.0.1:*"): Promise<void> {
  // A publisher that can see subscriptions arrive, and so knows when to begin.
  using publisher = new XPublisher()
  await publisher.bind(endpoint)

  using subscriber = new Subscriber()
  subscriber.connect(publisher.lastEndpoint!)
  subscriber.subscribe("B")
  await publisher.receive()

  for (let round = 1; round <= rounds; round++) {
    await publisher.send(["A", `We do not want to see this (${round})`])
    await publisher.send(["B", `We would like to see this (${round})`])
  }
  console.log(`Published ${2 * rounds} messages`)

  for (let round = 1; round <= rounds; round++) {
    const [envelope, body] = await subscriber.receive()
    console.log(`[${envelope}] ${body}`)
  }
}

main(process.argv[2])
