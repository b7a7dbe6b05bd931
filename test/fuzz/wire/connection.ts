import { connect, type Socket } from "node:net"
import type { Case, Step } from "./case"
import { CurveClient } from "./curve"
import type { Endpoint } from "./endpoints"
import { curveKeysOf, type Keys } from "./keys"

/** How a connection went. */
export type Outcome = "ended" | "refused" | "stayed open"

/** In milliseconds: what a loaded machine may take to answer, or to notice the end of a connection. */
const patience = { answer: 250, end: 5_000 }

/** Acts as cases say. */
export class HostilePeer {
  readonly #endpoints: readonly Endpoint[]
  readonly #curve: ReturnType<typeof curveKeysOf>

  constructor(endpoints: readonly Endpoint[], keys: Keys) {
    this.#endpoints = endpoints
    this.#curve = curveKeysOf(keys)
  }

  async run({ endpoint, source, steps, ending }: Case): Promise<Outcome> {
    const connection = new Connection(this.#endpoints[endpoint]!, source)
    if (!(await connection.open())) return "refused"
    const curve = new CurveClient(this.#curve.longTerm, this.#curve.serverKey)
    for (const step of steps) {
      if (connection.ended) break
      await act(connection, curve, step)
    }
    return connection.end(ending)
  }
}

async function act(connection: Connection, curve: CurveClient, step: Step): Promise<void> {
  if (step.do === "await") await connection.received(step.bytes)
  else if (step.do === "write") connection.write(step.bytes)
  else if (step.do === "curve-hello") connection.write(frame(4, curve.hello()))
  else if (step.do === "curve-message") connection.write(frame(step.flags, curve.message(step.plain, step.nonce)))
  else {
    // The greeting, and WELCOME in a frame with two bytes in front.
    const received = await connection.received(64 + 2 + 168)
    curve.welcome(received.subarray(66, 66 + 168))
    connection.write(frame(4, curve.initiate(step.metadata, step.fault)))
  }
}

function frame(flags: number, body: Buffer): Buffer {
  if (body.length < 256) return Buffer.concat([Buffer.of(flags, body.length), body])
  const header = Buffer.alloc(9)
  header[0] = flags | 2
  header.writeBigUInt64BE(BigInt(body.length), 1)
  return Buffer.concat([header, body])
}

class Connection {
  ended = false
  readonly #socket: Socket
  readonly #resets: boolean
  readonly #opened: Promise<boolean>
  /** The beginning of what came: no step looks at more. */
  #received: Buffer = Buffer.alloc(0)
  #changed: () => void = () => {}

  constructor({ transport, address }: Endpoint, source: string) {
    // A connection of ipc cannot be reset.
    this.#resets = transport !== "ipc"
    const { pathname, hostname, port } = new URL(address)
    const local = source === "" || source === "127.0.0.1" ? {} : { localAddress: source }
    this.#socket =
      transport === "ipc"
        ? connect({ path: pathname, allowHalfOpen: true })
        : connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true, ...local })
    this.#opened = new Promise((resolve) => {
      this.#socket.once("connect", () => resolve(true))
      this.#socket.once("close", () => resolve(false))
    })
    this.#socket.on("error", () => {})
    this.#socket.on("data", (bytes: Buffer) => {
      if (this.#received.length < 1000) this.#received = Buffer.concat([this.#received, bytes])
      this.#changed()
    })
    const end = () => {
      this.ended = true
      this.#changed()
    }
    this.#socket.on("end", end)
    this.#socket.on("close", end)
  }

  open(): Promise<boolean> {
    return this.#opened
  }

  write(bytes: Buffer): void {
    if (this.#socket.writable && bytes.length > 0) this.#socket.write(bytes)
  }

  async received(size: number): Promise<Buffer> {
    await this.#until(() => this.#received.length >= size, patience.answer)
    return this.#received
  }

  async end(ending: Case["ending"]): Promise<Outcome> {
    if (ending === "reset" && this.#resets) this.#socket.resetAndDestroy()
    else if (ending !== "finish") this.#socket.end(() => this.#socket.destroy())
    else this.#socket.end()
    const ended = ending === "finish" ? await this.#until(() => this.ended, patience.end) : true
    this.#socket.destroy()
    return ended ? "ended" : "stayed open"
  }

  /** Whether the condition holds before the other side has ended the connection, and before the time is over. */
  #until(condition: () => boolean, milliseconds: number): Promise<boolean> {
    if (condition()) return Promise.resolve(true)
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        this.#changed = () => {}
        resolve(condition())
      }
      const timer = setTimeout(finish, milliseconds)
      this.#changed = () => {
        if (condition() || this.ended) finish()
      }
      if (this.ended) finish()
    })
  }
}
