import { EventEmitter, once } from "node:events"
import { type Message, Router, ZmqError } from "zmq-napi"
import { isFinished, type Job, newJob, QueueFullError } from "./job"
import type { FromQueue, FromWorker } from "./protocol"

export interface JobQueueOptions {
  /** In milliseconds; that of the workers must be the same. Default 1000. */
  heartbeat?: number
  /** How many unfinished jobs there may be. Default 10,000. */
  limit?: number
  /** How often a job is given to a worker before it has failed. Default 3. */
  attempts?: number
  /** How many finished jobs are remembered. Default 10,000. */
  remembered?: number
}

interface Worker {
  readonly id: Message
  capacity: number
  kinds: Set<string>
  readonly running: Set<string>
  expires: number
}

/**
 * A queue of jobs in memory. Workers get as many jobs as they can do; the jobs of a worker that dies are given to others,
 * so a job may be done twice, and its first result counts.
 */
export class JobQueue implements Disposable {
  readonly #router = new Router({ mandatory: true, linger: 1000 })
  readonly #options: Required<JobQueueOptions>
  readonly #jobs = new Map<string, Job>()
  readonly #waiting = new Set<Job>()
  readonly #finished: string[] = []
  readonly #workers = new Map<string, Worker>()
  readonly #finishing = new EventEmitter().setMaxListeners(0)
  #unfinished = 0

  constructor(options: JobQueueOptions = {}) {
    this.#options = { heartbeat: 1000, limit: 10_000, attempts: 3, remembered: 10_000, ...options }
  }

  /** Resolves with the endpoint that a wildcard stands for. */
  async bind(endpoint: string): Promise<string> {
    await this.#router.bind(endpoint)
    return this.#router.lastEndpoint!
  }

  /** Throws a {@link QueueFullError}. */
  add(kind: string, payload: unknown): Job {
    if (this.#unfinished >= this.#options.limit)
      throw new QueueFullError(`${this.#unfinished} jobs wait or are running`)
    const job = newJob(kind, payload)
    this.#jobs.set(job.id, job)
    this.#waiting.add(job)
    this.#unfinished++
    void this.#dispatch()
    return job
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id)
  }

  /** Resolves when the job is finished, or when the signal aborts. */
  async finished(job: Job, signal: AbortSignal): Promise<void> {
    if (!isFinished(job)) await once(this.#finishing, job.id, { signal }).catch(() => undefined)
  }

  get counts() {
    const workers = [...this.#workers.values()]
    return {
      waiting: this.#waiting.size,
      running: workers.reduce((sum, { running }) => sum + running.size, 0),
      unfinished: this.#unfinished,
      // Without those that are leaving.
      workers: workers.filter(({ capacity }) => capacity > 0).length,
    }
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const timer = setInterval(() => this.#expireWorkers(), this.#options.heartbeat)
    signal.addEventListener("abort", () => this[Symbol.dispose](), { once: true })
    try {
      for await (const [id, text] of this.#router) {
        const message = parse(text)
        if (message !== undefined) await this.#hear(id!, message)
      }
    } finally {
      clearInterval(timer)
    }
  }

  async #hear(id: Message, message: FromWorker): Promise<void> {
    const key = id.toString("hex")
    // The result counts, even that of a worker which was taken for dead.
    if (message.type === "done") this.#finish(message.id, "done", { result: message.result })
    if (message.type === "failed") this.#finish(message.id, "failed", { error: message.error })
    const worker = this.#workers.get(key)
    if (message.type === "leaving") await this.#letGo(id, worker)
    else if (message.type === "ready") this.#welcome(id, key, message)
    else if (worker === undefined) await this.#send(id, { type: "who" })
    else {
      worker.expires = this.#expiry()
      if (message.type !== "heartbeat") worker.running.delete(message.id)
    }
    await this.#dispatch()
  }

  #welcome(id: Message, key: string, { capacity, kinds, running }: FromWorker & { type: "ready" }): void {
    // Jobs of an earlier queue are nobody's; their results will be ignored.
    const known = running.filter((job) => this.#jobs.get(job)?.state === "running")
    this.#workers.set(key, { id, capacity, kinds: new Set(kinds), running: new Set(known), expires: this.#expiry() })
  }

  async #letGo(id: Message, worker: Worker | undefined): Promise<void> {
    if (worker !== undefined) Object.assign(worker, { capacity: 0, expires: this.#expiry() })
    await this.#send(id, { type: "bye" })
  }

  #finish(id: string, state: "done" | "failed", outcome: Pick<Job, "result" | "error">): void {
    const job = this.#jobs.get(id)
    if (job === undefined || isFinished(job)) return
    Object.assign(job, { state, ...outcome })
    this.#waiting.delete(job)
    this.#unfinished--
    this.#finishing.emit(id)
    this.#finished.push(id)
    if (this.#finished.length > this.#options.remembered) this.#jobs.delete(this.#finished.shift()!)
  }

  async #dispatch(): Promise<void> {
    const withoutWorker = new Set<string>()
    for (const job of this.#waiting) {
      const worker = withoutWorker.has(job.kind) ? undefined : this.#freeWorker(job.kind)
      if (worker === undefined) {
        withoutWorker.add(job.kind)
        continue
      }
      this.#waiting.delete(job)
      job.state = "running"
      job.attempts++
      worker.running.add(job.id)
      const { id, kind, payload } = job
      if (!(await this.#send(worker.id, { type: "job", id, kind, payload }))) this.#lose(worker)
    }
  }

  /** The one with the fewest jobs. */
  #freeWorker(kind: string): Worker | undefined {
    const free = [...this.#workers.values()].filter(
      ({ kinds, running, capacity }) => kinds.has(kind) && running.size < capacity,
    )
    return free.sort((one, other) => one.running.size - other.running.size)[0]
  }

  #expireWorkers(): void {
    for (const worker of this.#workers.values()) if (worker.expires < performance.now()) this.#lose(worker)
    void this.#dispatch()
  }

  /** Its jobs wait again, before all others. */
  #lose(worker: Worker): void {
    this.#workers.delete(worker.id.toString("hex"))
    const others = [...this.#waiting]
    this.#waiting.clear()
    for (const id of worker.running) {
      const job = this.#jobs.get(id)
      if (job?.state !== "running") continue
      if (job.attempts >= this.#options.attempts) this.#finish(id, "failed", { error: "Its workers died" })
      else this.#waiting.add(Object.assign(job, { state: "waiting" as const }))
    }
    for (const job of others) this.#waiting.add(job)
  }

  #expiry(): number {
    return performance.now() + 3 * this.#options.heartbeat
  }

  /** Whether the worker is still connected. */
  async #send(worker: Message, message: FromQueue): Promise<boolean> {
    try {
      await this.#router.sendJson(message, { envelope: worker })
      return true
    } catch (error) {
      if (this.#router.closed || (error instanceof ZmqError && error.code === "EHOSTUNREACH")) return false
      throw error
    }
  }

  [Symbol.dispose](): void {
    this.#router.close()
  }
}

/** A worker's message, or undefined if it is none. */
function parse(text: Message | undefined): FromWorker | undefined {
  try {
    const message = JSON.parse(String(text)) as FromWorker
    return typeof message === "object" && message !== null ? message : undefined
  } catch {
    return undefined
  }
}
