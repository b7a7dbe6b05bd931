import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { binding } from "#lib/addon/binding"
import { Publisher, Subscriber, XPublisher, XSubscriber } from "#lib/index"
import { bindFresh, transports } from "../support/endpoints"
import { receiveSubscription } from "../support/subscriptions"
import { until } from "../support/waiting"

const lacks = !binding.vendored && "the vendored libzmq has it; 4.3.5 counts topics of peers that have gone"

describe("topicsCount: how many topics are subscribed to", { skip: lacks }, () => {
  for (const transport of transports) {
    test(`topics of a Publisher's peers count until they go, over ${transport}`, async () => {
      using publisher = new Publisher()
      const endpoint = await bindFresh(publisher, transport)
      const one = new Subscriber()
      using other = new Subscriber()
      assert.equal(publisher.topicsCount, 0)
      for (const subscriber of [one, other]) {
        subscriber.subscribe("a", "ab", "")
        subscriber.connect(endpoint)
      }
      one.subscribe("only one")
      await until(() => publisher.topicsCount === 4)
      other.unsubscribe("ab")
      one.subscribe("another")
      await until(() => publisher.topicsCount === 5)
      one.close()
      await until(() => publisher.topicsCount === 2)
      other.unsubscribe("", "a")
      await until(() => publisher.topicsCount === 0)
    })
  }

  test("a Subscriber's own topic counts once, however often it is subscribed to", () => {
    using subscriber = new Subscriber()
    subscriber.subscribe("a", "b", "a")
    assert.equal(subscriber.topicsCount, 2)
    subscriber.unsubscribe("a")
    assert.equal(subscriber.topicsCount, 2)
    subscriber.unsubscribe("a", "b")
    assert.equal(subscriber.topicsCount, 0)
  })

  test("topics that an XSubscriber subscribes to by messages count", async () => {
    using subscriber = new XSubscriber()
    for (const message of ["\x01a", "\x01a", "\x01b", "\x00never"]) await subscriber.send(message)
    assert.equal(subscriber.topicsCount, 2)
  })

  test("on a manual XPublisher, the topics that the program has set count", async () => {
    using publisher = new XPublisher({ manual: true })
    const subscriber = new Subscriber()
    subscriber.subscribe("asked for")
    subscriber.connect(await bindFresh(publisher))
    await receiveSubscription(publisher, "asked for")
    assert.equal(publisher.topicsCount, 0)
    publisher.setOption("subscribe", "A")
    publisher.setOption("subscribe", "B")
    assert.equal(publisher.topicsCount, 2)
    publisher.setOption("unsubscribe", "A")
    assert.equal(publisher.topicsCount, 1)
    subscriber.close()
    await until(() => publisher.topicsCount === 0)
  })
})
