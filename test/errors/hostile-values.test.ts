// Values that fail when they are looked at: the error still says what is wrong, and has its code.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Dealer, PartialSendError } from "#lib/index"

const fail = () => {
  throw new Error("hostile")
}
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

const hostile: Record<string, () => unknown> = {
  "a revoked proxy": revoked,
  "a proxy of bytes in an array": () => [new Proxy(Buffer.alloc(8), {})],
  "a revoked proxy in an array": () => [revoked()],
  "a getter of the constructor": () => Object.defineProperty({}, "constructor", { get: fail }),
  "a constructor without a name": () => ({ constructor: { name: Symbol("none") } }),
  "a getter of a function's name": () => Object.defineProperty(() => 1, "name", { get: fail }),
  "a getter in an array": () => Object.defineProperty([1], 0, { get: fail }),
  "an object that shows itself": () => [{ [Symbol.for("nodejs.util.inspect.custom")]: fail }],
}

for (const [name, make] of Object.entries(hostile)) {
  test(`${name}`, () => {
    using dealer = new Dealer()
    for (const option of [
      "affinity",
      "linger",
      "plainUsername",
      "plainPassword",

      "immediate",
    ] as const) {
      assert.throws(
        () => dealer.setOption(option, make() as never),
        { name: "TypeError", code: /^ERR_INVALID_ARG_/ },
        option,
      )
    }
    const error = new PartialSendError(1, 2, make())
    assert.match(error.message, /^1 of 2 messages were sent: /)
  })
}
