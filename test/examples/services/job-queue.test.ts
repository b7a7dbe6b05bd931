import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Router } from "#lib/index"
import { reservedEndpoint } from "../../support/endpoints"
import { until } from "../../support/waiting"
import { notPrepared, Service } from "./service"

const env = { JOB_QUEUE_HEARTBEAT: "250", JOB_QUEUE_LIMIT: "200" }
// For tests in which no process dies, and none may be taken for dead.
const patient = { ...env, JOB_QUEUE_HEARTBEAT: "10000" }

interface Job {
  id: string
  state: string
  attempts: number
  result?: unknown
  error?: string
}

class Front extends Service {
  constructor(endpoint: string, environment: NodeJS.ProcessEnv = env) {
    super("job-queue", ["front", "0", endpoint], environment)
  }

  async request(path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const address = await this.printed(/^Listening at (.*)$/)
    const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
    const response = await fetch(`${address}${path}`, body === undefined ? {} : post)
    return { status: response.status, body: await response.json() }
  }

  async add(kind: string, payload?: unknown): Promise<Job> {
    const { status, body } = await this.request("/jobs", { kind, payload })
    assert.equal(status, 202)
    return body as Job
  }

  async finished({ id }: Job): Promise<Job> {
    return (await this.request(`/jobs/${id}?wait=20000`)).body as Job
  }

  async counts() {
    return (await this.request("/health")).body as { waiting: number; running: number; workers: number }
  }
}

const worker = (endpoint: string, capacity: number, environment = env) =>
  new Service("job-queue", ["worker", endpoint, String(capacity)], environment)

describe("job queue", { skip: notPrepared }, () => {
  test("a worker is killed in the middle of its jobs, and every job gets its result", async () => {
    await using front = new Front("tcp://127.0.0.1:*")
    const endpoint = await front.printed(/^Workers at (.*)$/)
    await using first = worker(endpoint, 8)
    await using second = worker(endpoint, 8)
    await until(async () => (await front.counts()).workers === 2)
    // It finishes none of the jobs that it is given, however slow this machine is.
    await first.suspend()
    const jobs = await Promise.all(Array.from({ length: 100 }, () => front.add("sleep", { ms: 30 })))
    first.kill("SIGKILL")
    const finished = await Promise.all(jobs.map((job) => front.finished(job)))
    assert.deepEqual(new Set(finished.map(({ state }) => state)), new Set(["done"]))
    const again = finished.filter(({ attempts }) => attempts === 2)
    assert.ok(again.length >= 1 && again.length <= 8, `${again.length} jobs were given out twice`)
    assert.deepEqual(await front.counts(), { waiting: 0, running: 0, unfinished: 0, workers: 1 })
    await second.stop()
    await front.stop()
  })

  test("a worker that is told to end finishes its jobs, and gets no more", async () => {
    await using front = new Front("tcp://127.0.0.1:*", patient)
    await using ending = worker(await front.printed(/^Workers at (.*)$/), 2, patient)
    await until(async () => (await front.counts()).workers === 1)
    const jobs = [await front.add("sleep", { ms: 300 }), await front.add("sleep", { ms: 300 })]
    ending.kill("SIGTERM")
    await until(async () => (await front.counts()).workers === 0)
    const next = await front.add("sleep", { ms: 1 })
    assert.equal((await ending.exited()).at(-1), "Finished its jobs")
    for (const job of jobs) {
      const { state, attempts } = await front.finished(job)
      assert.deepEqual({ state, attempts }, { state: "done", attempts: 1 })
    }
    assert.equal(((await front.request(`/jobs/${next.id}`)).body as Job).state, "waiting")
    assert.equal((await front.stop()).at(-1), "1 jobs were not finished")
  })

  test("a worker that is told to end does jobs that were on their way", async () => {
    using queue = new Router({ receiveTimeout: 10_000 })
    await queue.bind("tcp://127.0.0.1:*")
    await using ending = worker(queue.lastEndpoint!, 2, patient)
    const [id] = await queue.receive()
    ending.kill("SIGTERM")
    assert.deepEqual((await queue.receiveJson({ envelope: true })).value, { type: "leaving" })
    await queue.sendJson({ type: "job", id: "1", kind: "hash", payload: "abc" }, { envelope: id! })
    await queue.sendJson({ type: "bye" }, { envelope: id! })
    const { type, id: job } = (await queue.receiveJson<{ type: string; id: string }>({ envelope: true })).value
    assert.deepEqual([type, job], ["done", "1"])
    assert.equal((await ending.exited()).at(-1), "Finished its jobs")
  })

  test("a queue that is started again gets its workers back", async () => {
    const endpoint = reservedEndpoint()
    await using doing = worker(endpoint, 2)
    {
      await using front = new Front(endpoint)
      assert.equal((await front.finished(await front.add("hash", "abc"))).state, "done")
      front.kill("SIGKILL")
      await front.ended
    }
    await using next = new Front(endpoint)
    const { state, result } = await next.finished(await next.add("hash", "abc"))
    assert.deepEqual([state, result], ["done", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"])
    await doing.stop()
    await next.stop()
  })

  test("a job that fails says why; a full queue, a job of no kind and an unknown job are refused", async () => {
    await using front = new Front("tcp://127.0.0.1:*", patient)
    await using failing = worker(await front.printed(/^Workers at (.*)$/), 2, patient)
    const failed = await front.finished(await front.add("fail"))
    assert.deepEqual([failed.state, failed.error], ["failed", "This kind of job always fails"])
    assert.equal((await front.request("/jobs", { payload: 1 })).status, 400)
    assert.equal((await front.request("/jobs/none")).status, 404)
    for (let count = 0; count < 200; count++) await front.add("nobody does this")
    assert.deepEqual(await front.request("/jobs", { kind: "sleep" }), {
      status: 503,
      body: { error: "200 jobs wait or are running" },
    })
    await failing.stop("SIGINT")
    await front.stop("SIGINT")
  })
})
