// Subscriptions are no messages that a high-water mark may drop: who asks for thousands of topics gets them all.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { binding } from "#lib/binding"
import { Proxy, Subscriber, XPublisher, XSubscriber } from "#lib/index"
import { bindFresh, reservedEndpoint, transports } from "../support/endpoints"
import { soon } from "../support/waiting"

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
  while (seen.length < topics.length) seen.push(String((await publisher.receive(soon))[0]))
  assert.deepEqual(
    seen.sort(),
    topics.map((topic) => `${on ? "\x01" : "\x00"}${topic}`),
  )
}

describe("5,000 topics at once", { skip: !binding.vendored && "the vendored libzmq is repaired" }, () => {
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
        using publisher = new XPublisher()
        await publisher.bind(endpoint)
        await arrived(publisher)
      }
    })
  }

  test("through a proxy", async () => {
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
