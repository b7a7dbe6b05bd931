import assert from "node:assert/strict"
import { test } from "node:test"
import { inspect } from "node:util"
import { Context, context, curveKeyPair, Dealer, Pair, Publisher, Pull, Push, Router, XPublisher } from "#lib/index"

test("a context's new sockets have the options that it was given for them, as far as they have them", () => {
  const context = new Context({
    ioThreads: 1,
    socketOptions: { linger: 0, sendHighWaterMark: 5, receiveTimeout: 9, mandatory: true, routingId: "me" },
  })
  using push = new Push({ context })
  using pull = new Pull({ context })
  using dealer = new Dealer({ context })
  using router = new Router({ context })
  assert.deepEqual([push.linger, push.sendHighWaterMark], [0, 5])
  assert.deepEqual([pull.linger, pull.receiveTimeout], [0, 9])
  assert.deepEqual([dealer.routingId, dealer.receiveTimeout, dealer.sendHighWaterMark], ["me", 9, 5])
  assert.equal(router.routingId, "me")
})

test("the defaults take effect: a time-out ends a receive, and a mandatory Router rejects an unknown peer", async () => {
  const context = new Context({ socketOptions: { receiveTimeout: 1, mandatory: true } })
  using pull = new Pull({ context })
  await assert.rejects(pull.receive(), { name: "TimeoutError", timeout: 1 })
  using router = new Router({ context })
  await assert.rejects(router.send(["nobody", "there"]), { code: "EHOSTUNREACH" })
})

test("constructor options override them, by any of their names, and undefined is ignored", () => {
  const context = new Context({ socketOptions: { linger: 0, ZMQ_SNDHWM: 5 } as object })
  assert.equal(new Push({ context, linger: 7 }).linger, 7)
  assert.equal(new Push({ context, ZMQ_LINGER: 7 } as object).linger, 7)
  assert.equal(new Push({ context, linger: undefined }).linger, 0)
  assert.equal(new Push({ context, sendHighWaterMark: 6 }).sendHighWaterMark, 6)
  assert.equal(new Push({ context }).sendHighWaterMark, 5)
})

test("null in a constructor is a new socket's own value, the context's not applied", () => {
  const context = new Context({ socketOptions: { plainUsername: "admin", plainPassword: "secret" } })
  assert.equal(new Dealer({ context }).securityMechanism, "plain")
  using open = new Dealer({ context, plainUsername: null, plainPassword: null })
  assert.deepEqual([open.plainUsername, open.securityMechanism], [null, null])
})

test("secrets among them are not shown", () => {
  const { secretKey } = curveKeyPair()
  const context = new Context({
    socketOptions: { linger: 0, ZMQ_CURVE_SECRETKEY: secretKey, plainPassword: "hunter2" } as object,
  })
  for (const shown of [inspect(context.socketOptions), JSON.stringify(context.socketOptions)]) {
    assert.ok(shown.includes("linger") && !shown.includes(secretKey) && !shown.includes("hunter2"), shown)
  }
  assert.equal(context.socketOptions.plainPassword, "hunter2")
})

test("defaults can be set later, as a whole, for sockets that are opened from then on", () => {
  const context = new Context({ socketOptions: { linger: 0, hwm: undefined } as object })
  using before = new Push({ context })
  context.socketOptions = { sendTimeout: 5 }
  using after = new Push({ context })
  assert.deepEqual([before.linger, before.sendTimeout, after.linger, after.sendTimeout], [0, -1, -1, 5])
  context.socketOptions = {}
  assert.equal(new Push({ context }).sendTimeout, -1)
})

test("hwm among them is for both directions, and the option of one direction overrides it", () => {
  const context = new Context({ socketOptions: { hwm: 8, receiveHighWaterMark: 3 } })
  using dealer = new Dealer({ context })
  assert.deepEqual([dealer.sendHighWaterMark, dealer.receiveHighWaterMark], [8, 3])
  using push = new Push({ context, sendHighWaterMark: 5 })
  assert.equal(push.sendHighWaterMark, 5)
  using pair = new Pair({ context, hwm: 2 })
  assert.deepEqual([pair.sendHighWaterMark, pair.receiveHighWaterMark], [2, 2])
  assert.deepEqual(context.socketOptions, { hwm: 8, receiveHighWaterMark: 3 })
  for (const [hwm, code] of [
    ["8", "ERR_INVALID_ARG_TYPE"],
    [-1, "ERR_OUT_OF_RANGE"],
  ] as const) {
    assert.throws(() => new Context({ socketOptions: { hwm: hwm as number } }), { code })
  }
})

test("what they are can be read, and not changed in place", () => {
  const given = { linger: 0 }
  const context = new Context({ socketOptions: given })
  given.linger = 5
  assert.deepEqual(context.socketOptions, { linger: 0 })
  assert.throws(() => {
    ;(context.socketOptions as { linger?: number }).linger = 5
  }, TypeError)
  assert.equal(new Push({ context }).linger, 0)
  assert.deepEqual(new Context().socketOptions, {})
})

test("a key's bytes are copied when they are given", () => {
  const key = Buffer.from("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7")
  const bytes = new Uint8Array(32).fill(7)
  const context = new Context({ socketOptions: { curveServerKey: bytes } })
  bytes.fill(0)
  const expected = new Dealer({ curveServerKey: new Uint8Array(32).fill(7) }).curveServerKey
  assert.equal(new Dealer({ context }).curveServerKey, expected)
  assert.notEqual(expected, key.toString())
})

test("an option that no socket has, or a value that it cannot have, is refused at once", () => {
  const cases: [object, string, RegExp][] = [
    [{ lingr: 0 }, "ERR_INVALID_ARG_VALUE", /^Unknown socket option "lingr"; did you mean "linger"\?$/],
    [{ linger: "0" }, "ERR_INVALID_ARG_TYPE", /^"linger" must be/],
    [{ linger: -2 }, "ERR_OUT_OF_RANGE", /^"linger" must be/],
    [{ lastEndpoint: "x" }, "ERR_INVALID_ARG_VALUE", /read-only/],
    [{ subscribe: "x" }, "ERR_INVALID_ARG_VALUE", /not for constructors/],
    [{ gssapiServer: true }, "EINVAL", /GSSAPI/],
    [5 as never, "ERR_INVALID_ARG_TYPE", /must be an object/],
  ]
  const kept = new Context({ socketOptions: { linger: 3 } })
  for (const [socketOptions, code, message] of cases) {
    assert.throws(() => new Context({ socketOptions }), { code, message })
    assert.throws(
      () => {
        kept.socketOptions = socketOptions
      },
      { code, message },
    )
  }
  assert.deepEqual(kept.socketOptions, { linger: 3 })
})

test("a secret does not show in the error", () => {
  const socketOptions = { curveSecretKey: "secret" }
  assert.throws(
    () => new Context({ socketOptions }),
    (error: Error) => !error.message.includes("secret'") && !String(error.stack).includes("'secret'"),
  )
})

test("a wrong value in a constructor is refused as without them", () => {
  const context = new Context({ socketOptions: { linger: 0 } })
  assert.throws(() => new Push({ context, mandatory: true } as object), { code: "ERR_INVALID_ARG_VALUE" })
  assert.throws(() => new XPublisher({ context, linger: "1" as never }), { code: "ERR_INVALID_ARG_TYPE" })
})

test("the default context can have them too, and other contexts do not", () => {
  context.socketOptions = { linger: 4 }
  try {
    assert.equal(new Publisher().linger, 4)
    assert.equal(new Pair({ context: new Context() }).linger, -1)
  } finally {
    context.socketOptions = {}
  }
})
