// Last value cache: a proxy that knows the last value of each topic, and gives it to whoever subscribes, also when the
// publisher is gone. See last-value-cache for a publisher that does so itself.
//
//   npm run example -- value-cache cache [publishers' endpoint [subscribers' endpoint]]        tcp://*:5617 tcp://*:5618
//   npm run example -- value-cache publisher [topic [updates [milliseconds between them [endpoint]]]]
//   npm run example -- value-cache subscriber [topic [endpoint]]
import { setTimeout } from "node:timers/promises"
import { Subscriber, XPublisher } from "zmq-napi"
import { runRole } from "../roles"
import { ValueCache } from "./cache"

async function cache([publishers = "tcp://*:5617", subscribers = "tcp://*:5618"]: string[], signal: AbortSignal) {
  using cache = new ValueCache()
  const endpoints = await cache.bind(publishers, subscribers)
  console.log(`Publishers at ${endpoints.publishers}`)
  console.log(`Subscribers at ${endpoints.subscribers}`)
  await cache.run(signal)
}

/** Publishes the numbers from 1 on. */
async function publisher(args: string[], signal: AbortSignal) {
  const [topic = "temperature", count = "100", pause = "100", endpoint = "tcp://localhost:5617"] = args
  // The cache's subscription shows that it is there.
  using socket = new XPublisher({ linger: 1000 })
  socket.connect(endpoint)
  await socket.receive({ signal })
  for (let number = 1; number <= Number(count); number++) {
    await socket.send([topic, String(number)])
    console.log(`Published ${topic} ${number}`)
    await setTimeout(Number(pause), undefined, { signal })
  }
}

async function subscriber([topic = "", endpoint = "tcp://localhost:5618"]: string[], signal: AbortSignal) {
  using socket = new Subscriber()
  signal.addEventListener("abort", () => socket.close())
  socket.connect(endpoint)
  socket.subscribe(topic)
  for await (const [topic, value] of socket) console.log(`${topic} is ${value}`)
}

void runRole("value-cache cache|publisher|subscriber [...]", {
  cache: (args, { signal }) => cache(args, signal),
  publisher: (args, { signal }) => publisher(args, signal),
  subscriber: (args, { signal }) => subscriber(args, signal),
})
