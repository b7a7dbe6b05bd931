import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import {
  type Authenticator,
  context,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  type Socket,
  Subscriber,
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { exactly } from "../support/elements"
import { bindFresh } from "../support/endpoints"
import { authenticate, links } from "../support/mechanisms"
import { receiveSubscription, untilSubscribed } from "../support/subscriptions"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"

/** Two types of sockets that talk to each other, and a conversation that shows it, whichever of the two was bound. */
interface Combination {
  name: string
  run(connect: (one: Socket, other: Socket) => Promise<void>): Promise<void>
}

const combinations: Combination[] = [
  {
    name: "PUB-SUB",
    async run(connect) {
      using publisher = new Publisher()
      using subscriber = new Subscriber()
      subscriber.subscribe("")
      await connect(publisher, subscriber)
      await untilSubscribed(publisher, subscriber)
      await publisher.send(["topic", "body"])
      assert.deepEqual(text(await subscriber.receive(timeLimit)), ["topic", "body"])
    },
  },
  {
    name: "PUB-XSUB",
    async run(connect) {
      using publisher = new Publisher()
      using subscriber = new XSubscriber()
      await connect(publisher, subscriber)
      await subscriber.send("\x01topic")
      await until(async () => {
        await publisher.send(["topic", "body"])
        return subscriber.readable
      })
      assert.deepEqual(text(await subscriber.receive(timeLimit)), ["topic", "body"])
    },
  },
  {
    name: "XPUB-SUB",
    async run(connect) {
      using publisher = new XPublisher()
      using subscriber = new Subscriber()
      subscriber.subscribe("before")
      await connect(publisher, subscriber)
      await receiveSubscription(publisher, "before")
      subscriber.subscribe("topic")
      await receiveSubscription(publisher, "topic")
      subscriber.unsubscribe("before")
      await receiveSubscription(publisher, "before", false)
      await publisher.send(["before", "nobody asks for it any more"])
      await publisher.send(["topic", "body"])
      assert.deepEqual(text(await subscriber.receive(timeLimit)), ["topic", "body"])
    },
  },
  {
    name: "XPUB-XSUB",
    async run(connect) {
      using publisher = new XPublisher()
      using subscriber = new XSubscriber()
      await connect(publisher, subscriber)
      await subscriber.send("\x01topic")
      await receiveSubscription(publisher, "topic")
      await subscriber.send("upstream")
      assert.deepEqual(text(await publisher.receive(timeLimit)), ["upstream"])
      await publisher.send(["topic", "body"])
      assert.deepEqual(text(await subscriber.receive(timeLimit)), ["topic", "body"])
    },
  },
  {
    name: "REQ-REP",
    async run(connect) {
      using request = new Request()
      using reply = new Reply()
      await connect(request, reply)
      await request.send("question")
      assert.deepEqual(text(await reply.receive(timeLimit)), ["question"])
      await reply.send("answer")
      assert.deepEqual(text(await request.receive(timeLimit)), ["answer"])
    },
  },
  {
    name: "REQ-ROUTER",
    async run(connect) {
      using request = new Request()
      using router = new Router()
      await connect(request, router)
      await request.send("question")
      const [id, empty, question] = exactly(3, await router.receive(timeLimit))
      assert.equal(empty.length, 0)
      assert.equal(question.toString(), "question")
      await router.send([id, empty, "answer"])
      assert.deepEqual(text(await request.receive(timeLimit)), ["answer"])
    },
  },
  {
    name: "DEALER-REP",
    async run(connect) {
      using dealer = new Dealer()
      using reply = new Reply()
      await connect(dealer, reply)
      await dealer.send(["", "question"])
      assert.deepEqual(text(await reply.receive(timeLimit)), ["question"])
      await reply.send("answer")
      assert.deepEqual(text(await dealer.receive(timeLimit)), ["", "answer"])
    },
  },
  {
    name: "DEALER-ROUTER",
    async run(connect) {
      using dealer = new Dealer()
      using router = new Router()
      await connect(dealer, router)
      await dealer.send(["question", "of two parts"])
      const [id, ...question] = await router.receive(timeLimit)
      assert.deepEqual(text(question), ["question", "of two parts"])
      await router.send([id, "first answer"])
      await router.send([id, "second answer"])
      assert.deepEqual(text(await dealer.receive(timeLimit)), ["first answer"])
      assert.deepEqual(text(await dealer.receive(timeLimit)), ["second answer"])
    },
  },
  {
    name: "DEALER-DEALER",
    async run(connect) {
      using one = new Dealer()
      using other = new Dealer()
      await connect(one, other)
      await bothWays(one, other)
    },
  },
  {
    name: "ROUTER-ROUTER",
    async run(connect) {
      using one = new Router({ routingId: "one", probeRouter: true })
      using other = new Router({ routingId: "other", probeRouter: true })
      await connect(one, other)
      // The probes tell each of them that the other is there. Who was bound sends its own only when it is used itself.
      const probes = await Promise.all([one.receive(timeLimit), other.receive(timeLimit)])
      assert.deepEqual(probes.map(text), [
        ["other", ""],
        ["one", ""],
      ])
      await one.send(["other", "there"])
      assert.deepEqual(text(await other.receive(timeLimit)), ["one", "there"])
      await other.send(["one", "and back"])
      assert.deepEqual(text(await one.receive(timeLimit)), ["other", "and back"])
    },
  },
  {
    name: "PUSH-PULL",
    async run(connect) {
      using push = new Push()
      using pull = new Pull()
      await connect(push, pull)
      await push.send("first")
      await push.send(["second", "of two parts"])
      assert.deepEqual(text(await pull.receive(timeLimit)), ["first"])
      assert.deepEqual(text(await pull.receive(timeLimit)), ["second", "of two parts"])
    },
  },
  {
    name: "PAIR-PAIR",
    async run(connect) {
      using one = new Pair()
      using other = new Pair()
      await connect(one, other)
      await bothWays(one, other)
    },
  },
]

async function bothWays(one: Dealer | Pair, other: Dealer | Pair): Promise<void> {
  await one.send("there")
  assert.deepEqual(text(await other.receive(timeLimit)), ["there"])
  await other.send("and back")
  assert.deepEqual(text(await one.receive(timeLimit)), ["and back"])
}

let authenticator: Authenticator
before(() => {
  authenticator = authenticate(context)
})
after(() => authenticator.stop())

for (const { name, run } of combinations) {
  const [one, other] = name.split("-")
  describe(name, () => {
    for (const link of links) {
      const join = async (server: Socket, client: Socket) => {
        link.secure(server, client)
        client.connect(await bindFresh(server, link.transport))
      }
      test(`${link.name}, ${one} bound`, () => run(join))
      if (one === other) continue
      test(`${link.name}, ${other} bound`, () => run((client, server) => join(server, client)))
    }
  })
}
