// One minute of the soak; `npm run soak` runs it for longer.

import { join } from "node:path"
import { test } from "node:test"
import { Child } from "../../support/child"

test("a minute of all patterns, transports and mechanisms: every message comes, and nothing grows", async (t) => {
  const seed = Date.now() % 1e6
  const parameters = ["--expose-gc", join(__dirname, "soak.js"), "--minutes=1", `--seed=${seed}`]
  await using child = Child.node(parameters, { milliseconds: 200_000 })
  for (const line of await child.exited()) t.diagnostic(line)
})
