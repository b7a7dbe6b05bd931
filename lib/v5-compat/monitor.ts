import type { Event, EventType, Observer, Socket } from "../index.js"
import { invalidArgument } from "./errors.js"

/** The names of the events after `monitor`, by their numbers in zmq.h. */
export const events: Readonly<Record<number, string>> = {
  1: "connect",
  2: "connect_delay",
  4: "connect_retry",
  8: "listen",
  16: "bind_error",
  32: "accept",
  64: "accept_error",
  128: "close",
  256: "close_error",
  512: "disconnect",
}

/** The events of `zmq-napi` that this API has, and their names here. */
const names = new Map<EventType, string>([
  ["connect", "connect"],
  ["connect:delay", "connect_delay"],
  ["connect:retry", "connect_retry"],
  ["bind", "listen"],
  ["bind:error", "bind_error"],
  ["accept", "accept"],
  ["accept:error", "accept_error"],
  ["close", "close"],
  ["close:error", "close_error"],
  ["disconnect", "disconnect"],
])

/** Emits the events of a socket's connections and endpoints. */
export class Monitor {
  readonly #core: Socket
  readonly #emitter: NodeJS.EventEmitter
  #observer: Observer | undefined

  constructor(core: Socket, emitter: NodeJS.EventEmitter) {
    this.#core = core
    this.#emitter = emitter
  }

  start(): void {
    if (this.#observer !== undefined && !this.#observer.closed) return
    const observer: Observer = this.#core.observe()
    // The socket keeps the process alive, not its monitor.
    observer.unref()
    for (const [type, name] of names) observer.on(type, (event) => this.#emit(name, event))
    this.#observer = observer
  }

  stop(): void {
    this.#observer?.close()
    this.#observer = undefined
  }

  #emit(name: string, event: Event): void {
    const { address, interval, error } = event as Partial<Event & { address: string; interval: number; error: Error }>
    const failure = event.type === "connect:retry" ? undefined : (error as NodeJS.ErrnoException | undefined)
    this.#emitter.emit(name, interval ?? failure?.errno, address, failure)
  }
}

/** zeromq 5 reads its monitor at an interval. Here the events come at once, but what is no interval is an error too. */
export function checkMonitorArguments(interval: unknown, count: unknown): void {
  if (interval !== undefined && !(typeof interval === "number" && interval > 0)) {
    throw invalidArgument("The interval of monitor must be a number of milliseconds above 0")
  }
  if (count !== undefined && !(typeof count === "number" && count >= 0)) {
    throw invalidArgument("The number of events of monitor must be a number of at least 0")
  }
}
