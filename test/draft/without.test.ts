import assert from "node:assert/strict"
import { mock, test } from "node:test"
import { binding } from "#lib/addon/binding"
import * as draft from "#lib/draft"
import { ZmqError } from "#lib/index"

test("where libzmq was built without its draft API, the constructors say what is needed", () => {
  const has = mock.method(binding, "has", (capability: string) => capability !== "draft")
  try {
    for (const Type of Object.values(draft)) {
      assert.throws(
        () => new Type(),
        (error) => {
          assert.ok(error instanceof ZmqError)
          assert.equal(error.code, "ENOTSUP")
          assert.match(
            error.message,
            new RegExp(`^${Type.name} sockets need a libzmq that was built with its draft API`),
          )
          return true
        },
      )
    }
  } finally {
    has.mock.restore()
  }
})
