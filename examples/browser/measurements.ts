import { setTimeout } from "node:timers/promises"
import type { XPublisher } from "zmq-napi"

/** What is measured of this process; each is a topic. */
const measures = {
  cpu: "%",
  delay: "ms",
  heap: "MiB",
}
type Topic = keyof typeof measures

interface Summary {
  count: number
  sum: number
  least: number
  greatest: number
}

/**
 * Measures this process and publishes the values, `rate` times a second.
 *
 * A message is `[topic, time, value]`: time in milliseconds since 1970 and value are float64, little-endian. `alive` comes
 * once a second whatever else is subscribed to, so that a subscriber can tell silence from a lost connection.
 */
export class Measurements {
  rate = 10
  readonly #publisher: XPublisher
  readonly #summaries = new Map<Topic, Summary>()

  constructor(publisher: XPublisher) {
    this.#publisher = publisher
  }

  /** Until the publisher is closed. */
  async publish(): Promise<void> {
    let usage = process.cpuUsage()
    let last = performance.now()
    let alive = 0
    while (!this.#publisher.closed) {
      const due = last + 1000 / this.rate
      await setTimeout(Math.max(0, due - performance.now()))
      if (this.#publisher.closed) return

      const now = performance.now()
      const { user, system } = process.cpuUsage(usage)
      usage = process.cpuUsage()
      const messages = [
        this.#measured("cpu", (user + system) / (now - last) / 10),
        this.#measured("delay", Math.max(0, now - due)),
        this.#measured("heap", process.memoryUsage().heapUsed / 1024 ** 2),
      ]
      if (now - alive >= 1000) {
        messages.push(["alive", float64(Date.now())])
        alive = now
      }
      await this.#publisher.sendMany(messages)
      last = now
    }
  }

  /** What was measured so far, in words. */
  summary(): string {
    const parts = [...this.#summaries].map(([topic, { count, sum, least, greatest }]) => {
      const [low, mean, high] = [least, sum / count, greatest].map((value) => value.toFixed(1))
      return `${topic} ${low} to ${high} ${measures[topic]}, mean ${mean}`
    })
    return parts.join("; ")
  }

  #measured(topic: Topic, value: number): (string | Buffer)[] {
    const { count, sum, least, greatest } = this.#summaries.get(topic) ?? {
      count: 0,
      sum: 0,
      least: value,
      greatest: value,
    }
    this.#summaries.set(topic, {
      count: count + 1,
      sum: sum + value,
      least: Math.min(least, value),
      greatest: Math.max(greatest, value),
    })
    return [topic, float64(Date.now()), float64(value)]
  }
}

function float64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes
}
