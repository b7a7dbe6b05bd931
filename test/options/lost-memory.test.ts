// Bytes whose memory was detached, or has shrunk, have no value: an option must not take them for empty ones, which
// unset it.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Dish } from "#lib/draft"
import { Context, Dealer, Pull, Subscriber, XPublisher } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { receiveSubscription } from "../support/subscriptions"

function detached(size = 32): Uint8Array {
  const bytes = new Uint8Array(size)
  structuredClone(bytes, { transfer: [bytes.buffer] })
  return bytes
}

type Resizable = ArrayBuffer & { resize(size: number): void }
const makeResizable = ArrayBuffer as unknown as new (size: number, options: { maxByteLength: number }) => Resizable

function shrunk(): Uint8Array {
  const memory = new makeResizable(64, { maxByteLength: 64 })
  const bytes = new Uint8Array(memory, 32, 32)
  memory.resize(8)
  return bytes
}

const refused = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" }

for (const [name, make] of Object.entries({ detached, shrunk })) {
  describe(`bytes whose memory is ${name}`, () => {
    test("are no text, no bytes, and no key", () => {
      using dealer = new Dealer({ routingId: "me", plainUsername: "user", zapDomain: "domain" })
      for (const option of ["routingId", "plainUsername", "zapDomain", "curveSecretKey"] as const) {
        const before = dealer[option]
        assert.throws(() => dealer.setOption(option, make()), refused, option)
        assert.equal(dealer[option], before)
      }
    })

    test("are none for the constructor, nor for a context's sockets", () => {
      assert.throws(() => new Dealer({ plainUsername: make() }), refused)
      assert.throws(() => {
        new Context().socketOptions = { plainUsername: make() }
      }, refused)
    })

    test("are no prefix: nothing is subscribed", async () => {
      using publisher = new XPublisher()
      using subscriber = new Subscriber()
      subscriber.connect(await bindFresh(publisher, "inproc"))
      assert.throws(() => subscriber.subscribe("a", make()), refused)
      subscriber.subscribe("z")
      await receiveSubscription(publisher, "z")
    })

    test("are no group: nothing is joined", () => {
      using dish = new Dish()
      assert.throws(() => dish.join("a", make()), refused)
      assert.throws(() => dish.leave("a"), { code: "EINVAL" })
    })

    test("are no value for an option by its number", () => {
      const numbered = new Pull() as unknown as { setStringOption(option: number, value: unknown): void; close(): void }
      assert.throws(() => numbered.setStringOption(9999, make()), refused)
      numbered.close()
    })
  })
}
