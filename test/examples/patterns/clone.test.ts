import assert from "node:assert/strict"
import { test } from "node:test"
import { BinaryStar } from "../../../examples/patterns/clone/binary-star"
import { Store } from "../../../examples/patterns/clone/store"
import { reservedEndpoint } from "../../support/endpoints"
import { Role } from "./pattern"

/** The first of four ports in a row which nothing else uses. */
function fourPorts(): string {
  const [first] = [reservedEndpoint(), reservedEndpoint(), reservedEndpoint(), reservedEndpoint()]
  return first!
}

const total = 60
const readAll = `Has ${total} entries, ${total} of them as they were set`

test("clone: the primary is killed in the middle, the backup takes over, and no change is lost", async () => {
  const [first, second] = [fourPorts(), fourPorts()]
  await using primary = new Role("clone", "primary", first, second)
  await using backup = new Role("clone", "backup", second, first)
  await primary.printed(/^The primary is active, with 0 entries$/)
  await backup.printed(/^The backup is passive, with 0 entries$/)
  await using reader = new Role("clone", "reader", String(total), first, second)
  await using writer = new Role("clone", "writer", String(total), "1", first, second)
  await writer.printed(/^Set key 20$/)
  primary.kill("SIGKILL")
  await backup.printed(/^The backup is active, with \d+ entries$/)
  assert.equal((await writer.exited()).at(-1), `All ${total} changes were made`)
  assert.equal((await reader.exited()).at(-1), readAll)

  // Started again, the primary follows; and takes over in its turn, with all that was set.
  await using again = new Role("clone", "primary", first, second)
  await again.printed(/^The primary is passive, with/)
  await using late = new Role("clone", "reader", String(total), second, first)
  assert.equal((await late.exited()).at(-1), readAll)
  await again.printed(/^The primary follows, with 60 entries$/)
  backup.kill("SIGKILL")
  await backup.ended
  await using latest = new Role("clone", "reader", String(total), first, second)
  assert.equal((await latest.exited()).at(-1), readAll)
  assert.ok(again.lines.includes(`The primary is active, with ${total} entries`))
  await again.stop("SIGINT")
})

test("clone: without its primary, a backup that never met it does not answer; a primary answers alone", async () => {
  const [first, second] = [fourPorts(), fourPorts()]
  await using backup = new Role("clone", "backup", second, first)
  await using writer = new Role("clone", "writer", "1", "1", first, second)
  await backup.printed(/^The backup serves/)
  await using primary = new Role("clone", "primary", first, second)
  assert.equal((await writer.exited()).at(-1), "All 1 changes were made")
  await primary.printed(/^The primary is active, with 0 entries$/)
  await backup.printed(/^The backup is passive, with/)
  await backup.stop()
  await primary.stop()
})

test("binary star: a passive server takes over when its peer is silent and a client asks, not before", () => {
  const star = new BinaryStar("backup", 100, 0)
  assert.equal(star.asked(1000), false)
  star.heard("active", 1000)
  assert.equal(star.state, "passive")
  assert.equal(star.asked(1099), false)
  assert.equal(star.asked(1101), true)
  assert.equal(star.state, "active")
  assert.throws(() => star.heard("active", 1102), /Both servers are active/)
})

test("binary star: the primary is active when it meets the backup, and passive when the backup is active", () => {
  const star = new BinaryStar("primary", 100, 0)
  assert.equal(star.asked(50), false)
  star.heard("backup", 60)
  assert.equal(star.state, "active")
  const later = new BinaryStar("primary", 100, 0)
  later.heard("active", 1)
  assert.equal(later.state, "passive")
  later.heard("backup", 2)
  assert.equal(later.state, "active")
})

test("store: a change that is sent twice is made once, and a gap is noticed", () => {
  const [leader, follower] = [new Store(), new Store()]
  const first = leader.change({ id: "1", key: "a", value: "x" })
  const second = leader.change({ id: "2", key: "a", value: "y" })
  assert.deepEqual(leader.change({ id: "1", key: "a", value: "x" }), { kind: "confirmation", id: "1" })
  assert.equal(leader.entries.get("a"), "y")
  assert.equal(follower.follow(second), false)
  assert.equal(follower.follow(first), true)
  assert.equal(follower.follow({ kind: "heartbeat", sequence: 2 }), false)
  follower.load(leader.snapshot)
  assert.deepEqual(follower.snapshot, leader.snapshot)
  // What comes late is in it already.
  assert.equal(follower.follow(first), true)
  assert.equal(follower.entries.get("a"), "y")
})
