// The service is told to end at random moments: what it took is done, and every result arrives.
import assert from "node:assert/strict"
import { test } from "node:test"
import { Pull, Push } from "zmq-napi"
import { SeededRandom } from "../support/seeded-random"
import { timeLimit } from "../support/waiting"
import { Example, numbered } from "./example"

const jobCount = 500
const rounds = 4

async function connected(service: Example) {
  const started = /^Jobs at (\S+), results at (\S+)$/
  const [, jobsEndpoint, resultsEndpoint] = started.exec((await service.printedTimes(started, 1))[0]!)!
  const results = new Pull()
  const jobs = new Push({ linger: 0, sendHighWaterMark: 0 })
  results.connect(resultsEndpoint!)
  jobs.connect(jobsEndpoint!)
  const close = () => {
    results.close()
    jobs.close()
  }
  return { jobs, results, [Symbol.dispose]: close }
}

async function take(results: Pull, count: number): Promise<string[]> {
  const taken: string[] = []
  while (taken.length < count) taken.push(String(await results.receive(timeLimit)))
  return taken
}

/** The results that the service says it has given, of the first jobs: it took them in order, and left none out. */
async function checkAll(service: Example, results: Pull, taken: string[], signal: string): Promise<void> {
  const done = Number(await service.printed(/^Did (\d+) jobs$/))
  assert.ok(done >= taken.length && done <= jobCount, `${done} jobs`)
  taken.push(...(await take(results, done - taken.length)))
  assert.deepEqual(
    taken,
    numbered(done, (number) => `job ${number} is done`),
  )
  const lines = await service.exited()
  assert.deepEqual(lines.slice(1), [`${signal}: takes no more jobs`, `Did ${done} jobs`])
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  const random = new SeededRandom(signal === "SIGINT" ? 1 : 2)
  for (let round = 1; round <= rounds; round++) {
    const before = random.below(200)
    test(`service: at ${signal} after ${before} results, no accepted job is lost`, async () => {
      await using service = new Example("service", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
      using peer = await connected(service)
      await peer.jobs.sendMany(numbered(jobCount, (number) => `job ${number}`))
      const taken = await take(peer.results, before)
      service.kill(signal)
      await checkAll(service, peer.results, taken, signal)
    })
  }

  test(`service: at ${signal} while its results wait, it ends when they have left`, async () => {
    await using service = new Example("service", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
    using peer = await connected(service)
    await peer.jobs.sendMany(numbered(jobCount, (number) => `job ${number}`))
    const taken = await take(peer.results, 1)
    service.kill(signal)
    await service.printed(/^Did/)
    await checkAll(service, peer.results, taken, signal)
  })

  test(`service: at ${signal} while it has nothing to do, it ends at once`, async () => {
    await using service = new Example("service", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
    await service.printed(/^Jobs at/)
    assert.deepEqual((await service.stop(signal)).slice(1), [`${signal}: takes no more jobs`, "Did 0 jobs"])
  })

  test(`service: at ${signal} and another signal, it ends at once`, async () => {
    await using service = new Example("service", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
    using peer = await connected(service)
    await peer.jobs.sendMany(numbered(jobCount, (number) => `job ${number}`))
    // With the first result the jobs have arrived, which keep it busy after the first signal.
    await peer.results.receive(timeLimit)
    service.kill(signal)
    await service.printed(/^SIG/)
    const other = signal === "SIGINT" ? "SIGTERM" : "SIGINT"
    service.kill(other)
    const ending = await service.ended
    assert.deepEqual([ending.code, ending.signal, ending.stderr], [null, other, ""])
  })

  test(`service-client: gives the service jobs and counts the results, until ${signal}`, async () => {
    await using service = new Example("service", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
    const [, jobs, results] = /^Jobs at (\S+), results at (\S+)$/.exec((await service.printedTimes(/^Jobs/, 1))[0]!)!
    await using finishing = new Example("service-client", "200", jobs!, results!)
    const done = await finishing.exited()
    assert.deepEqual(done.slice(-2), ["200 results, the last: job 199 is done", "200 of 200 jobs are done"])
    await using stopped = new Example("service-client", "100000", jobs!, results!)
    await stopped.printed(/^100 results/)
    assert.match((await stopped.stop(signal)).at(-1)!, /^\d+ of 100000 jobs are done$/)
  })
}
