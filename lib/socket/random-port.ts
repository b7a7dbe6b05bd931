import { invalidArgumentType, invalidArgumentValue, outOfRange, ZmqError } from "../errors/errors.js"
import { namesOf } from "../options/known-names.js"

/** The ports that `bindToRandomPort` may use. */
export interface RandomPortOptions {
  /** The lowest port, by default 49152. With neither `min` nor `max`, the operating system chooses any free port. */
  min?: number | undefined
  /** The highest port, by default 65535. */
  max?: number | undefined
  /** How many ports of the range are tried, in random order, by default 100. */
  tries?: number | undefined
}

/** The options, with their defaults. */
interface PortRange {
  readonly min: number
  readonly max: number
  readonly tries: number
}

/** The endpoint to which `bindToRandomPort` has bound a socket. */
export interface RandomPort {
  /** The endpoint: `"tcp://127.0.0.1:49152"`. */
  address: string
  /** The port. */
  port: number
}

const form = /^((?:tcp|wss?):\/\/(?:\[[^\]/]+\]|[^:/[\]]+))(?::\*)?(\/.*)?$/
const expected = 'a tcp, ws or wss address without a port, such as "tcp://127.0.0.1"'

const optionNames = namesOf<RandomPortOptions>("options of bindToRandomPort", { min: true, max: true, tries: true })

const lowest = 49_152
const highest = 65_535

/** The addresses that `bindToRandomPort` tries, in turn. */
export class RandomPorts {
  readonly #address: string
  readonly #host: string
  readonly #path: string
  readonly #range: PortRange | undefined

  constructor(address: unknown, options: RandomPortOptions | undefined) {
    if (typeof address !== "string") throw invalidArgumentType("address", expected, address)
    const [, host, path = ""] = form.exec(address) ?? []
    if (host === undefined) throw invalidArgumentValue("address", expected, address)
    this.#address = address
    this.#host = host
    this.#path = path
    this.#range = readRange(options)
  }

  *[Symbol.iterator](): Iterator<string> {
    const ports = this.#range === undefined ? ["*"] : shuffled(this.#range)
    for (const port of ports) yield `${this.#host}:${port}${this.#path}`
  }

  /** Throws the error of a bind, unless the next port can be tried. */
  failed(error: unknown): void {
    if (this.#range === undefined || !(error instanceof ZmqError) || error.code !== "EADDRINUSE") throw error
  }

  noneFree(): ZmqError {
    const { min, max, tries } = this.#range as PortRange
    const tried = Math.min(tries, max - min + 1)
    const text = `Address already in use: none of the ${tried} ports that were tried from ${min} to ${max} is free`
    return new ZmqError("EADDRINUSE", text, { syscall: "zmq_bind", address: this.#address })
  }
}

function readRange(options: RandomPortOptions | undefined): PortRange | undefined {
  if (options === undefined) return undefined
  if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
  optionNames.check(options)
  const { min, max, tries = 100 } = options
  checkInteger("options.tries", "an integer of at least 1", tries, 1, Number.MAX_SAFE_INTEGER)
  if (min === undefined && max === undefined) return undefined
  const range = { min: min ?? lowest, max: max ?? highest, tries }
  checkInteger("options.min", "a port from 1 to 65535", range.min, 1, highest)
  checkInteger("options.max", `a port from ${range.min}, the lowest, to 65535`, range.max, range.min, highest)
  return range
}

function checkInteger(name: string, expected: string, value: unknown, min: number, max: number): void {
  if (typeof value !== "number") throw invalidArgumentType(name, expected, value)
  if (!Number.isInteger(value) || value < min || value > max) throw outOfRange(name, expected, value)
}

/** Up to `tries` ports of the range in random order, without repetition. */
function* shuffled({ min, max, tries }: PortRange): Iterable<number> {
  const ports = Array.from({ length: max - min + 1 }, (_, index) => min + index)
  for (let left = tries; left > 0 && ports.length > 0; left--) {
    const index = Math.floor(Math.random() * ports.length)
    yield ports[index]!
    // The last port takes the place of the one that was tried.
    ports[index] = ports[ports.length - 1]!
    ports.pop()
  }
}

/** The result of `bindToRandomPort` for the endpoint that it has bound to. */
export function describePort(endpoint: string): RandomPort {
  const [, port] = /:(\d+)(?:\/.*)?$/.exec(endpoint) ?? []
  return { address: endpoint, port: Number(port) }
}
