import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { binding } from "#lib/addon/binding"
import { Subscriber, XPublisher, XSubscriber, type XSubscriberOptions } from "#lib/index"
import { bindFresh, transports } from "../support/endpoints"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

const lacks =
  !binding.vendored &&
  !("ZMQ_XSUB_VERBOSE_UNSUBSCRIBE" in binding.constants) &&
  "libzmq 4.3.5 or the vendored one has it"

/** What is between a publisher and its subscribers. */
class Forwarder {
  readonly publisher = new XPublisher({ verbosity: "allSubsUnsubs" })
  readonly subscriber: XSubscriber

  constructor(options?: XSubscriberOptions) {
    this.subscriber = new XSubscriber(options)
  }

  /** Passes on what comes from below, which must be this. */
  async up(message: string): Promise<void> {
    const received = await this.publisher.receive(timeLimit)
    assert.deepEqual(text(received), [message])
    await this.subscriber.send(received)
  }

  async down(): Promise<void> {
    await this.publisher.send(await this.subscriber.receive(timeLimit))
  }

  [Symbol.dispose](): void {
    this.publisher.close()
    this.subscriber.close()
  }
}

describe("verboseUnsubscribe", { skip: lacks }, () => {
  for (const transport of transports) {
    test(`an XPublisher two hops away hears that each subscriber has gone, over ${transport}`, async () => {
      using top = new XPublisher({ verbosity: "allSubsUnsubs" })
      using upper = new Forwarder({ verboseUnsubscribe: true })
      using lower = new Forwarder({ verboseUnsubscribe: true })
      upper.subscriber.connect(await bindFresh(top, transport))
      lower.subscriber.connect(await bindFresh(upper.publisher, transport))
      const endpoint = await bindFresh(lower.publisher, transport)
      const subscribers = [new Subscriber(), new Subscriber(), new Subscriber()]
      const goesUp = async (message: string) => {
        await lower.up(message)
        await upper.up(message)
        assert.deepEqual(text(await top.receive(timeLimit)), [message])
      }
      for (const subscriber of subscribers) {
        subscriber.connect(endpoint)
        subscriber.subscribe("news")
        await goesUp("\x01news")
      }
      for (const subscriber of subscribers) {
        subscriber.close()
        await goesUp("\x00news")
      }
    })
  }

  test("with manual, the subscribers that are left receive what they subscribed to", async () => {
    using top = new XPublisher({ manual: true })
    using forwarder = new Forwarder({ verboseUnsubscribe: true })
    forwarder.subscriber.connect(await bindFresh(top))
    const endpoint = await bindFresh(forwarder.publisher)
    using stays = new Subscriber()
    using goes = new Subscriber()
    let count = 0
    for (const subscriber of [stays, goes]) {
      subscriber.connect(endpoint)
      subscriber.subscribe("news")
      await forwarder.up("\x01news")
      await top.receive(timeLimit)
      count += 1
      top.setOption("subscribe", "news")
    }
    goes.close()
    await forwarder.up("\x00news")
    assert.deepEqual(text(await top.receive(timeLimit)), ["\x00news"])
    count -= 1
    if (count === 0) top.setOption("unsubscribe", "news")
    await top.send(["news", "of today"])
    await forwarder.down()
    assert.deepEqual(text(await stays.receive(timeLimit)), ["news", "of today"])
  })

  test("an unsubscription without a subscription is forwarded, too", async () => {
    using publisher = new XPublisher()
    using subscriber = new XSubscriber({ verboseUnsubscribe: true })
    subscriber.connect(await bindFresh(publisher))
    await subscriber.send("\x00never")
    assert.deepEqual(text(await publisher.receive(timeLimit)), ["\x00never"])
  })

  test("without verboseUnsubscribe, only the last unsubscription of a topic is forwarded", async () => {
    using publisher = new XPublisher({ verbosity: "allSubsUnsubs" })
    using subscriber = new XSubscriber()
    subscriber.connect(await bindFresh(publisher))
    for (const message of ["\x01A", "\x01A", "\x00A", "\x00A", "\x00A", "\x01end"]) await subscriber.send(message)
    for (const message of ["\x01A", "\x01A", "\x00A", "\x01end"]) {
      assert.deepEqual(text(await publisher.receive(timeLimit)), [message])
    }
  })

  test("what changes nothing is dropped while the publisher's queue is full, and no subscription is lost", async () => {
    using publisher = new XPublisher({ receiveHighWaterMark: 1 })
    using subscriber = new XSubscriber({ verboseUnsubscribe: true, sendHighWaterMark: 1 })
    await publisher.bind("inproc://verbose-full")
    subscriber.connect("inproc://verbose-full")
    const topics = Array.from({ length: 50 }, (_, index) => `topic ${index}`)
    for (const topic of topics) for (const first of ["\x01", "\x01", "\x00"]) await subscriber.send(`${first}${topic}`)
    await subscriber.send("\x01~end")
    const held = new Set<string>()
    while (!held.has("~end")) {
      const [message] = text(await publisher.receive(timeLimit)) as [string]
      if (message.startsWith("\x01")) held.add(message.slice(1))
    }
    assert.deepEqual([...held].sort(), [...topics, "~end"].sort())
  })
})
