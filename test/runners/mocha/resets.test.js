const assert = require("node:assert/strict")
const { copies } = require("../common/copies.js")
const { freshCopy } = require("../common/fresh-copy.js")

const first = freshCopy()

const ways = {
  "a deletion from require.cache": () => freshCopy(),
  "a deletion from require.cache, the addon included": () => freshCopy(true),
}

it("each gives another copy", () => {
  for (const load of Object.values(ways)) assert.notEqual(load().Push, first.Push)
})

for (const [way, load] of Object.entries(ways)) {
  describe(way, () => {
    for (const [name, run] of Object.entries(copies)) it(name, () => run(first, load()))
  })
}

it("twenty copies, each with a request", async () => {
  for (let copy = 0; copy < 20; copy++) await copies["they talk over tcp"](first, freshCopy())
})
