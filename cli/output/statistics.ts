import type { ProxyStatistics, ProxyTraffic } from "zmq-napi"
import { bytes, plural, rate } from "../../bench/report/format"
import type { Output } from "./output"

/** What goes through a proxy: on a terminal a line that changes, else lines, in words or in JSON. */
export class StatisticsDisplay {
  /** In milliseconds; undefined if nothing is shown. */
  readonly interval: number | undefined
  readonly #output: Output
  readonly #json: boolean
  /** Whether the line on the terminal is written again and again. */
  readonly #live: boolean
  #before: ProxyStatistics | undefined
  #at = performance.now()

  constructor(output: Output, { statistics, json = false }: { statistics?: number; json?: boolean }) {
    this.#output = output
    this.#json = json
    this.#live = output.terminal && !json && statistics === undefined
    this.interval = statistics ?? (this.#live ? 1000 : json ? 10_000 : undefined)
  }

  async show(statistics: ProxyStatistics): Promise<void> {
    const text = this.#text(statistics)
    await this.#output.write(this.#live ? `\r${text}\x1b[K` : `${text}\n`)
  }

  /** The whole traffic, after the end of the command has begun. */
  end(statistics: ProxyStatistics): void {
    const text = this.#text(statistics)
    this.#output.writeLast(this.#live ? `\r${text}\x1b[K\n` : `${text}\n`)
  }

  #text(statistics: ProxyStatistics): string {
    const now = performance.now()
    const seconds = (now - this.#at) / 1000
    const before = this.#before
    this.#before = statistics
    this.#at = now
    if (this.#json) return JSON.stringify({ time: new Date().toISOString(), ...statistics })
    const sides = [
      ["frontend to backend", statistics.frontEnd, before?.frontEnd],
      ["backend to frontend", statistics.backEnd, before?.backEnd],
    ] as const
    return sides.map(([way, traffic, earlier]) => `${way}: ${directionText(traffic, earlier, seconds)}`).join(" · ")
  }
}

/** `1,200 messages, 3.4 MiB, 120 /s`. */
function directionText(traffic: ProxyTraffic, earlier: ProxyTraffic | undefined, seconds: number): string {
  const { messagesReceived, bytesReceived } = traffic
  const now = (messagesReceived - (earlier?.messagesReceived ?? 0)) / seconds
  return `${plural(messagesReceived, "message")}, ${bytes(bytesReceived)}, ${rate(now)}`
}
