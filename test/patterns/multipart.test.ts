import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { type MessagePart, Pair, Pull, Push } from "#lib/index"
import { at, exactly } from "../support/elements"
import { bindFresh, transports } from "../support/endpoints"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

async function roundTrip(message: MessagePart | MessagePart[], transport: "tcp" | "inproc" = "tcp"): Promise<Buffer[]> {
  using push = new Push()
  using pull = new Pull()
  pull.connect(await bindFresh(push, transport))
  await push.send(message)
  return await pull.receive(timeLimit)
}

describe("the parts arrive as they were sent", () => {
  test("one part makes the same message, alone or in an array", async () => {
    assert.deepEqual(text(await roundTrip("alone")), ["alone"])
    assert.deepEqual(text(await roundTrip(["alone"])), ["alone"])
  })

  for (const [name, parts] of Object.entries({
    "some empty": ["", "a", "", "", "b", ""],
    "all empty": ["", "", ""],
    "one, empty": [""],
  })) {
    test(name, async () => assert.deepEqual(text(await roundTrip(parts)), parts))
  }

  test("null and undefined are empty parts", async () => {
    assert.deepEqual(text(await roundTrip([null, "a", undefined])), ["", "a", ""])
    assert.deepEqual(text(await roundTrip(null)), [""])
  })

  test("parts of many kinds in one message", async () => {
    const message = ["text", Buffer.from([0, 1, 0xff]), Uint16Array.of(0x0101), new ArrayBuffer(2), 42]
    const expected = ["text", "\0\x01\xff", "\x01\x01", "\0\0", "42"]
    assert.deepEqual(
      (await roundTrip(message)).map((part) => part.toString("latin1")),
      expected,
    )
  })

  test("small and large parts mixed, in order", async () => {
    const sizes = [0, 1, 100_000, 5, 32 * 1024, 32 * 1024 - 1, 0, 1_000_000, 3]
    const message = sizes.map((size, index) => Buffer.alloc(size, index))
    for (const transport of ["tcp", "inproc"] as const) {
      const parts = await roundTrip(message, transport)
      assert.deepEqual(
        parts.map(({ length }) => length),
        sizes,
      )
      for (const [index, part] of parts.entries()) assert.ok(part.equals(at(message, index)), `part ${index}`)
    }
  })

  test("5,000 of them", async () => {
    const parts = Array.from({ length: 5_000 }, (_, index) => `${index}`)
    assert.deepEqual(text(await roundTrip(parts)), parts)
    assert.deepEqual(text(await roundTrip(parts, "inproc")), parts)
  })

  for (const transport of transports) {
    test(`messages of 1 to 40 parts, one behind the other, over ${transport}`, async () => {
      const messages = Array.from({ length: 200 }, (_, index) =>
        Array.from({ length: 1 + (index % 40) }, (_, part) => `${index}.${part}`),
      )
      using push = new Push()
      using pull = new Pull()
      pull.connect(await bindFresh(push, transport))
      for (const message of messages) await push.send(message)
      for (const message of messages) assert.deepEqual(text(await pull.receive(timeLimit)), message)
    })
  }
})

describe("all or nothing", () => {
  for (const bad of [{}, true, Symbol("s"), () => {}, ["nested"]]) {
    test(`no part is sent when one is ${typeof bad === "object" ? JSON.stringify(bad) : typeof bad}`, async () => {
      using push = new Push()
      using pull = new Pull()
      pull.connect(await bindFresh(push))
      await assert.rejects(push.send(["first", "second", bad as never]), {
        name: "TypeError",
        code: "ERR_INVALID_ARG_TYPE",
        message: /^"message\[2\]" must be/,
      })
      await push.send(["whole", "message"])
      assert.deepEqual(text(await pull.receive(timeLimit)), ["whole", "message"])
    })
  }

  test("an array without parts is refused", async () => {
    using push = new Push()
    using pull = new Pull()
    pull.connect(await bindFresh(push))
    await assert.rejects(push.send([]), {
      name: "TypeError",
      code: "ERR_INVALID_ARG_VALUE",
      message: '"message" must be an array of at least one part; got array []',
    })
    await push.send("a message")
    assert.deepEqual(text(await pull.receive(timeLimit)), ["a message"])
  })

  test("a send that would block leaves no part behind", async () => {
    using pair = new Pair({ sendHighWaterMark: 2 })
    using peer = new Pair({ receiveHighWaterMark: 2 })
    peer.connect(await bindFresh(pair, "inproc"))
    const taken: string[][] = []
    for (let index = 0; index < 10; index += 1) {
      const message = [`${index}`, "middle", "last"]
      await pair.send(message, { timeout: 0 }).then(
        () => taken.push(message),
        (error) => assert.equal(error.code, "EAGAIN"),
      )
    }
    assert.ok(taken.length > 0 && taken.length < 10, `${taken.length} were taken`)
    for (const message of taken) assert.deepEqual(text(await peer.receive(timeLimit)), message)
    await pair.send(["after", "all"])
    assert.deepEqual(text(await peer.receive(timeLimit)), ["after", "all"])
  })

  test("the parts of messages from several peers do not mix", async () => {
    const peers = 4
    const messages = 50
    using pull = new Pull()
    const endpoint = await bindFresh(pull)
    const sending = Array.from({ length: peers }, async (_, peer) => {
      using push = new Push()
      push.connect(endpoint)
      for (let index = 0; index < messages; index += 1) {
        await push.send([`${peer}`, `${index}`, Buffer.alloc(1000 * (index % 10)), `${peer}`, `${index}`])
      }
    })
    const received = new Map<string, number>()
    for (let count = 0; count < peers * messages; count += 1) {
      const [peer, index, body, ...again] = exactly(5, await pull.receive(timeLimit))
      assert.deepEqual(again, [peer, index])
      assert.equal(body.length, 1000 * (Number(index) % 10))
      const expected = received.get(String(peer)) ?? 0
      assert.equal(Number(index), expected)
      received.set(String(peer), expected + 1)
    }
    await Promise.all(sending)
  })
})
