import assert from "node:assert/strict"
import { test } from "node:test"
import { Role } from "./pattern"

const wildcard = "tcp://127.0.0.1:*"

test("espresso: a listener sees subscriptions and updates; killed in the middle, it takes nothing from subscribers", async () => {
  await using proxy = new Role("espresso", "proxy", wildcard, wildcard, wildcard)
  const publishers = await proxy.printed(/^Publishers at (.*)$/)
  const subscribers = await proxy.printed(/^Subscribers at (.*)$/)
  const listeners = await proxy.printed(/^Listeners at (.*)$/)
  await using listener = new Role("espresso", "listener", listeners)
  await using publisher = new Role("espresso", "publisher", publishers, "1000", "1")
  await using subscriber = new Role("espresso", "subscriber", "A", subscribers)
  await listener.printed(/^Published \[ 'A', '\d+' \]$/)
  listener.kill("SIGKILL")
  await publisher.exited()
  await subscriber.printed(/^A 999$/)
  assert.deepEqual(
    subscriber.lines,
    Array.from({ length: 500 }, (_, index) => `A ${2 * index + 1}`),
  )

  await using other = new Role("espresso", "listener", listeners)
  await using endless = new Role("espresso", "publisher", publishers, "1000000", "1")
  await other.printed(/^Published/)
  await using late = new Role("espresso", "subscriber", "", subscribers)
  await other.printed(/^Subscribed to ''$/)
  subscriber.kill("SIGKILL")
  await other.printed(/^Unsubscribed from 'A'$/)
  await late.stop()
  await other.printed(/^Unsubscribed from ''$/)
  await endless.stop("SIGINT")
  await other.stop("SIGINT")
  assert.match((await proxy.stop("SIGINT")).at(-1)!, /^\d+ updates, \d+ subscriptions$/)
})
