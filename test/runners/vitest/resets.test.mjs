import { createRequire } from "node:module"
import { describe, expect, test, vi } from "vitest"
import { copies } from "../common/copies.js"
import { freshCopy } from "../common/fresh-copy.js"

const first = await import("zmq-napi")

// vitest leaves packages to Node, which has one copy of them but in a vm context.
async function afterReset() {
  vi.resetModules()
  return import("zmq-napi")
}

const ways = {
  "vi.resetModules": afterReset,
  "require beside the copy that was imported": () => createRequire(import.meta.url)("zmq-napi"),
  "a deletion from require.cache": () => freshCopy(),
  "a deletion from require.cache, the addon included": () => freshCopy(true),
}

test("a deletion from require.cache gives another copy", () => {
  expect(freshCopy().Push).not.toBe(first.Push)
})

describe.each(Object.entries(ways))("%s", (_, load) => {
  test.each(Object.entries(copies))("%s", async (_, run) => run(first, await load()))
})
