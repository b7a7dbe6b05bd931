import assert from "node:assert/strict"
import { test } from "node:test"
import { Pair, Publisher, Pull, Push, Subscriber } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"
import { streamer } from "./proxy-fixture"

test("a capture is sent a copy of every message, whole and in order", async () => {
  for (const Capture of [Push, Pair]) {
    const capture = new Capture({ linger: 0 })
    using copies = Capture === Push ? new Pull() : new Pair()
    copies.connect(await bindFresh(capture))
    using it = await streamer({ capture })
    const { producer, consumer, proxy, running } = it
    const large = Buffer.alloc(100_000, 7)
    for (let number = 0; number < 200; number++) await producer.send([`${number}`, "", large])
    for (const receiver of [consumer, copies]) {
      for (let number = 0; number < 200; number++) {
        const [text, empty, data] = await receiver.receive(timeLimit)
        assert.deepEqual([String(text), empty!.length, data!.equals(large)], [`${number}`, 0, true])
      }
    }
    await until(() => proxy.statistics().backEnd.messagesSent === 200)
    assert.equal(proxy.statistics().capture?.messagesSent, 200)
    proxy.terminate()
    await running
    assert.equal(capture.closed, true)
  }
})

test("a Publisher as capture does not hold the proxy up, with and without subscribers", async () => {
  const capture = new Publisher()
  using copies = new Subscriber()
  copies.subscribe()
  const address = await bindFresh(capture)
  using it = await streamer({ capture })
  const { producer, consumer, proxy, running } = it
  await producer.send("not captured")
  assert.equal(String(await consumer.receive(timeLimit)), "not captured")
  copies.connect(address)
  // The subscription takes a moment to come.
  let captured = copies.receive(timeLimit)
  let arrived = false
  void captured.then(() => {
    arrived = true
  })
  while (!arrived) {
    await producer.send("captured")
    await consumer.receive(timeLimit)
  }
  assert.equal(String(await captured), "captured")
  captured = copies.receive(timeLimit)
  await producer.send("too")
  assert.match(String(await captured), /captured|too/)
  proxy.terminate()
  await running
})

test("a capture that cannot send holds messages back, loses none, and does not stop the proxy from ending", async () => {
  const capture = new Push({ linger: 0 })
  const address = await bindFresh(capture)
  using it = await streamer({ capture })
  const { producer, consumer, proxy, running } = it
  for (let number = 0; number < 50; number++) await producer.send(`${number}`)
  await assert.rejects(consumer.receive({ timeout: 200 }), { name: "TimeoutError" })
  using copies = new Pull()
  copies.connect(address)
  for (const receiver of [copies, consumer]) {
    for (let number = 0; number < 50; number++) assert.equal(String(await receiver.receive(timeLimit)), `${number}`)
  }
  copies.close()
  await until(async () => {
    await producer.send("more")
    const sent = proxy.statistics().capture!.messagesSent
    await new Promise((resolve) => setTimeout(resolve, 20))
    return proxy.statistics().capture!.messagesSent === sent
  })
  const start = performance.now()
  proxy.terminate()
  await running
  assert.ok(performance.now() - start < 1000)
})
