// Subscriber: prints the updates whose topic begins with a prefix, from when it joined. Listens until Ctrl+C.
//
//   npm run example -- subscriber [prefix [endpoint]]   by default 1 tcp://localhost:5557; "" takes every topic
//
// In another terminal, before or after: npm run example -- publisher
import { Subscriber } from "zmq-napi"

async function main(prefix = "1", endpoint = "tcp://localhost:5557"): Promise<void> {
  using subscriber = new Subscriber()
  process.once("SIGINT", () => subscriber.close())
  process.once("SIGTERM", () => subscriber.close())

  subscriber.connect(endpoint)
  // Without this line, nothing would arrive: a new socket has no subscription.
  subscriber.subscribe(prefix)
  console.log(`Subscribed to "${prefix}" at ${endpoint}`)

  for await (const [topic, update] of subscriber) console.log(`Topic ${topic}: ${update}`)
}

main(process.argv[2], process.argv[3])
