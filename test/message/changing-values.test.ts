// Values that change, or are not what they say: memory that has shrunk, arrays whose length is none.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { binding } from "#lib/addon/binding"
import { Radio, Server } from "#lib/draft"
import { allocUnsafe, type Push } from "#lib/index"
import type { MessagePart, Outbound } from "#lib/message/message"
import { bindFresh } from "../support/endpoints"
import { Pipeline } from "../support/pipeline"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

// TypeScript's library for Node 20's language level does not know it.
const Resizable = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(length: number): void }

type View = (memory: ArrayBuffer, size: number) => ArrayBufferView

/** Views that end at the end of their memory, which has `size` bytes. */
const views: Record<string, View> = {
  "a Buffer": (memory, size) => Buffer.from(memory, size / 2, size / 2),
  "a Uint8Array that begins at 0": (memory, size) => new Uint8Array(memory, 0, size),
  "a Uint8Array that follows its memory": (memory, size) => new Uint8Array(memory, size / 2),
  "an empty Uint8Array": (memory, size) => new Uint8Array(memory, size, 0),
  "a Float64Array": (memory, size) => new Float64Array(memory, size / 2, size / 16),
  "a Float64Array that follows its memory": (memory, size) => new Float64Array(memory, size / 2),
  "a DataView": (memory, size) => new DataView(memory, size / 2, size / 2),
  "a DataView that follows its memory": (memory, size) => new DataView(memory, size / 2),
}

type Send = (push: Push, part: MessagePart) => unknown

const sends: Record<string, Send> = {
  send: (push, part) => push.send(part),
  "send, several parts": (push, part) => push.send(["first", part]),
  sendMany: (push, part) => push.sendMany(["first", part]),
  "sendMany, several parts": (push, part) => push.sendMany(["first", ["second", part]]),
  sendSync: async (push, part) => push.sendSync(part),
  "send by transfer": (push, part) => push.send(part, { transfer: true }),
  "sendMany by transfer": (push, part) => push.sendMany([allocUnsafe(8), part], { transfer: true }),
}

const refused = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /neither detached nor shrunk/ }

describe("a view past the end of memory that has shrunk is refused", () => {
  for (const [name, view] of Object.entries(views)) {
    test(name, async () => {
      using pipeline = Pipeline.joined()
      for (const size of [16, 4096, 131_072]) {
        // In the middle of the view, before it, and nothing at all.
        for (const left of [size - 8, 8, 0]) {
          const memory = new Resizable(size, { maxByteLength: 2 * size })
          const part = view(memory, size)
          memory.resize(left)
          if (name.includes("follows") && left >= size / 2) continue
          for (const [way, send] of Object.entries(sends)) {
            await assert.rejects(async () => send(pipeline.push, part), refused, `${way}, ${size} to ${left}`)
          }
          // It is there again.
          memory.resize(size)
          await pipeline.push.send(part)
          assert.equal((await pipeline.pull.receive(timeLimit))[0]!.length, part.byteLength)
        }
      }
      assert.equal(pipeline.pull.readable, false)
    })
  }

  test("a view past the end is refused, too, when a later part's getter shrinks the memory", async () => {
    using pipeline = Pipeline.joined()
    const memory = new Resizable(131_072, { maxByteLength: 131_072 })
    const message = Object.defineProperty([new Uint8Array(memory, 65_536, 65_536)], 1, {
      get: () => memory.resize(8),
    }) as MessagePart[]
    await assert.rejects(pipeline.push.send(message), refused)
    assert.equal(pipeline.pull.readable, false)
  })

  test("a Server and a Radio refuse a view past the end, too", {
    skip: !binding.has("draft") && "no draft sockets",
  }, async () => {
    using server = new Server()
    using radio = new Radio()
    await bindFresh(server)
    await bindFresh(radio)
    const memory = new Resizable(16, { maxByteLength: 16 })
    const part = new DataView(memory, 8)
    memory.resize(4)
    for (const transfer of [false, true]) {
      await assert.rejects(server.send(part, { routingId: 1, transfer }), refused)
      await assert.rejects(radio.send(part, { group: "group", transfer }), refused)
      await assert.rejects(
        radio.sendMany(
          [
            ["good", { group: "group" }],
            [part, { group: "group" }],
          ],
          { transfer },
        ),
        refused,
      )
    }
  })
})

test("an empty view of memory that can shrink is an empty part", async () => {
  using pipeline = Pipeline.joined()
  const memory = new Resizable(16, { maxByteLength: 32 })
  const empty = [
    new Uint8Array(memory, 8, 0),
    new Uint8Array(memory, 16),
    new DataView(memory, 16),
    new Float64Array(memory, 16),
  ]
  for (const send of Object.values(sends).slice(0, 5)) {
    for (const part of empty) {
      await send(pipeline.push, part)
      while (pipeline.pull.readable)
        assert.match(String(text(await pipeline.pull.receive(timeLimit)).at(-1)), /^$|first/)
    }
  }
  await pipeline.push.send([allocUnsafe(40_000).fill("x"), empty[2], empty[2], empty[1]], { transfer: true })
  const sizes = (await pipeline.pull.receive(timeLimit)).map((part) => part.length)
  assert.deepEqual(sizes, [40_000, 0, 0, 0])
})

/** An array that says another length. */
function lying<T>(array: T[], length: () => unknown): T[] {
  return new Proxy(array, { get: (target, key) => (key === "length" ? length() : Reflect.get(target, key)) })
}

describe("an array with an invalid length is refused", () => {
  const none = [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32, 2 ** 53, "2", 2n, {}, null, undefined]
  for (const length of none) {
    test(String(length), async () => {
      using pipeline = Pipeline.joined()
      const { push, pull } = pipeline
      const error = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /^"message.*\.length" must be/ }
      await assert.rejects(push.sendMany(lying(["a", "b"], () => length)), error)
      for (const transfer of [false, true]) {
        await assert.rejects(
          push.send(
            lying(["a", "b"], () => length),
            { transfer },
          ),
          error,
        )
        await assert.rejects(push.sendMany(["first", lying(["a", "b"], () => length)], { transfer }), error)
      }
      assert.throws(() => push.sendSync(lying(["a", "b"], () => length)), error)
      assert.equal(pull.readable, false)
    })
  }
})

describe("sendMany resolves with the number of messages that were taken", () => {
  const cases: Record<string, () => Outbound[]> = {
    "a length that is too small": () => lying(["a", "b", "c"], () => 2),
    "a length that is too large": () => lying(["a", "b", "c"], () => 5),
    "a length of 0": () => lying(["a", "b", "c"], () => 0),
    "a length that grows": () => {
      let length = 1
      return lying(["a", "b", "c"], () => length++)
    },
    "a length that shrinks": () => {
      let length = 4
      return lying(["a", "b", "c"], () => length--)
    },
    "a length that ends": () => {
      let length = 1
      return lying(["a", "b", "c"], () => length--)
    },
    "an array that a getter empties": () => {
      const array: Outbound[] = ["a", "b", "c"]
      return Object.defineProperty(array, 0, {
        configurable: true,
        get: () => {
          array.length = 1
          return "a"
        },
      })
    },
    "an array that a getter fills": () => {
      const array: Outbound[] = ["a", "b", "c"]
      return Object.defineProperty(array, 0, {
        get: () => {
          array.push("d")
          return "a"
        },
      })
    },
  }
  for (const [name, messages] of Object.entries(cases)) {
    test(name, async () => {
      using pipeline = Pipeline.joined()
      const taken = await pipeline.push.sendMany(messages())
      let received = 0
      for (; pipeline.pull.readable; received++) await pipeline.pull.receive(timeLimit)
      assert.equal(taken, received)
    })
  }
})
