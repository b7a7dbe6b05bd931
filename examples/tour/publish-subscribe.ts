import { Subscriber, XPublisher } from "zmq-napi"
import { type Pattern, type Role, type Setup, timeLimit } from "./pattern"

const topics = ["1", "2"]
const updates = 10

async function publisher({ endpoints, reportBound }: Setup): Promise<string> {
  // A publisher that can see subscriptions arrive: what it published before would be lost.
  using socket = new XPublisher(timeLimit)
  await socket.bind(endpoints[0])
  reportBound(socket.lastEndpoint)

  const subscriptions: string[] = []
  while (subscriptions.length < topics.length) {
    const [subscription = Buffer.alloc(0)] = await socket.receive()
    subscriptions.push(`"${subscription.subarray(1)}"`)
  }
  for (let update = 1; update <= updates; update++) {
    for (const topic of topics) await socket.send([topic, update])
  }
  for (const topic of topics) await socket.send([topic, "end"])
  return `saw subscriptions to ${subscriptions.sort().join(" and ")}, published ${updates} updates on each`
}

function subscriber(prefix: string): Role<string> {
  return async ({ endpoints }) => {
    using socket = new Subscriber(timeLimit)
    socket.connect(endpoints[0])
    socket.subscribe(prefix)

    const heard = new Map(topics.map((topic) => [topic, 0]))
    for await (const [topic, update] of socket) {
      if (String(update) === "end") break
      heard.set(String(topic), heard.get(String(topic))! + 1)
    }
    return `asked for "${prefix}": heard ${[...heard].map(([topic, count]) => `${count} of "${topic}"`).join(", ")}`
  }
}

export const publishSubscribe: Pattern<string> = {
  title: "Publish-subscribe",
  roles: { publisher, "subscriber 1": subscriber("1"), "subscriber 2": subscriber("2") },
  first: "publisher",
  others: ["subscriber 1", "subscriber 2"],
}
