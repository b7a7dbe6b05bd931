// What a peer subscribes to is kept until it goes. maxSubscriptions limits how much that may be.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Dish, Radio } from "#lib/draft"
import { Context, Publisher, type Socket, Subscriber, XPublisher, XSubscriber } from "#lib/index"
import { untilJoined } from "../draft/until-joined"
import { bindFresh, transports } from "../support/endpoints"
import { authenticate, links } from "../support/mechanisms"
import { memoryOutsideHeap } from "../support/memory"
import { patched } from "../support/patched"
import { receiveSubscription, untilSubscribed } from "../support/subscriptions"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"
import { greeting, greetingOf30, message, part, RawPeer, subscription } from "../support/zmtp"

/** A Subscriber that does not come again, subscribed to these topics. */
function subscriberTo(topics: string[], context = new Context()): Subscriber {
  const subscriber = new Subscriber({ context, reconnectInterval: -1 })
  subscriber.subscribe(...topics)
  return subscriber
}

/** The types of the socket's events from now on. */
function eventsOf(socket: Socket): string[] {
  const types: string[] = []
  const observer = socket.observe()
  void (async () => {
    for await (const { type } of observer) types.push(type)
  })()
  return types
}

/** Whether the connection of the peer has ended. */
function endOf(peer: RawPeer): { ended: boolean } {
  const state = { ended: false }
  void peer.closed.then(() => {
    state.ended = true
  })
  return state
}

for (const link of links) {
  test(`so many subscriptions work; one more disconnects that peer alone: ${link.name}`, patched, async () => {
    await using context = new Context()
    using _authenticator = authenticate(context)
    using publisher = new Publisher({ context, maxSubscriptions: 3, linger: 0 })
    using good = subscriberTo(["good"], context)
    using greedy = subscriberTo(["a", "b", "c"], context)
    link.secure(publisher, good)
    link.secure(publisher, greedy)
    const endpoint = await bindFresh(publisher, link.transport)
    good.connect(endpoint)
    greedy.connect(endpoint)
    await until(() => publisher.topicsCount === 4)
    await publisher.send("c 1")
    assert.deepEqual(text(await greedy.receive(timeLimit)), ["c 1"])

    // One that was cancelled makes room.
    greedy.unsubscribe("b")
    await until(() => publisher.topicsCount === 3)
    greedy.subscribe("d")
    await until(() => publisher.topicsCount === 4)
    await publisher.send("d 2")
    assert.deepEqual(text(await greedy.receive(timeLimit)), ["d 2"])

    const events = eventsOf(publisher)
    greedy.subscribe("e")
    await until(() => publisher.topicsCount === 1 && (link.transport === "inproc" || events.length > 0))
    assert.deepEqual(events, link.transport === "inproc" ? [] : ["disconnect"])
    await publisher.send("e 3")
    await publisher.send("good 4")
    assert.deepEqual(text(await good.receive(timeLimit)), ["good 4"])
  })
}

describe("a stranger that subscribes for ever", patched, () => {
  const forms = {
    "by commands": { hello: greeting, subscribe: subscription },
    "by messages, as before ZMTP 3.1": { hello: greetingOf30, subscribe: (topic: string) => message(`\x01${topic}`) },
  }
  for (const [form, { hello, subscribe }] of Object.entries(forms))
    for (const kind of [Publisher, XPublisher])
      test(`does not fill the memory of ${kind.name}, and others go on: ${form}`, async () => {
        using publisher = new kind({ maxSubscriptions: 100, linger: 0 })
        const endpoint = await bindFresh(publisher)
        using good = new Subscriber()
        good.subscribe("good")
        good.connect(endpoint)
        await untilSubscribed(publisher as Publisher, good, "good")

        const before = memoryOutsideHeap()
        // 20,000 topics of 200 bytes, which take more than 100 MiB.
        for (let connection = 0; connection < 20; connection += 1) {
          using peer = await RawPeer.connect(endpoint)
          const state = endOf(peer)
          await peer.greet("SUB", "", hello)
          for (let number = 0; number < 1000; number += 1)
            peer.socket.write(subscribe(`${connection} ${number}`.padEnd(200, String(number))))
          await until(() => {
            assert.ok((publisher.topicsCount as number) <= 101)
            return state.ended
          })
          await publisher.send(["good", String(connection)])
          assert.deepEqual(text(await good.receive(timeLimit)), ["good", String(connection)])
        }
        await until(() => publisher.topicsCount === 1)
        const grown = memoryOutsideHeap() - before
        assert.ok(grown < 50, `The process has grown by ${grown} MiB`)
      })

  test("is disconnected also if it does not read what it was sent", async () => {
    using publisher = new Publisher({ maxSubscriptions: 10, sendHighWaterMark: 100, linger: 0 })
    using peer = await RawPeer.connect(await bindFresh(publisher))
    await peer.greet("SUB")
    peer.socket.write(subscription(""))
    await until(() => publisher.topicsCount === 1)
    const events = eventsOf(publisher)
    peer.socket.pause()
    // More than the buffers of the system hold.
    for (let number = 0; number < 300; number += 1) await publisher.send(Buffer.alloc(100_000))
    for (let number = 0; number < 10; number += 1) peer.socket.write(subscription(String(number)))
    await until(() => publisher.topicsCount === 0 && events.length > 0)
    assert.deepEqual(events, ["disconnect"])
  })

  for (const [subscribedBy, onlyFirstSubscribe, parts] of [
    ["the last of several parts", false, [part("first"), part("second"), message("\x01b")]],
    ["the first of several parts", true, [part("\x01b"), message("rest")]],
  ] as const)
    test(`and by ${subscribedBy} leaves nothing of that message behind`, async () => {
      using publisher = new XPublisher({ maxSubscriptions: 1, onlyFirstSubscribe })
      const endpoint = await bindFresh(publisher)
      using peer = await RawPeer.connect(endpoint)
      await peer.greet("XSUB")
      peer.socket.write(message("\x01a"))
      await until(() => publisher.topicsCount === 1)
      peer.socket.write(Buffer.concat(parts))
      // What is left would come before the end of the subscription.
      await until(() => publisher.topicsCount === 0)
      await receiveSubscription(publisher, "a")
      await receiveSubscription(publisher, "a", false)
      using good = new XSubscriber({ onlyFirstSubscribe })
      good.connect(endpoint)
      const whole = ["whole", onlyFirstSubscribe ? "\x01message" : "message"]
      await good.send(whole)
      assert.deepEqual(text(await publisher.receive(timeLimit)), whole)
      assert.equal(publisher.topicsCount, 0)
    })
})

describe("what counts", patched, () => {
  test("neither what the peer has already nor the end of what it does not have", async () => {
    using publisher = new XPublisher({ maxSubscriptions: 2, verbosity: "allSubsUnsubs" })
    await bindFresh(publisher)
    using peer = await subscriberByHand(publisher)
    await exchange(publisher, peer, ["+a", "+a", "+a", "-none", "-none", "+b", "+a", "+b", "-a", "-a", "+c"])
    // b and c are left.
    peer.socket.write(subscription("d"))
    await until(() => publisher.topicsCount === 0)
  })

  test("the whole of a topic, of which a longer or a shorter one is another", async () => {
    using publisher = new XPublisher({ maxSubscriptions: 3, verbosity: "allSubsUnsubs" })
    await bindFresh(publisher)
    using peer = await subscriberByHand(publisher)
    await exchange(publisher, peer, ["+", "+aa", "+az", "+", "+aa", "+az"])
    peer.socket.write(subscription("a"))
    await until(() => publisher.topicsCount === 0)
  })

  test("each peer's alone, although others have the same topics", async () => {
    using publisher = new XPublisher({ maxSubscriptions: 2, verbosity: "allSubsUnsubs" })
    await bindFresh(publisher)
    using one = await subscriberByHand(publisher)
    using other = await subscriberByHand(publisher)
    await exchange(publisher, one, ["+a", "+b"])
    await exchange(publisher, other, ["+c", "+d"])
    // A topic that only the other has is new.
    one.socket.write(subscription("c"))
    await until(() => publisher.topicsCount === 2)
    await receiveSubscription(publisher, "a", false)
    await receiveSubscription(publisher, "b", false)
    await exchange(publisher, other, ["-c", "+e"])
  })

  test("none at all where the limit is 0", async () => {
    using publisher = new Publisher({ maxSubscriptions: 0 })
    using peer = await RawPeer.connect(await bindFresh(publisher))
    const state = endOf(peer)
    await peer.greet("SUB")
    peer.socket.write(subscription(""))
    await until(() => publisher.topicsCount === 0 && state.ended)
  })

  test("what peers have when the limit is set, but only the next one is too many", async () => {
    using publisher = new XPublisher({ verbosity: "allSubsUnsubs" })
    await bindFresh(publisher)
    using peer = await subscriberByHand(publisher)
    await exchange(publisher, peer, ["+a", "+b", "+c"])
    publisher.maxSubscriptions = 2
    assert.equal(publisher.maxSubscriptions, 2)
    await exchange(publisher, peer, ["+a", "-a", "-b", "+d"])
    publisher.maxSubscriptions = -1
    await exchange(publisher, peer, ["+e", "+f"])
    publisher.maxSubscriptions = 2
    peer.socket.write(subscription("g"))
    await until(() => publisher.topicsCount === 0)
  })
})

describe("a manual XPublisher", patched, () => {
  test("counts what its peers send, and not what the program subscribes them to", async () => {
    using publisher = new XPublisher({ manual: true, maxSubscriptions: 2 })
    await bindFresh(publisher)
    using peer = await subscriberByHand(publisher)
    await exchange(publisher, peer, ["+a"])
    for (const topic of ["1", "2", "3"]) publisher.setOption("subscribe", topic)
    await exchange(publisher, peer, ["+b", "+a", "-b", "+c", "-none"])
    assert.equal(publisher.topicsCount, 3)
    peer.socket.write(subscription("d"))
    await until(() => publisher.topicsCount === 0)
    await receiveSubscription(publisher, "a", false)
    await receiveSubscription(publisher, "c", false)
  })

  test("does not count what the peer had before, and the program has cancelled", async () => {
    using publisher = new XPublisher({ maxSubscriptions: 2, verbosity: "allSubsUnsubs" })
    await bindFresh(publisher)
    using peer = await subscriberByHand(publisher)
    await exchange(publisher, peer, ["+a", "+b"])
    publisher.manual = true
    await exchange(publisher, peer, ["-a"])
    publisher.setOption("unsubscribe", "a")
    await exchange(publisher, peer, ["-b"])
    publisher.setOption("unsubscribe", "b")
    publisher.manual = false
    await exchange(publisher, peer, ["+c", "+d"])
    peer.socket.write(subscription("e"))
    await until(() => publisher.topicsCount === 0)
  })
})

test("a Publisher that has connected connects again, without the subscriptions from before", patched, async () => {
  using subscriber = new Subscriber()
  using publisher = new Publisher({ maxSubscriptions: 2, reconnectInterval: 1 })
  subscriber.subscribe("a", "b")
  publisher.connect(await bindFresh(subscriber))
  await until(() => publisher.topicsCount === 2)
  const events = eventsOf(publisher)
  subscriber.subscribe("c")
  await until(() => publisher.topicsCount === 0 || events.includes("disconnect"))
  subscriber.unsubscribe("a", "b")
  await until(() => publisher.topicsCount === 1 && events.includes("disconnect"))
  await publisher.send("c")
  assert.deepEqual(text(await subscriber.receive(timeLimit)), ["c"])
})

describe("the groups that a Dish has joined", patched, () => {
  for (const transport of transports)
    test(`so many work; one more disconnects that peer alone: ${transport}`, async () => {
      using radio = new Radio({ maxSubscriptions: 2, linger: 0 })
      const endpoint = await bindFresh(radio, transport)
      using good = new Dish()
      good.join("good", "last")
      good.connect(endpoint)
      await untilJoined(radio, good, "last")
      using greedy = new Dish({ reconnectInterval: -1 })
      greedy.join("a", "b")
      greedy.connect(endpoint)
      await untilJoined(radio, greedy, "b")
      greedy.leave("a")
      greedy.join("c")
      await untilJoined(radio, greedy, "c")

      const events = eventsOf(radio)
      greedy.join("d")
      greedy.join("end")
      if (transport !== "inproc")
        await until(async () => {
          await radio.send("text", { group: "c" })
          return events.length > 0
        })
      else
        await until(async () => {
          // Over inproc, what is sent is there at once.
          await radio.send("text", { group: "c" })
          const arrived = greedy.readable
          if (arrived) await greedy.receive(timeLimit)
          return !arrived
        })
      assert.deepEqual(events, transport === "inproc" ? [] : ["disconnect"])
      await radio.send("text", { group: "good" })
      assert.equal(String((await good.receive(timeLimit))[0]), "text")
    })
})

/** A peer by hand, for sockets do not send what changes nothing. */
async function subscriberByHand(publisher: XPublisher): Promise<RawPeer> {
  const peer = await RawPeer.connect(publisher.lastEndpoint as string)
  await peer.greet("XSUB")
  return peer
}

/** Sends subscriptions ("+topic") and cancellations ("-topic"), and receives each. */
async function exchange(publisher: XPublisher, peer: RawPeer, changes: string[]): Promise<void> {
  for (const change of changes) {
    peer.socket.write(message(`${change.startsWith("+") ? "\x01" : "\x00"}${change.slice(1)}`))
    await receiveSubscription(publisher, change.slice(1), change.startsWith("+"))
  }
}
