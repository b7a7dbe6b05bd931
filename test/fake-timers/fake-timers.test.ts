import assert from "node:assert/strict"
import { test } from "node:test"
import * as loadedBefore from "zmq-napi"
import { type Copy, freshCopy } from "../copies/copy"
import { bindFresh } from "../support/endpoints"
import { mocked, standStill } from "./faked"

const { hrtime } = process

/** How long that takes, by a clock that nobody replaces, in milliseconds. */
async function duration(of: () => Promise<unknown>): Promise<number> {
  const start = hrtime.bigint()
  await of()
  return Number(hrtime.bigint() - start) / 1e6
}

/** What a service does in some milliseconds, with sends and receives that succeed at once, and others that wait. */
async function converse({ Pull, Push, Request, Reply, Poller }: Copy): Promise<void> {
  using pull = new Pull({ receiveHighWaterMark: 0 })
  using push = new Push({ sendHighWaterMark: 0 })
  push.connect(await bindFresh(pull as never, "inproc"))
  for (let count = 0; count < 5000; count++) await push.send("message")
  for (let count = 0; count < 5000; count++) await pull.receive()
  using request = new Request()
  using reply = new Reply()
  request.connect(await bindFresh(reply as never))
  const poller = new Poller().add(reply as never)
  for (let count = 0; count < 20; count++) {
    const ready = poller.poll()
    await request.send("question")
    await ready
    const answer = request.receive()
    await reply.receive()
    await reply.send("answer")
    await answer
  }
}

for (const { name, fake } of [
  { name: "clocks that stand still", fake: standStill },
  { name: "node:test's fake timers", fake: mocked },
]) {
  for (const { when, load } of [
    { when: "before", load: (): Copy => loadedBefore },
    { when: "meanwhile", load: freshCopy },
  ]) {
    test(`messages flow under ${name}, with a package that was loaded ${when}, and afterwards`, async () => {
      let copy: Copy
      {
        using _ = fake()
        copy = load()
        await converse(copy)
      }
      await converse(copy)
    })

    test(`time-outs are real time under ${name}, with a package that was loaded ${when}`, async () => {
      using _ = fake()
      const { Pull, Poller, TimeoutError, Observer } = load()
      using pull = new Pull({ receiveTimeout: 30 })
      await bindFresh(pull as never)
      const took = [
        await duration(() => assert.rejects(pull.receive(), TimeoutError)),
        await duration(() => assert.rejects(pull.receive({ timeout: 30 }), TimeoutError)),
        await duration(() => assert.rejects(pull.receiveMany({ timeout: 30 }), TimeoutError)),
        await duration(() => new Poller().add(pull as never).poll(30)),
        await duration(async () => assert.throws(() => pull.receiveSync({ timeout: 30 }), TimeoutError)),
        await duration(() =>
          assert.rejects(
            new Observer(pull as never, { events: ["accept"] as never }).receive({ timeout: 30 }),
            TimeoutError,
          ),
        ),
      ]
      for (const milliseconds of took) assert.ok(milliseconds >= 30, `it took ${took} ms`)
    })
  }
}

test("a socket whose operations were under way when timers were replaced goes on when they are back", async () => {
  const { Pull, Push } = loadedBefore
  using pull = new Pull({ receiveHighWaterMark: 0 })
  using push = new Push({ sendHighWaterMark: 0 })
  push.connect(await bindFresh(pull as never, "inproc"))
  const received = (async () => {
    for (let count = 0; count < 10_000; count++) await pull.receive()
  })()
  for (let round = 0; round < 10; round++) {
    using _ = standStill()
    for (let count = 0; count < 1000; count++) await push.send("message")
  }
  await received
})

test("listeners get events under clocks that stand still", async () => {
  using pull = new loadedBefore.Pull()
  const reported = new Promise<void>((resolve) => {
    pull.events.on("bind", () => resolve())
  })
  using _ = standStill()
  await pull.bind("tcp://127.0.0.1:*")
  // Listeners do not keep the process alive.
  const waiting = pull.receive()
  await reported
  pull.close()
  await assert.rejects(waiting, loadedBefore.SocketClosedError)
})
