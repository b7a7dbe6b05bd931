import { Context as CoreContext, context as defaultContext } from "../index.js"
import * as constants from "./constants.js"
import { invalidArgument } from "./errors.js"

/**
 * The options of the context that all sockets of this API are opened in: the default context of `zmq-napi`. Set them
 * before the first socket is opened. A context of one's own has no use here, as in zeromq 5: sockets cannot be opened
 * in it.
 */
export class Context {
  readonly #context: CoreContext

  /** @param ioThreads How many threads serve its connections. */
  constructor(ioThreads = 1) {
    if (typeof ioThreads === "number" && ioThreads < 1) throw new RangeError("io_threads must be a positive number")
    this.#context = new CoreContext({ ioThreads })
  }

  /** Ends the context. */
  close(): void {
    void this.#context.term()
  }

  /** Sets `ZMQ_IO_THREADS` or `ZMQ_MAX_SOCKETS`. */
  setOpt(option: number, value: number): void {
    this.#context[nameOf(option)] = value
  }

  /** The value of `ZMQ_IO_THREADS` or `ZMQ_MAX_SOCKETS`. */
  getOpt(option: number): number {
    return this.#context[nameOf(option)]
  }

  /**
   * Sets how many threads serve the connections of all sockets. Default 1, or the number in the environment variable
   * `ZMQ_IO_THREADS`.
   */
  static setMaxThreads(value: number): void {
    applyEnvironment()
    defaultContext.ioThreads = value
  }

  /** How many threads serve the connections of all sockets. */
  static getMaxThreads(): number {
    applyEnvironment()
    return defaultContext.ioThreads
  }

  /** Sets how many sockets may be open at once. Default 1023. */
  static setMaxSockets(value: number): void {
    defaultContext.maxSockets = value
  }

  /** How many sockets may be open at once. */
  static getMaxSockets(): number {
    return defaultContext.maxSockets
  }
}

function nameOf(option: number): "ioThreads" | "maxSockets" {
  if (option === constants.ZMQ_IO_THREADS) return "ioThreads"
  if (option === constants.ZMQ_MAX_SOCKETS) return "maxSockets"
  throw invalidArgument(`There is no option ${option} of contexts`)
}

let environmentApplied = false

/** To be called before the first socket is opened: zeromq 5 reads the number of threads from the environment. */
export function applyEnvironment(): void {
  if (environmentApplied) return
  environmentApplied = true
  const text = process.env.ZMQ_IO_THREADS
  if (text === undefined || text === "") return
  const threads = Number.parseInt(text, 10)
  if (threads >= 1) defaultContext.ioThreads = threads
  else process.emitWarning(`ZMQ_IO_THREADS is "${text}", which is not a number of threads; one thread is used`)
}
