import assert from "node:assert/strict"
import { once } from "node:events"
import { describe, test } from "node:test"
import { Worker } from "node:worker_threads"
import { Channel } from "#lib/draft"
import { Pair } from "#lib/index"
import { bindFresh, type Transport } from "../support/endpoints"
import { eventOf } from "../support/events"
import { patched } from "../support/patched"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"
import { RawWebSocket } from "../support/websocket"
import { RawPeer } from "../support/zmtp"

test("two-way over tcp, at the same time, in no order but each side's own", async () => {
  using one = new Pair()
  using other = new Pair()
  other.connect(await bindFresh(one))
  for (let index = 0; index < 100; index += 1) {
    await one.send(`one ${index}`)
    await other.send(["other", `${index}`])
  }
  for (let index = 0; index < 100; index += 1) {
    assert.deepEqual(text(await one.receive(timeLimit)), ["other", `${index}`])
    assert.deepEqual(text(await other.receive(timeLimit)), [`one ${index}`])
  }
})

describe("exclusive: a second peer receives nothing, and nothing is received from it", () => {
  for (const transport of ["tcp", "ipc", "inproc"] satisfies Transport[]) {
    test(`over ${transport}`, async () => {
      using pair = new Pair()
      const endpoint = await bindFresh(pair, transport)
      using first = new Pair()
      first.connect(endpoint)
      await first.send("hello")
      assert.deepEqual(text(await pair.receive(timeLimit)), ["hello"])

      using second = new Pair({ linger: 0, sendTimeout: 0 })
      second.connect(endpoint)
      // Whether there is a pipe that takes it before the pair refuses it depends on the transport.
      await second.send("hello from a second").catch((error) => assert.equal(error.code, "EAGAIN"))
      for (let round = 0; round < 100; round += 1) {
        await pair.send(`to the first, ${round}`)
        assert.deepEqual(text(await first.receive(timeLimit)), [`to the first, ${round}`])
        await first.send(`from the first, ${round}`)
        assert.deepEqual(text(await pair.receive(timeLimit)), [`from the first, ${round}`])
      }
      assert.equal(second.readable, false)
      assert.equal(pair.readable, false)
    })
  }

  for (const transport of ["tcp", "ws", "ipc"] satisfies Transport[]) {
    test(`over ${transport} the second peer's connection ends, and it comes in when the first has gone`, async () => {
      using pair = new Pair()
      const endpoint = await bindFresh(pair, transport)
      const first = new Pair()
      first.connect(endpoint)
      await first.send("first")
      assert.deepEqual(text(await pair.receive(timeLimit)), ["first"])
      using second = new Pair({ linger: 0, reconnectInterval: 5 })
      const { events } = second
      second.connect(endpoint)
      await eventOf(events, "disconnect")
      await eventOf(events, "disconnect")
      first.close()
      // What is sent before the pair knows of it is lost with the first.
      await until(async () => {
        await pair.send("welcome", timeLimit)
        return second.readable
      })
      assert.deepEqual(text(await second.receive(timeLimit)), ["welcome"])
      await second.send("thanks")
      assert.deepEqual(text(await pair.receive(timeLimit)), ["thanks"])
    })
  }

  test("when the first has gone, another may take its place", async () => {
    using pair = new Pair()
    const endpoint = await bindFresh(pair)
    const first = new Pair()
    first.connect(endpoint)
    await first.send("first")
    assert.deepEqual(text(await pair.receive(timeLimit)), ["first"])
    first.close()
    await until(() => !pair.writable)
    const welcome = pair.send("welcome", timeLimit)
    using second = new Pair({ reconnectInterval: 5 })
    second.connect(endpoint)
    await welcome
    assert.deepEqual(text(await second.receive(timeLimit)), ["welcome"])
    await second.send("second")
    assert.deepEqual(text(await pair.receive(timeLimit)), ["second"])
  })
})

describe("an observer reports the end of a connection for which there is no room", patched, () => {
  for (const [name, open] of Object.entries({ Pair: () => new Pair(), Channel: () => new Channel() })) {
    for (const version of [1, 2] as const) {
      for (const transport of ["tcp", "ipc", "ws"] satisfies Transport[]) {
        test(`an observer of a ${name} over ${transport}, events of version ${version}`, async () => {
          using socket = open()
          const observer = socket.observe({ version, events: ["disconnect"] })
          const endpoint = await bindFresh(socket, transport)
          using first = open()
          first.connect(endpoint)
          await first.send("first")
          assert.equal(String(await socket.receive(timeLimit)), "first")
          using second = transport === "ws" ? await RawWebSocket.greeted(endpoint) : await RawPeer.connect(endpoint)
          if (second instanceof RawPeer) await second.greet(name.toUpperCase())
          assert.equal((await observer.receive(timeLimit)).type, "disconnect")
          await first.send("still here")
          assert.equal(String(await socket.receive(timeLimit)), "still here")
        })
      }
    }
  }
})

test("threads signal each other over inproc: step1 -> step2 -> step3", async () => {
  using step3 = new Pair()
  await step3.bind("inproc://step3")
  const step2 = new Worker(require.resolve("./pair-thread"), { workerData: ["inproc://step3", "inproc://step2"] })
  const ended = once(step2, "exit")
  assert.deepEqual(text(await step3.receive(timeLimit)), ["ready"])
  assert.deepEqual(await ended, [0])
})
