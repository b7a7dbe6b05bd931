// Prefetched messages that are dropped by unsubscribe and by the end of their context.
import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, Publisher, Pull, Push, Subscriber } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

test("unsubscribe drops prefetched messages, and keeps those of another subscription", async () => {
  using publisher = new Publisher()
  const address = await bindFresh(publisher, "inproc")
  using subscriber = new Subscriber()
  subscriber.connect(address)
  subscriber.subscribe("a", "b", "b", Buffer.from([0, 255]))
  for (const topic of ["a", "a1", "b1", "a2", Buffer.from([0, 255, 1]), "b2"]) await publisher.send(topic)
  await subscriber.receive(timeLimit)
  subscriber.unsubscribe("a", "b")
  const rest = [
    await subscriber.receive(timeLimit),
    await subscriber.receive(timeLimit),
    await subscriber.receive(timeLimit),
  ]
  assert.deepEqual(
    rest.map(([topic]) => topic),
    [Buffer.from("b1"), Buffer.from([0, 255, 1]), Buffer.from("b2")],
  )
  assert.equal(subscriber.readable, false)
})

for (const parts of [1, 2, 3, 40]) {
  for (const kept of ["no", "another"]) {
    test(`unsubscribe drops a held-over message of ${parts} parts too, when ${kept} subscription asks for it`, async () => {
      for (const before of [0, 1, 15, 31]) {
        using publisher = new Publisher({ sendHighWaterMark: 0 })
        using subscriber = new Subscriber({ receiveHighWaterMark: 0, messageProperties: before === 15 })
        subscriber.connect(await bindFresh(publisher, "inproc"))
        subscriber.subscribe("old", "new", ...(kept === "no" ? [] : ["o"]))
        await publisher.send("new first")
        for (let count = 0; count < before; count++) await publisher.send("new")
        for (let count = 0; count < 40; count++) await publisher.send(["old", ...Array(parts - 1).fill(String(count))])
        await publisher.send("new last")
        assert.deepEqual((await subscriber.receive(timeLimit)).map(String), ["new first"])
        subscriber.unsubscribe("old")
        const seen: string[] = []
        while (seen.at(-1) !== "new last") seen.push((await subscriber.receive(timeLimit)).map(String).join())
        const old = [...Array(40).keys()].map((count) => ["old", ...Array(parts - 1).fill(count)].join())
        const left = kept === "no" ? [] : old
        assert.deepEqual(seen, [...Array(before).fill("new"), ...left, "new last"])
        assert.equal(subscriber.readable, false)
      }
    })
  }
}

test("term drops prefetched messages, and a held-over message of many parts", async () => {
  const context = new Context()
  using pull = new Pull({ context })
  using push = new Push({ context, linger: 0 })
  const address = await bindFresh(pull, "inproc")
  push.connect(address)
  for (let index = 0; index < 3; index++) await push.send("small")
  await push.send(Array(200).fill("part"))
  await pull.receive(timeLimit)
  const ended = context.term()
  for (let index = 0; index < 3; index++) await assert.rejects(pull.receive(), { code: "ETERM" })
  pull.close()
  push.close()
  await ended
})

test("term drops prefetched messages, for every way to receive", async () => {
  const context = new Context()
  using pull = new Pull({ context })
  using push = new Push({ context, linger: 0 })
  push.connect(await bindFresh(pull, "inproc"))
  await push.sendMany(["0", "1", "2"])
  assert.deepEqual((await pull.receiveMany({ max: 1 })).map(String), ["0"])
  const ended = context.term()
  await assert.rejects(pull.receiveMany(), { code: "ETERM" })
  await assert.rejects(pull.receiveMany({ timeout: 0 }), { code: "ETERM" })
  await assert.rejects(pull.batches().next(), { code: "ETERM" })
  assert.throws(() => pull.receiveSync(), { code: "ETERM" })
  assert.throws(() => pull.receiveSync({ timeout: 0 }), { code: "ETERM" })
  pull.close()
  push.close()
  await ended
})
