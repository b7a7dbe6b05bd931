import assert from "node:assert/strict"
import { test } from "node:test"
import { Role } from "./pattern"

const wildcard = "tcp://127.0.0.1:*"

/** The values of a topic, in the order in which a subscriber printed them. */
function values({ lines }: Role, topic: string): number[] {
  return lines.filter((line) => line.startsWith(`${topic} is `)).map((line) => Number(line.split(" ").at(-1)))
}

test("value cache: a late subscriber has the last value of a killed publisher, and of one that goes on", async () => {
  await using cache = new Role("value-cache", "cache", wildcard, wildcard)
  const publishers = await cache.printed(/^Publishers at (.*)$/)
  const subscribers = await cache.printed(/^Subscribers at (.*)$/)
  await using early = new Role("value-cache", "subscriber", "", subscribers)
  await using killed = new Role("value-cache", "publisher", "a", "1000000", "2", publishers)
  await early.printed(/^a is \d+$/)
  await killed.printed(/^Published a 50$/)
  killed.kill("SIGKILL")
  await killed.ended
  await using finished = new Role("value-cache", "publisher", "b", "20", "1", publishers)
  await finished.exited()
  await early.printed(/^b is 20$/)

  // What came last of a is known: the kill ended what followed.
  const [lastOfA] = values(early, "a").slice(-1)
  assert.ok(lastOfA! >= 49, String(lastOfA))
  await using late = new Role("value-cache", "subscriber", "", subscribers)
  await late.printed(/^b is 20$/)
  assert.deepEqual([values(late, "a"), values(late, "b")], [[lastOfA], [20]])

  // A subscriber that is killed and comes back begins with the last value, and goes on with each that follows.
  late.kill("SIGKILL")
  await late.ended
  await using back = new Role("value-cache", "subscriber", "b", subscribers)
  await back.printed(/^b is 20$/)
  await using next = new Role("value-cache", "publisher", "b", "30", "1", publishers)
  await next.exited()
  await back.printed(/^b is 30$/)
  assert.deepEqual(values(back, "b"), [20, ...Array.from({ length: 30 }, (_, index) => index + 1)])
  assert.deepEqual(values(back, "a"), [])
  await back.stop("SIGINT")
  await early.stop()
  await cache.stop("SIGINT")
})
