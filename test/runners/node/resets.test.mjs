import assert from "node:assert/strict"
import { describe, test } from "node:test"
import * as imported from "zmq-napi"
import { copies } from "../common/copies.js"
import { freshCopy } from "../common/fresh-copy.js"

const ways = {
  "a deletion from require.cache": () => freshCopy(),
  "a deletion from require.cache, the addon included": () => freshCopy(true),
}

for (const [way, load] of Object.entries(ways)) {
  describe(way, () => {
    test("gives another copy", () => assert.notEqual(load().Push, imported.Push))

    for (const [name, run] of Object.entries(copies)) test(name, () => run(imported, load()))
  })
}

test("a copy that nothing refers to is collected", { skip: !globalThis.gc && "needs --expose-gc" }, async () => {
  const released = []
  for (let copy = 0; copy < 10; copy++) {
    const zmq = freshCopy()
    await copies["they talk over tcp"](imported, zmq)
    released.push(new WeakRef(zmq.Push))
  }
  // The last one is in the cache.
  released.pop()
  const left = () => released.filter((reference) => reference.deref() !== undefined).length
  for (let turn = 0; turn < 100 && left() > 0; turn++) {
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc()
  }
  assert.equal(left(), 0)
})
