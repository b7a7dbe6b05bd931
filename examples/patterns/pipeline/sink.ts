import { Pull, TimeoutError, XPublisher } from "zmq-napi"
import { AGAIN, KILL, TOTAL, WELCOME } from "./protocol"

export interface Collected {
  total: number
  /** How many results each worker gave that counted. */
  byWorker: Map<string, number>
  /** Results of tasks that had a result already. */
  duplicates: number
}

/** Collects a result for each task, asks for those that are missing, and then ends all workers. */
export class Sink implements Disposable {
  readonly #results = new Pull()
  /** It receives each subscription, so that it can welcome each worker. */
  readonly #control = new XPublisher({ verbosity: "allSubs", linger: 1000 })

  /** Resolves with the endpoints that the wildcards stand for. */
  async bind(results: string, control: string): Promise<{ results: string; control: string }> {
    await this.#results.bind(results)
    await this.#control.bind(control)
    return { results: this.#results.lastEndpoint!, control: this.#control.lastEndpoint! }
  }

  /**
   * Resolves when the result of each task is there.
   *
   * @param patience How long no result may come before those that are missing are asked for, in milliseconds.
   */
  async collect(patience: number, signal: AbortSignal): Promise<Collected> {
    void this.#welcome()
    const [kind, count] = await this.#results.receive({ signal })
    if (String(kind) !== TOTAL)
      throw new Error(`A ventilator begins with the number of its tasks, and not with ${kind}`)
    const total = Number(count)
    const missing = new Set(Array.from({ length: total }, (_, index) => String(index + 1)))
    const collected: Collected = { total, byWorker: new Map(), duplicates: 0 }
    while (missing.size > 0) {
      try {
        const [number, worker] = await this.#results.receive({ timeout: patience, signal })
        const name = String(worker)
        if (missing.delete(String(number))) collected.byWorker.set(name, (collected.byWorker.get(name) ?? 0) + 1)
        else collected.duplicates++
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error
        console.log(`${missing.size} results are missing`)
        for (const number of missing) await this.#control.send([AGAIN, number])
      }
    }
    await this.#control.send(KILL)
    return collected
  }

  async #welcome(): Promise<void> {
    for await (const [subscription] of this.#control) {
      const topic = subscription!.subarray(1)
      if (subscription![0] === 1 && topic.toString().startsWith(WELCOME)) await this.#control.send(topic)
    }
  }

  [Symbol.dispose](): void {
    this.#results.close()
    this.#control.close()
  }
}
