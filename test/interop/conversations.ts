import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { exactly } from "../support/elements"
import type { SimpleSocket, TypeName } from "./sockets"

/** Each byte once. */
export const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

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
  talk(one: SimpleSocket, other: SimpleSocket): Promise<void>
}

/** What the conversations of publishers and subscribers are about; it is not text. */
export const topic = Buffer.from([0, 0xff, 0, 0x80])

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
  {
    types: ["XPUB", "XSUB"],
    async talk(publisher, subscriber) {
      await sendFirstSubscription(subscriber, publisher, Buffer.concat([Buffer.of(1), topic]))
      for (const sample of samples) {
        if (!publisher.unfiltered) await publisher.send(["of another topic", topic])
        await publisher.send([topic, ...sample])
      }
      for (const sample of samples) assert.deepEqual(await subscriber.receive(), [topic, ...sample])
      await sendSubscription(subscriber, publisher, [Buffer.from("neither"), Buffer.from("of the two")])
      await sendSubscription(subscriber, publisher, [Buffer.concat([Buffer.of(0), topic])])
      await sendSubscription(subscriber, publisher, [Buffer.from("\x01next")])
      if (!publisher.unfiltered) await publisher.send([topic, "of no interest any more"])
      await publisher.send(["next", "topic"])
      assert.deepEqual(await subscriber.receive(), [Buffer.from("next"), Buffer.from("topic")])
    },
  },
  { types: ["PUSH", "PULL"], talk: deliver },
  {
    types: ["DEALER", "ROUTER"],
    async talk(dealer, router) {
      await dealer.send(["hello"])
      const [id, hello] = exactly(2, await router.receive())
      assert.deepEqual(hello, Buffer.from("hello"))
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

async function deliver(from: SimpleSocket, to: SimpleSocket): Promise<void> {
  for (const sample of samples) await from.send(sample)
  for (const sample of samples) assert.deepEqual(await to.receive(), sample)
}

async function sendSubscription(subscriber: SimpleSocket, publisher: SimpleSocket, message: Buffer[]): Promise<void> {
  await subscriber.send(message)
  assert.deepEqual(await publisher.receive(), message)
}

/** As {@link sendSubscription}; a bound socket of `zeromq` accepts a new peer only when it is used. */
async function sendFirstSubscription(
  subscriber: SimpleSocket,
  publisher: SimpleSocket,
  subscription: Buffer,
): Promise<void> {
  const deadline = Date.now() + 10_000
  await subscriber.send([subscription])
  let message: Buffer[] | undefined
  do {
    assert.ok(Date.now() < deadline, "the subscription never came")
    assert.equal(await subscriber.receiveNow(), undefined)
    message = await publisher.receiveNow()
  } while (message === undefined)
  assert.deepEqual(message, [subscription])
}

/** Waits until the subscription is at the publisher; nothing of that is left to be received. */
async function subscribed(publisher: SimpleSocket, subscriber: SimpleSocket): Promise<void> {
  const deadline = Date.now() + 10_000
  do {
    assert.ok(Date.now() < deadline, "the subscription never came")
    await publisher.send([topic, "hello"])
  } while ((await subscriber.receiveNow()) === undefined)
  const last = randomUUID()
  await publisher.send([topic, last])
  while (String((await subscriber.receive())[1]) !== last);
}

/** Each pattern, with either part played by us. */
export const castings = patterns.flatMap(({ types: [one, other], talk }) => {
  const asWritten = { ours: one, theirs: other, talk }
  if (one === other) return [asWritten]
  return [asWritten, { ours: other, theirs: one, talk: (a: SimpleSocket, b: SimpleSocket) => talk(b, a) }]
})
