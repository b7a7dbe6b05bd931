import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { Channel, Client, Dish, Gather, Peer, Radio, Scatter, Server } from "#lib/draft"
import { type Authenticator, context, type Socket } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { authenticate, type Link, links } from "../support/mechanisms"
import { timeLimit, until } from "../support/waiting"

/** Two types of sockets that talk to each other, and a conversation that shows it, whichever of the two was bound. */
interface Combination {
  name: string
  run(connect: (one: Socket, other: Socket) => Promise<Connection>): Promise<void>
}

/** Who connected to whom, and by which routing id a Peer knows the other. */
interface Connection {
  from: Socket
  routingId: number
}

async function join(server: Socket, from: Socket, link: Link): Promise<Connection> {
  link.secure(server, from)
  const endpoint = await bindFresh(server, link.transport)
  if (from instanceof Peer) return { from, routingId: from.connectPeer(endpoint) }
  from.connect(endpoint)
  return { from, routingId: 0 }
}

const combinations: Combination[] = [
  {
    name: "CLIENT-SERVER",
    async run(connect) {
      using client = new Client()
      using server = new Server()
      await connect(client, server)
      await client.send("question")
      const [question, { routingId }] = await server.receive(timeLimit)
      assert.equal(String(question), "question")
      assert.ok(Number.isInteger(routingId) && routingId > 0)
      await server.send("answer", { routingId })
      assert.deepEqual(await client.receive(timeLimit), [Buffer.from("answer")])
    },
  },
  {
    name: "RADIO-DISH",
    async run(connect) {
      using radio = new Radio()
      using dish = new Dish()
      dish.join("news")
      await connect(radio, dish)
      await until(async () => {
        await radio.send("update", { group: "news" })
        return dish.readable
      })
      assert.deepEqual(await dish.receive(timeLimit), [Buffer.from("update"), { group: Buffer.from("news") }])
    },
  },
  {
    name: "SCATTER-GATHER",
    async run(connect) {
      using scatter = new Scatter()
      using gather = new Gather()
      await connect(scatter, gather)
      await scatter.send(["work"])
      assert.deepEqual(await gather.receive(timeLimit), [Buffer.from("work")])
    },
  },
  {
    name: "PEER-PEER",
    async run(connect) {
      using one = new Peer()
      using other = new Peer()
      // Who connects knows the other's routing id; who is connected to learns it from the first message.
      const { from: connector, routingId } = await connect(one, other)
      const [first, second] = connector === one ? [one, other] : [other, one]
      await first.send("question", { routingId })
      const [question, from] = await second.receive(timeLimit)
      assert.equal(String(question), "question")
      await second.send("answer", from)
      assert.deepEqual(await first.receive(timeLimit), [Buffer.from("answer"), { routingId }])
    },
  },
  {
    name: "CHANNEL-CHANNEL",
    async run(connect) {
      using one = new Channel()
      using other = new Channel()
      await connect(one, other)
      await one.send("there")
      assert.deepEqual(await other.receive(timeLimit), [Buffer.from("there")])
      await other.send("and back")
      assert.deepEqual(await one.receive(timeLimit), [Buffer.from("and back")])
    },
  },
]

let authenticator: Authenticator
before(() => {
  authenticator = authenticate(context)
})
after(() => authenticator.stop())

for (const { name, run } of combinations) {
  describe(name, () => {
    for (const link of links) {
      test(`${link.name}, the first bound`, () => run((one, other) => join(one, other, link)))
      test(`${link.name}, the second bound`, () => run((one, other) => join(other, one, link)))
    }
  })
}
