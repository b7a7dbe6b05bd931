import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { after, before, describe, test } from "node:test"
import { binders, type End, join, openOwn, own, type TypeName, transports } from "./own"
import { bindings, Peer } from "./peer"

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

/** Messages in which something could go amiss on the way. */
const samples: readonly Buffer[][] = [
  ["one part"],
  [""],
  ["", "an empty part before", ""],
  ["", "", ""],
  [everyByte],
  [everyByte, "", everyByte, Buffer.alloc(3), "Zürich ⚡ 你好"],
  Array.from({ length: 100 }, (_, part) => `part ${part}`),
  // The frame format changes between 255 and 256 bytes.
  [Buffer.alloc(254, 1), Buffer.alloc(255, 2), Buffer.alloc(256, 3), Buffer.alloc(257, 4)],
].map((message) => message.map((part) => Buffer.from(part as string)))

interface Pattern {
  types: [TypeName, TypeName]
  /** A conversation that shows it. */
  talk(one: End, other: End): Promise<void>
}

const topic = Buffer.from([0, 0xff, 0, 0x80])

const patterns: Pattern[] = [
  {
    types: ["REQ", "REP"],
    async talk(request, reply) {
      for (const sample of samples) {
        await request.send(sample)
        assert.deepEqual(await reply.receive(), sample)
        const answer = ["answer", ...sample].map((part) => Buffer.from(part as string))
        await reply.send(answer)
        assert.deepEqual(await request.receive(), answer)
      }
    },
  },
  {
    types: ["PUB", "SUB"],
    async talk(publisher, subscriber) {
      await subscribed(publisher, subscriber)
      for (const sample of samples) {
        await publisher.send(["of another topic", topic])
        await publisher.send([topic, ...sample])
      }
      for (const sample of samples) assert.deepEqual(await subscriber.receive(), [topic, ...sample])
    },
  },
  { types: ["PUSH", "PULL"], talk: deliver },
  {
    types: ["DEALER", "ROUTER"],
    async talk(dealer, router) {
      await dealer.send(["hello"])
      const [id, ...hello] = await router.receive()
      assert.deepEqual(hello, [Buffer.from("hello")])
      for (const sample of samples) {
        await dealer.send(sample)
        assert.deepEqual(await router.receive(), [id, ...sample])
        await router.send([id, ...sample])
        assert.deepEqual(await dealer.receive(), sample)
      }
    },
  },
  {
    types: ["PAIR", "PAIR"],
    async talk(one, other) {
      await deliver(one, other)
      await deliver(other, one)
    },
  },
]

async function deliver(from: End, to: End): Promise<void> {
  for (const sample of samples) await from.send(sample)
  for (const sample of samples) assert.deepEqual(await to.receive(), sample)
}

/** Waits until the subscription is at the publisher; nothing of that is left to be received. */
async function subscribed(publisher: End, subscriber: End): Promise<void> {
  const deadline = Date.now() + 10_000
  do {
    assert.ok(Date.now() < deadline, "the subscription never came")
    await publisher.send([topic, "hello"])
  } while ((await subscriber.receiveNow()) === undefined)
  const last = randomUUID()
  await publisher.send([topic, last])
  while ((await subscriber.receive())[1].toString() !== last);
}

/** Each pattern, with either part played by us. */
const castings = patterns.flatMap(({ types: [one, other], talk }) => {
  const asWritten = { ours: one, theirs: other, talk }
  if (one === other) return [asWritten]
  return [asWritten, { ours: other, theirs: one, talk: (a: End, b: End) => talk(b, a) }]
})

for (const binding of bindings) {
  describe(`with a peer of ${binding}`, () => {
    let peer: Peer
    before(async () => {
      peer = await Peer.start(binding)
    })
    after(() => peer?.end())

    for (const { ours, theirs, talk } of castings) {
      for (const transport of transports) {
        for (const binder of binders) {
          test(`our ${ours} and its ${theirs} over ${transport}, ${binder} binds`, async () => {
            using socket = openOwn(ours)
            await using other = await peer.open(theirs, theirs === "SUB" ? { subscribe: topic } : {})
            if (ours === "SUB") socket.setOption("subscribe", topic)
            await join(socket, other, binder, transport)
            await talk(own(socket), other)
          })
        }
      }
    }
  })
}
