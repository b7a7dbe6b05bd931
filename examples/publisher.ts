// Publisher: numbered updates on the topics "1" and "2", ten of each a second. Publishes until Ctrl+C, whether anyone
// listens or not.
//
//   npm run example -- publisher [endpoint]             by default tcp://*:5557
//
// In another terminal: npm run example -- subscriber 1
import { setTimeout } from "node:timers/promises"
import { Publisher } from "zmq-napi"

async function main(endpoint = "tcp://*:5557"): Promise<void> {
  using publisher = new Publisher()
  process.once("SIGINT", () => publisher.close())
  process.once("SIGTERM", () => publisher.close())

  await publisher.bind(endpoint)
  console.log(`Publishing at ${publisher.lastEndpoint}`)

  for (let update = 1; !publisher.closed; update++) {
    await publisher.sendMany(["1", "2"].map((topic) => [topic, `update ${update}`]))
    await setTimeout(100)
  }
}

main(process.argv[2])
