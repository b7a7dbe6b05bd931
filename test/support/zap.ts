import { type Context, Dealer } from "#lib/index"
import { exactly } from "./elements"
import { timeLimit } from "./waiting"

/** How a ZAP handler answers. */
interface ZapAnswer {
  status: number
  reason: string
  userId: string
  metadata: Buffer
}

/** Sends requests to a context's ZAP handler, as libzmq does when a peer connects. */
export class ZapClient implements Disposable {
  readonly #socket: Dealer

  constructor(context: Context) {
    this.#socket = new Dealer({ context, linger: 0 })
    this.#socket.connect("inproc://zeromq.zap.01")
  }

  /** Sends these parts as they are, and resolves with the parts of the reply. */
  async exchange(parts: (string | Buffer)[]): Promise<Buffer[]> {
    await this.#socket.send(parts, timeLimit)
    return this.#socket.receive(timeLimit)
  }

  send(id: string, domain: string, address: string, mechanism: string, ...credentials: (string | Buffer)[]) {
    return this.#socket.send(["", "1.0", id, domain, address, "", mechanism, ...credentials], timeLimit)
  }

  async receive(): Promise<[id: string, answer: ZapAnswer]> {
    const reply = exactly(7, await this.#socket.receive(timeLimit))
    const [delimiter, version, id, status, reason, userId, metadata] = reply
    if (delimiter.length > 0 || String(version) !== "1.0") throw new Error("The reply is malformed")
    return [String(id), { status: Number(status), reason: String(reason), userId: String(userId), metadata }]
  }

  async ask(domain: string, address: string, mechanism: string, ...credentials: (string | Buffer)[]) {
    await this.send("1", domain, address, mechanism, ...credentials)
    return (await this.receive())[1]
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }
}
