import { Subscriber } from "zmq-napi"
import { type Level, levels } from "./levels"

/** A line of a log. */
export interface Line {
  topic: string
  entry: Record<string, unknown>
}

/** Reads logs that arrive on a SUB socket. `close()`, or `using`, ends the iteration. */
export class LogReader implements Disposable {
  readonly #subscriber = new Subscriber({ maxMessageSize: 1024 * 1024 })

  /** @param least The least severe level to read: with `warn`, also `error` and `fatal`. */
  constructor(least: Level = "trace") {
    this.#subscriber.subscribe(...levels.slice(levels.indexOf(least)).map((level) => `${level}.`))
  }

  /** Listens at an endpoint to which services connect. Resolves with the endpoint. */
  async bind(endpoint: string): Promise<string> {
    await this.#subscriber.bind(endpoint)
    return this.#subscriber.lastEndpoint!
  }

  /** Connects to a service that listens itself. */
  connect(endpoint: string): void {
    this.#subscriber.connect(endpoint)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Line, undefined> {
    for await (const [topic, text] of this.#subscriber) {
      const entry = parse(text)
      if (entry !== undefined) yield { topic: String(topic), entry }
    }
  }

  close(): void {
    this.#subscriber.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** Anybody who can connect can send anything. */
function parse(text: Buffer | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(String(text))
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
