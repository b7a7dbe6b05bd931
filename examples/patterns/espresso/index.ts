// Espresso: a look into the traffic between publishers and subscribers. They meet at a proxy, which sends a copy of every
// message, subscriptions included, to whoever listens at its third endpoint. A listener may come and go: it slows nothing
// down.
//
//   npm run example -- espresso proxy [publishers' endpoint [subscribers' endpoint [listeners' endpoint]]]
//                                     tcp://*:5611 tcp://*:5612 tcp://127.0.0.1:5613
//   npm run example -- espresso publisher [endpoint [updates [milliseconds between them]]]
//   npm run example -- espresso subscriber [topic [endpoint]]
//   npm run example -- espresso listener [endpoint]

import { setTimeout } from "node:timers/promises"
import { inspect } from "node:util"
import { type Message, Proxy, Publisher, Subscriber, XPublisher, XSubscriber } from "zmq-napi"
import { runRole } from "../roles"

async function proxy(args: string[], signal: AbortSignal) {
  const [publishers = "tcp://*:5611", subscribers = "tcp://*:5612", listeners = "tcp://127.0.0.1:5613"] = args
  using front = new XSubscriber()
  using back = new XPublisher()
  // A Publisher drops what nobody takes, and so never holds the proxy up.
  using capture = new Publisher()
  await front.bind(publishers)
  await back.bind(subscribers)
  await capture.bind(listeners)
  console.log(`Publishers at ${front.lastEndpoint}`)
  console.log(`Subscribers at ${back.lastEndpoint}`)
  console.log(`Listeners at ${capture.lastEndpoint}`)
  const proxy = new Proxy(front, back, { capture })
  signal.addEventListener("abort", () => proxy.terminate())
  await proxy.run()
  const { frontEnd, backEnd } = proxy.statistics()
  console.log(`${frontEnd.messagesReceived} updates, ${backEnd.messagesReceived} subscriptions`)
}

/** Publishes numbers, on the topics A and B in turn. */
async function publisher(
  [endpoint = "tcp://localhost:5611", count = "100", pause = "10"]: string[],
  signal: AbortSignal,
) {
  // It learns what is subscribed to, and begins when there is anybody.
  using socket = new XPublisher({ linger: 1000 })
  socket.connect(endpoint)
  await socket.receive({ signal })
  for (let number = 1; number <= Number(count); number++) {
    await socket.send([number % 2 === 1 ? "A" : "B", String(number)])
    await setTimeout(Number(pause), undefined, { signal })
  }
  console.log(`Published ${count} updates`)
}

async function subscriber([topic = "", endpoint = "tcp://localhost:5612"]: string[], signal: AbortSignal) {
  using socket = new Subscriber()
  signal.addEventListener("abort", () => socket.close())
  socket.connect(endpoint)
  socket.subscribe(topic)
  for await (const [topic, number] of socket) console.log(`${topic} ${number}`)
}

async function listener([endpoint = "tcp://localhost:5613"]: string[], signal: AbortSignal) {
  using socket = new Subscriber()
  signal.addEventListener("abort", () => socket.close())
  socket.connect(endpoint)
  socket.subscribe()
  for await (const message of socket) console.log(describe(message))
}

function describe([first, ...rest]: Message[]): string {
  // A stranger's bytes could be commands to the terminal.
  const topic = inspect(String(first!.subarray(1)))
  if (rest.length === 0 && first![0] === 1) return `Subscribed to ${topic}`
  if (rest.length === 0 && first![0] === 0) return `Unsubscribed from ${topic}`
  return `Published ${inspect([first!, ...rest].map(String))}`
}

void runRole("espresso proxy|publisher|subscriber|listener [...]", {
  proxy: (args, { signal }) => proxy(args, signal),
  publisher: (args, { signal }) => publisher(args, signal),
  subscriber: (args, { signal }) => subscriber(args, signal),
  listener: (args, { signal }) => listener(args, signal),
})
