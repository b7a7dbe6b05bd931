// Many at once: connections to one socket, and sockets in one process.

import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { test } from "node:test"
import { Child } from "../../support/child"

const connections = 10_000
const processes = 5

/** How many descriptors a process may have; Node raises its own limit to that. */
function mostDescriptors(): number {
  if (process.platform === "win32") return 0
  const text = String(execFileSync("sh", ["-c", "ulimit -Hn"])).trim()
  return text === "unlimited" ? Number.POSITIVE_INFINITY : Number(text)
}

const most = mostDescriptors()
const needed = connections + 200
const skip = most < needed && `a process may have ${most} descriptors, and ${needed} are needed`

function start(...parameters: string[]): Child {
  return Child.node(["--expose-gc", join(__dirname, "scale.js"), ...parameters], { milliseconds: 150_000 })
}

test(`${connections} connections to one Router at the same time, each of which is served`, { skip }, async (t) => {
  await using router = start("router", String(connections))
  const endpoint = await router.printed(/^at (.*)$/)
  const peers = Array.from({ length: processes }, () => start("dealers", endpoint, String(connections / processes)))
  try {
    t.diagnostic(await router.printed(/^all are connected.*$/))
    await Promise.all(peers.map((peer) => peer.exited()))
    for (const line of (await router.exited()).slice(2)) t.diagnostic(line)
  } finally {
    await Promise.all(peers.map((peer) => peer[Symbol.asyncDispose]()))
  }
})

test("1000 sockets in one process, of all types and over all transports", { skip: most < 6000 && skip }, async (t) => {
  await using child = start("sockets")
  for (const line of await child.exited()) t.diagnostic(line)
})
