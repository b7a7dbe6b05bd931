import assert from "node:assert/strict"
import { test } from "node:test"
import { Role } from "./pattern"

const wildcard = "tcp://127.0.0.1:*"
const total = 60

async function start(sink: Role, workers: number) {
  const results = await sink.printed(/^Results at (.*)$/)
  const control = await sink.printed(/^Control at (.*)$/)
  const ventilator = new Role("pipeline", "ventilator", String(total), String(workers), wildcard, results, control)
  const tasks = await ventilator.printed(/^Tasks at (.*)$/)
  const worker = (name: string) => new Role("pipeline", "worker", name, "5", tasks, results, control)
  return { ventilator, worker }
}

/** How many results of each worker counted, by what the sink says. */
function shares(lines: readonly string[]): [string, number][] {
  return lines.flatMap((line) => {
    const [, worker, count] = /^(\S+) did (\d+)$/.exec(line) ?? []
    return worker === undefined ? [] : [[worker, Number(count)] as [string, number]]
  })
}

test("pipeline: each result comes once, and then the sink ends all workers", async () => {
  await using sink = new Role("pipeline", "sink", wildcard, wildcard, "10000")
  const { ventilator: started, worker } = await start(sink, 2)
  await using ventilator = started
  await using ada = worker("Ada")
  await using ben = worker("Ben")
  const lines = await sink.exited()
  assert.equal(lines.at(-1), `All ${total} results are here, 0 came twice`)
  assert.deepEqual(shares(lines), [
    ["Ada", total / 2],
    ["Ben", total / 2],
  ])
  assert.equal((await ada.exited()).at(-1), `Ada did ${total / 2}`)
  assert.equal((await ben.exited()).at(-1), `Ben did ${total / 2}`)
  assert.equal((await ventilator.exited()).at(-1), "Handed out 0 tasks again")
})

test("pipeline: what a killed worker had received is done again by others", async () => {
  await using sink = new Role("pipeline", "sink", wildcard, wildcard, "1000")
  const { ventilator: started, worker } = await start(sink, 2)
  await using ventilator = started
  await using ada = worker("Ada")
  await using ben = worker("Ben")
  await ada.printedTimes(/^Works on/, 10)
  ada.kill("SIGKILL")
  const lines = await sink.exited()
  assert.match(lines.at(-1)!, new RegExp(`^All ${total} results are here, \\d+ came twice$`))
  const counted = shares(lines).reduce((sum, [, count]) => sum + count, 0)
  assert.equal(counted, total)
  // The tenth task of Ada's thirty was in work.
  const [, missing] = /^(\d+) results are missing$/.exec(await sink.printed(/^\d+ results are missing$/)) ?? []
  assert.ok(Number(missing) >= 1 && Number(missing) <= total / 2, missing)
  const [, again] = /^Handed out (\d+) tasks again$/.exec((await ventilator.exited()).at(-1)!)!
  assert.ok(Number(again) >= Number(missing), again)
  assert.match((await ben.exited()).at(-1)!, /^Ben did \d+$/)
})

test("pipeline: every role ends at a signal, with nothing to do", async () => {
  await using sink = new Role("pipeline", "sink", wildcard, wildcard)
  const { ventilator: started, worker } = await start(sink, 2)
  await using ventilator = started
  await using ada = worker("Ada")
  await ada.printed(/^Ada works$/)
  for (const role of [ada, ventilator, sink]) await role.stop("SIGINT")
})
