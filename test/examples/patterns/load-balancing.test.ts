import assert from "node:assert/strict"
import { test } from "node:test"
import { Role } from "./pattern"

async function broker() {
  const broker = new Role("load-balancing", "broker", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
  const clients = await broker.printed(/^Clients at (.*)$/)
  const workers = await broker.printed(/^Workers at (.*)$/)
  return { broker, clients, workers }
}

/** How many requests a client's workers have answered. */
function shares(lines: readonly string[]): Map<string, number> {
  const counts = lines.map((line) => /^(\S+) answered (\d+)$/.exec(line)!)
  return new Map(counts.map(([, worker, count]) => [worker!, Number(count)]))
}

test("load balancing: a fast worker does more than a slow one, and every request is answered", async () => {
  const { broker: process, clients, workers } = await broker()
  await using broker_ = process
  await using slow = new Role("load-balancing", "worker", "slow", "100", workers)
  await using fast = new Role("load-balancing", "worker", "fast", "1", workers)
  await using client = new Role("load-balancing", "client", "100", "4", clients)
  for (const worker of [slow, fast]) await worker.printed(/ works$/)
  const answers = shares(await client.exited())
  const [bySlow, byFast] = [answers.get("slow") ?? 0, answers.get("fast") ?? 0]
  assert.equal(bySlow + byFast, 100)
  assert.ok(byFast > 2 * bySlow, `slow ${bySlow}, fast ${byFast}`)
  assert.equal((await slow.stop()).at(-1), `slow did ${bySlow}`)
  assert.equal((await fast.stop("SIGINT")).at(-1), `fast did ${byFast}`)
  assert.equal((await broker_.stop("SIGINT")).at(-1), "Gave 100 requests to workers")
})

test("load balancing: an idle worker that was killed is passed over", async () => {
  const { broker: process, clients, workers } = await broker()
  await using broker_ = process
  await using dead = new Role("load-balancing", "worker", "dead", "1", workers)
  await using first = new Role("load-balancing", "client", "1", "1", clients)
  assert.deepEqual(await first.exited(), ["dead answered 1"])
  dead.kill("SIGKILL")
  await dead.ended
  await using alive = new Role("load-balancing", "worker", "alive", "1", workers)
  await using second = new Role("load-balancing", "client", "50", "4", clients)
  assert.deepEqual(await second.exited(), ["alive answered 50"])
  await alive.stop()
  await broker_.stop()
})
