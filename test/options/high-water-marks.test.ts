import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, Dealer, Pair, Publisher, Pull, Push, Subscriber } from "#lib/index"
import { runProgram } from "../support/child"
import { transports } from "../support/endpoints"
import { patched } from "../support/patched"

test("hwm sets the high-water marks of both directions", () => {
  using dealer = new Dealer()
  assert.equal(dealer.hwm, 1000)
  dealer.hwm = 7
  assert.deepEqual([dealer.hwm, dealer.sendHighWaterMark, dealer.receiveHighWaterMark], [7, 7, 7])
})

test("hwm of a socket of one direction is that direction's", () => {
  using push = new Push({ hwm: 3 })
  using publisher = new Publisher()
  using pull = new Pull({ hwm: 0 })
  using subscriber = new Subscriber()
  publisher.hwm = 5
  subscriber.hwm = 6
  assert.deepEqual([push.hwm, push.sendHighWaterMark], [3, 3])
  assert.deepEqual([publisher.hwm, publisher.sendHighWaterMark], [5, 5])
  assert.deepEqual([pull.hwm, pull.receiveHighWaterMark], [0, 0])
  assert.deepEqual([subscriber.hwm, subscriber.receiveHighWaterMark], [6, 6])
})

test("hwm reads as the mark for sending where the two differ", () => {
  using pair = new Pair({ sendHighWaterMark: 2, receiveHighWaterMark: 9 })
  assert.equal(pair.hwm, 2)
})

test("a constructor's hwm yields to the mark of a direction, and overrides the context's", () => {
  const context = new Context({ socketOptions: { sendHighWaterMark: 1, receiveHighWaterMark: 1 } })
  using pair = new Pair({ receiveHighWaterMark: 9, hwm: 4, context })
  assert.deepEqual([pair.sendHighWaterMark, pair.receiveHighWaterMark], [4, 9])
})

test("an invalid high-water mark is refused, and nothing changes", () => {
  using pair = new Pair({ hwm: 4 })
  for (const [value, code] of [
    [-1, "ERR_OUT_OF_RANGE"],
    [1.5, "ERR_OUT_OF_RANGE"],
    ["1", "ERR_INVALID_ARG_TYPE"],
    [null, "ERR_INVALID_ARG_TYPE"],
  ] as const) {
    assert.throws(
      () => {
        pair.hwm = value as number
      },
      { code, message: /^"hwm" must be an integer from 0/ },
    )
    assert.throws(() => new Push({ hwm: value as number }), { code, message: /^"hwm" must be/ })
  }
  assert.deepEqual([pair.sendHighWaterMark, pair.receiveHighWaterMark], [4, 4])
})

test("a closed socket has no hwm", () => {
  const pair = new Pair()
  pair.close()
  assert.throws(() => pair.hwm, { code: "EBADF" })
  assert.throws(
    () => {
      pair.hwm = 1
    },
    { code: "EBADF" },
  )
})

for (const transport of transports) {
  const skip = patched.skip
  test(`high-water marks are set while peers come and go, over ${transport}`, { skip }, async () => {
    await runProgram("lifetimes/changing-marks", [transport])
  })
}
