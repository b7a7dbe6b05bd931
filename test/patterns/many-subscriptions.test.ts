// Subscriptions are no messages that a high-water mark may drop: who asks for thousands of topics gets them all.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Context, Proxy, Subscriber, XPublisher, XSubscriber } from "#lib/index"
import { bindFresh, reservedEndpoint, transports } from "../support/endpoints"
import { growthsOf } from "../support/memory"
import { patched } from "../support/patched"
import { SeededRandom } from "../support/seeded-random"
import { timeLimit, until } from "../support/waiting"

/** Five times the default of sendHighWaterMark. */
const topics = Array.from({ length: 5000 }, (_, number) => `topic ${String(number).padStart(4, "0")}`)

const kinds = {
  Subscriber: () => {
    const socket = new Subscriber()
    return {
      socket,
      subscribe: async () => socket.subscribe(...topics),
      unsubscribe: async () => socket.unsubscribe(...topics),
    }
  },
  XSubscriber: () => {
    const socket = new XSubscriber()
    const sendAll = async (first: string) => {
      for (const topic of topics) await socket.send(`${first}${topic}`)
    }
    return { socket, subscribe: () => sendAll("\x01"), unsubscribe: () => sendAll("\x00") }
  },
}

/** All topics are asked for at the publisher, or given up, each once. */
async function arrived(publisher: XPublisher, on = true): Promise<void> {
  const seen: string[] = []
  while (seen.length < topics.length) seen.push(String((await publisher.receive(timeLimit))[0]))
  assert.deepEqual(
    seen.sort(),
    topics.map((topic) => `${on ? "\x01" : "\x00"}${topic}`),
  )
}

describe("5,000 topics at once", patched, () => {
  for (const [kind, make] of Object.entries(kinds)) {
    for (const transport of transports) {
      test(`${kind}, ${transport}: before and after it connects`, async () => {
        using publisher = new XPublisher({ verbosity: "allSubsUnsubs" })
        const endpoint = await bindFresh(publisher, transport)
        const early = make()
        using _early = early.socket
        await early.subscribe()
        early.socket.connect(endpoint)
        await arrived(publisher)
        await early.unsubscribe()
        await arrived(publisher, false)

        const late = make()
        using _late = late.socket
        late.socket.connect(endpoint)
        await late.subscribe()
        await arrived(publisher)
      })
    }

    test(`${kind}: again when the publisher comes back`, async () => {
      const endpoint = reservedEndpoint()
      const { socket, subscribe } = make()
      using _socket = socket
      socket.connect(endpoint)
      await subscribe()
      for (let life = 0; life < 2; life++) {
        // With the context ends the listening socket, for the next one.
        await using context = new Context()
        using publisher = new XPublisher({ context })
        await publisher.bind(endpoint)
        await arrived(publisher)
      }
    })
  }

  for (const transport of ["tcp", "inproc"] as const) {
    test(`Subscriber, ${transport}: what changed meanwhile is what the publisher learns`, async () => {
      const random = new SeededRandom(1)
      const wanted = new Map<string, number>()
      using subscriber = new Subscriber()
      const change = (count: number) => {
        for (let step = 0; step < count; step++) {
          const topic = random.pick(topics)
          const times = wanted.get(topic) ?? 0
          if (times > 0 && random.below(2) === 0) {
            subscriber.unsubscribe(topic)
            wanted.set(topic, times - 1)
          } else {
            subscriber.subscribe(topic)
            wanted.set(topic, times + 1)
          }
        }
      }
      change(5000)
      using publisher = new XPublisher()
      const endpoint = await bindFresh(publisher, transport)
      subscriber.connect(endpoint)
      // The publisher reads nothing while this thread goes on.
      change(20_000)
      subscriber.subscribe("the end")
      const known = new Set<string>()
      const learn = async () => {
        const text = String((await publisher.receive(timeLimit))[0])
        if (text[0] === "\x01") known.add(text.slice(1))
        else known.delete(text.slice(1))
      }
      const asked = () => [...wanted].filter(([, times]) => times > 0).map(([topic]) => topic)
      await until(async () => {
        while (publisher.readable) await learn()
        return known.size === asked().length + 1
      })
      assert.deepEqual([...known].sort(), [...asked(), "the end"].sort())
    })
  }

  test("Subscriber: topics that come and go while there is no publisher take no memory", async () => {
    using subscriber = new Subscriber()
    subscriber.connect(reservedEndpoint())
    const growths = await growthsOf(() => {
      for (let round = 0; round < 200_000; round++) {
        subscriber.subscribe(`passing ${round}`)
        subscriber.unsubscribe(`passing ${round}`)
      }
    })
    assert.ok(Math.min(...growths) < 6, `200,000 topics took ${growths} MiB each time`)
  })

  test("5,000 topics through a proxy", async () => {
    using publisher = new XPublisher()
    const front = new XSubscriber()
    const back = new XPublisher()
    front.connect(await bindFresh(publisher))
    using subscriber = new Subscriber()
    subscriber.connect(await bindFresh(back))
    await using proxy = new Proxy(front, back)
    const running = proxy.run()
    subscriber.subscribe(...topics)
    await arrived(publisher)
    proxy.terminate()
    await running
  })
})
