// With conflate a receive gives the newest message of a connection, whoever looked at the socket before.

import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { describe, test } from "node:test"
import {
  Dealer,
  Poller,
  Proxy,
  Publisher,
  Pull,
  Push,
  type Readable,
  Subscriber,
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { bindFresh, freshAddress, type Transport, transports } from "../support/endpoints"
import { eventOf } from "../support/events"
import { patched } from "../support/patched"
import { numbers, Pipeline, receiveText } from "../support/pipeline"
import { receiveSubscription } from "../support/subscriptions"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"
import { message, RawPeer } from "../support/zmtp"

const skip = patched.skip

/** Lets the event loop handle what has been signalled until now. */
async function turn(): Promise<void> {
  using bystanders = new Pipeline()
  bystanders.join()
  for (const text of ["one", "another"]) {
    const received = receiveText(bystanders.pull)
    await bystanders.push.send(text)
    await received
  }
}

/** Every way to look at a socket, without a message taken. */
const looks: Record<string, (subscriber: Subscriber) => unknown> = {
  "the event loop": turn,
  readable: (subscriber) => until(() => subscriber.readable),
  "a poll": async (subscriber) => assert.equal((await new Poller().add(subscriber).poll(10_000)).size, 1),
  "a blocking poll": (subscriber) => assert.equal(new Poller().add(subscriber).pollSync(10_000).size, 1),
  "a poll without time": (subscriber) => until(() => new Poller().add(subscriber).pollSync(0).size === 1),
}

/** Every way to take one message. */
const takes: Record<string, (subscriber: Readable & Subscriber) => Promise<string>> = {
  receive: (subscriber) => receiveText(subscriber),
  "receive without time": (subscriber) => receiveText(subscriber, { timeout: 0 }),
  receiveSync: async (subscriber) => String(subscriber.receiveSync({ timeout: 0 })[0]),
  receiveMany: async (subscriber) => String((await subscriber.receiveMany())[0]?.[0]),
  iteration: async (subscriber) => String((await subscriber[Symbol.asyncIterator]().next()).value?.[0]),
  batches: async (subscriber) => String((await subscriber.batches().next()).value?.[0]?.[0]),
  "receive after drain()": (subscriber) => {
    subscriber.drain()
    return receiveText(subscriber)
  },
}

/** Receives the newest message, when older ones were looked at. */
async function takeNewest(
  look: (subscriber: Subscriber) => unknown,
  take: (subscriber: Subscriber) => Promise<string>,
  transport: Transport,
): Promise<void> {
  using publisher = new XPublisher()
  using subscriber = new Subscriber({ conflate: true })
  using observer = subscriber.observe({ events: ["disconnect"] })
  subscriber.subscribe("")
  subscriber.connect(await bindFresh(publisher, transport))
  await receiveSubscription(publisher, "")
  await publisher.send("old")
  await look(subscriber)
  await publisher.send("older than the newest")
  await look(subscriber)
  await publisher.send("newest")
  if (transport !== "inproc") {
    // Everything has arrived when the connection has ended.
    publisher.close()
    await eventOf(observer, "disconnect")
  }
  assert.equal(await take(subscriber), "newest")
  assert.equal(subscriber.readable, false)
}

describe("a Subscriber receives the newest message, although an older one was found", { skip }, () => {
  for (const transport of transports) {
    for (const [name, look] of Object.entries(looks)) {
      test(`an older message was found by ${name}, ${transport}`, () => takeNewest(look, takes.receive!, transport))
    }
  }
  for (const [name, take] of Object.entries(takes)) {
    test(`taken by ${name}`, () => takeNewest(looks.readable!, take, "inproc"))
  }
})

test("each publisher's newest message is received, the first found first", { skip }, async () => {
  using one = new XPublisher()
  using other = new XPublisher()
  using subscriber = new Subscriber({ conflate: true })
  subscriber.subscribe("")
  for (const publisher of [one, other]) {
    subscriber.connect(await bindFresh(publisher, "inproc"))
    await receiveSubscription(publisher, "")
  }
  for (let round = 0; round < 3; round++) {
    await one.send("one's old")
    assert.equal(subscriber.readable, true)
    for (const age of ["older", "newest"]) {
      await one.send(`one's ${age}`)
      await other.send(`other's ${age}`)
    }
    assert.equal(subscriber.readable, true)
    assert.equal(await receiveText(subscriber), "one's newest")
    assert.equal(await receiveText(subscriber), "other's newest")
    assert.equal(subscriber.readable, false)
  }
})

test("a newer message that nobody subscribed to does not take the place of one that was found", { skip }, async () => {
  using subscriber = new Subscriber({ conflate: true })
  using observer = subscriber.observe({ events: ["disconnect"] })
  subscriber.subscribe("a")
  using peer = await RawPeer.connect(await bindFresh(subscriber))
  await peer.greet("PUB")
  peer.socket.write(message("a wanted"))
  await until(() => subscriber.readable)
  peer.socket.end(message("b not wanted"))
  await eventOf(observer, "disconnect")
  assert.equal(await receiveText(subscriber), "a wanted")
  assert.equal(subscriber.readable, false)
})

test("a subscription that is given up takes the message that was found along, and leaves a newer one", {
  skip,
}, async () => {
  for (const [ended, left] of [
    ["a", "b newest"],
    ["b", "a found"],
  ] as const) {
    using publisher = new XPublisher()
    using subscriber = new Subscriber({ conflate: true })
    subscriber.connect(await bindFresh(publisher, "inproc"))
    for (const prefix of ["a", "b"]) {
      subscriber.subscribe(prefix)
      await receiveSubscription(publisher, prefix)
    }
    await publisher.send("a found")
    assert.equal(subscriber.readable, true)
    await publisher.send("b newest")
    subscriber.unsubscribe(ended)
    assert.equal(await receiveText(subscriber), left)
    assert.equal(subscriber.readable, false)
  }
})

for (const transport of ["tcp", "inproc"] as const) {
  test(`whoever waits is woken by each message, also after a look, ${transport}`, { skip }, async () => {
    using publisher = new XPublisher()
    using subscriber = new Subscriber({ conflate: true })
    subscriber.subscribe("")
    subscriber.connect(await bindFresh(publisher, transport))
    await receiveSubscription(publisher, "")
    for (let round = 0; round < 300; round++) {
      await publisher.send(`${round} looked at`)
      await until(() => subscriber.readable)
      assert.equal(await receiveText(subscriber), `${round} looked at`)
      const waiting = receiveText(subscriber)
      await publisher.send(`${round} waited for`)
      assert.equal(await waiting, `${round} waited for`)
    }
  })
}

test("a proxy that could not forward the message it found forwards the newest", { skip }, async () => {
  for (let round = 0; round < 10; round++) {
    using publisher = new XPublisher()
    const subscriber = new Subscriber({ conflate: true })
    subscriber.subscribe("")
    subscriber.connect(await bindFresh(publisher, "inproc"))
    await receiveSubscription(publisher, "")
    const push = new Push({ linger: 0 })
    const address = freshAddress("inproc")
    await push.bind(address)
    await using proxy = new Proxy(subscriber, push)
    const running = proxy.run()
    await publisher.send("old")
    await turn()
    await publisher.send("newest")
    using pull = new Pull()
    pull.connect(address)
    assert.equal(await receiveText(pull), "newest")
    proxy.terminate()
    await running
  }
})

test("an XSubscriber receives the newest message, and sends messages of several parts", { skip }, async () => {
  for (const transport of transports) {
    using publisher = new XPublisher()
    using subscriber = new XSubscriber({ conflate: true })
    using observer = subscriber.observe({ events: ["disconnect"] })
    subscriber.connect(await bindFresh(publisher, transport))
    await subscriber.send(["of", "several", "parts"])
    assert.deepEqual(text(await publisher.receive(timeLimit)), ["of", "several", "parts"])
    // One after the other, they would take each other's place.
    for (const topic of ["a", "b"]) await subscriber.send(`\x01${topic}`)
    for (const topic of ["a", "b"]) await receiveSubscription(publisher, topic)
    await publisher.send("a old")
    await until(() => subscriber.readable)
    for (const message of ["b older than the newest", "b newest"]) await publisher.send(message)
    if (transport !== "inproc") {
      publisher.close()
      await eventOf(observer, "disconnect")
    }
    assert.equal(await receiveText(subscriber), "b newest")
    assert.equal(subscriber.readable, false)
  }
})

const types = [
  [Push, Pull],
  [Publisher, Subscriber],
  [Dealer, Dealer],
] as const

describe("over inproc the newest message is what is left, whoever binds and whoever conflates", { skip }, () => {
  for (const [Sender, Receiver] of types) {
    for (const binds of ["sender", "receiver"]) {
      for (const conflates of ["sender", "receiver"]) {
        test(`${Sender.name} to ${Receiver.name}: the ${binds} binds, the ${conflates} conflates`, async () => {
          using sender = new Sender({ conflate: conflates === "sender", linger: 0 })
          using receiver = new Receiver({ conflate: conflates === "receiver" })
          const [binder, connector] = binds === "sender" ? [sender, receiver] : [receiver, sender]
          connector.connect(await bindFresh(binder, "inproc"))
          if (receiver instanceof Subscriber) {
            receiver.subscribe("first", "second", "third")
            // Subscriptions do not take each other's place.
            for (const topic of ["first", "second", "third"]) {
              await until(() => sender.send(topic).then(() => receiver.readable))
              while (receiver.readable) await receiver.receive(timeLimit)
            }
          }
          for (const message of ["first", "second", "third"]) await sender.send(message)
          assert.equal(await receiveText(receiver), "third")
          assert.equal(receiver.readable, false)
        })
      }
    }
  }
})

for (const transport of ["tcp", "inproc"] as const) {
  test(`a high-water mark that is set later does not stop a sender that conflates, ${transport}`, {
    skip,
  }, async () => {
    using pull = new Pull({ conflate: true })
    using push = new Push({ conflate: true, linger: 0 })
    push.connect(await bindFresh(pull, transport))
    await push.send("first")
    assert.equal(await receiveText(pull), "first")
    push.sendHighWaterMark = 2
    pull.receiveHighWaterMark = 2
    for (const number of numbers(100)) await push.send(number, timeLimit)
    while ((await receiveText(pull)) !== "99");
  })
}

test("a high-water mark that is set later does not stop a sender whose messages nobody takes yet", {
  skip,
}, async () => {
  // It says nothing, so that no message is taken to be sent to it.
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  using push = new Push({ conflate: true, linger: 0 })
  push.connect(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [peer] = await once(server, "connection")
  push.sendHighWaterMark = 2
  for (const number of numbers(10)) await push.send(number, { timeout: 0 })
  peer.destroy()
  server.close()
})
