import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { repository } from "../support/repository"

/** The foreign implementations: of Debian's package python3-zmq, and of the npm package `zeromq`. */
export type Binding = "pyzmq" | "zeromq"

const python = "/usr/bin/python3"

/** Why the tests that need pyzmq are skipped, on a machine without it. In CI they fail instead. */
export const withoutPyzmq: string | false =
  !process.env.CI &&
  spawnSync(python, ["-c", "import zmq"]).status !== 0 &&
  "the Debian package python3-zmq is not installed"

export const bindings: readonly Binding[] = withoutPyzmq === false ? ["pyzmq", "zeromq"] : ["zeromq"]

const programs: Record<Binding, [string, ...string[]]> = {
  pyzmq: [python, join(repository, "test", "interop", "pyzmq_peer.py")],
  zeromq: [process.execPath, join(__dirname, "zeromq-peer.js")],
}

// A peer that does not end on request within this time is killed, and that fails the test.
const hangs = 20_000

export interface Digest {
  size: number
  sha256: string
}

/** How a handshake ended: libzmq's name of the event, and its value, which is a status code for FAILED_AUTH. */
export interface Handshake {
  event: string
  value: number
}

type Value = string | number | boolean | Buffer
interface Answer {
  answer?: unknown
  error?: string
}

/** Another implementation's sockets, in a process of their own that ends with this one. */
export class Peer {
  /** The peer's package, `"pyzmq 24.0.1"`, and the version of its libzmq. */
  about!: { binding: string; libzmq: string }
  readonly #binding: Binding
  readonly #process: ChildProcess
  readonly #ended: Promise<string>
  readonly #waiting: { resolve(line: string): void; reject(error: Error): void }[] = []
  #stderr = ""
  #sockets = 0

  private constructor(binding: Binding, command: string, parameters: readonly string[]) {
    this.#binding = binding
    const child = spawn(command, parameters, { stdio: ["pipe", "pipe", "pipe"] })
    this.#process = child
    createInterface({ input: child.stdout }).on("line", (line) => this.#waiting.shift()?.resolve(line))
    child.stderr.setEncoding("utf8").on("data", (text) => {
      this.#stderr += text
    })
    child.stdin.on("error", () => {}) // The peer has ended, which is reported below.
    this.#ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message))
      child.once("close", (code, signal) => resolve(`${signal ?? `code ${code}`}`))
    })
    void this.#ended.then((how) => {
      for (const { reject } of this.#waiting) reject(this.#failure(how))
    })
  }

  /** `program` is for a test of this function. */
  static async start(
    binding: Binding,
    [command, ...parameters]: [string, ...string[]] = programs[binding],
  ): Promise<Peer> {
    const peer = new Peer(binding, command, parameters)
    peer.about = JSON.parse(await peer.#line())
    return peer
  }

  #failure(how: string): Error {
    const remedy =
      this.#binding === "pyzmq" && /ENOENT|No module named/.test(how + this.#stderr)
        ? ` It needs the Debian package python3-zmq (apt-get install python3-zmq), for ${python}.`
        : ""
    return new Error(`The ${this.#binding} peer ended (${how}).${remedy}\n${this.#stderr}`)
  }

  #line(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      const { exitCode, signalCode } = this.#process
      if (exitCode !== null || signalCode !== null) void this.#ended.then((how) => reject(this.#failure(how)))
    })
  }

  /** Has the peer run a command; commands run one after the other. */
  async call(command: string, parameters: object = {}): Promise<unknown> {
    const line = this.#line()
    this.#process.stdin!.write(`${JSON.stringify({ command, ...parameters })}\n`)
    const { answer, error }: Answer = JSON.parse(await line)
    if (error !== undefined) throw new Error(`${this.#binding}: ${command}: ${error}`)
    return answer
  }

  /** Opens a socket of libzmq's type `type` (`"REQ"`) there. */
  async open(type: string, options: Record<string, Value> = {}): Promise<PeerSocket> {
    this.#sockets += 1
    const id = this.#sockets
    const values = Object.entries(options).map(([name, value]) => [name, encoded(value)])
    await this.call("open", { id, type, options: Object.fromEntries(values) })
    return new PeerSocket(this, id)
  }

  /** Ends the peer, and proves that it ends by itself and without complaint. */
  async end(): Promise<void> {
    this.#process.stdin!.end()
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), hangs)
    const how = await this.#ended
    clearTimeout(timer)
    if (how !== "code 0" || this.#stderr !== "") throw this.#failure(how)
  }
}

/** A socket of a {@link Peer}. */
class PeerSocket implements AsyncDisposable {
  readonly #peer: Peer
  readonly #id: number

  constructor(peer: Peer, id: number) {
    this.#peer = peer
    this.#id = id
  }

  /** Binds it: the endpoint to connect to. */
  async bind(address: string): Promise<string> {
    return (await this.#call("bind", { address })) as string
  }

  async connect(address: string): Promise<void> {
    await this.#call("connect", { address })
  }

  async send(message: readonly (Buffer | string)[]): Promise<void> {
    await this.#call("send", { parts: message.map((part) => Buffer.from(part as string).toString("base64")) })
  }

  async receive(): Promise<Buffer[]> {
    return decoded(await this.#call("receive"))
  }

  /** What has arrived already, if anything has. */
  async receiveNow(): Promise<Buffer[] | undefined> {
    const message = await this.#call("receiveNow")
    return message === null ? undefined : decoded(message)
  }

  /** Sends text by the means that the peer has for it. */
  async sendText(text: string): Promise<void> {
    await this.#call("sendText", { text })
  }

  async receiveText(): Promise<string> {
    return (await this.#call("receiveText")) as string
  }

  /** Sends a message of random parts of these sizes. */
  async sendRandom(sizes: readonly number[]): Promise<Digest[]> {
    return (await this.#call("sendRandom", { sizes })) as Digest[]
  }

  async receiveDigests(): Promise<Digest[]> {
    return (await this.#call("receiveDigests")) as Digest[]
  }

  /** Sends the numbers from 0 on, each in a message. */
  async sendNumbers(count: number): Promise<void> {
    await this.#call("sendNumbers", { count })
  }

  /** Receives the numbers from 0 on; rejects when any is lost or out of its place. */
  async receiveNumbers(count: number): Promise<void> {
    await this.#call("receiveNumbers", { count })
  }

  /** How the next handshake with a peer of this socket ends. Of pyzmq only. */
  async handshake(): Promise<Handshake> {
    return (await this.#call("handshake")) as Handshake
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#call("close")
  }

  #call(command: string, parameters: object = {}): Promise<unknown> {
    return this.#peer.call(command, { id: this.#id, ...parameters })
  }
}

function encoded(value: Value): unknown {
  return Buffer.isBuffer(value) ? { base64: value.toString("base64") } : value
}

function decoded(parts: unknown): Buffer[] {
  return (parts as string[]).map((part) => Buffer.from(part, "base64"))
}
