import { type Context, Reply } from "#lib/index"
import { timeLimit } from "../support/waiting"

/** What libzmq asks about a client: rfc.zeromq.org/spec/27. */
export interface ZapRequest {
  domain: string
  mechanism: string
  credentials: Buffer[]
}

/** Decides which clients may connect to the servers of a context, and keeps their requests. */
export class ZapHandler implements Disposable {
  readonly requests: ZapRequest[] = []
  readonly #socket: Reply
  readonly #allows: (request: ZapRequest) => boolean

  private constructor(context: Context, allows: (request: ZapRequest) => boolean) {
    this.#socket = new Reply({ context })
    this.#allows = allows
  }

  static async start(context: Context, allows: (request: ZapRequest) => boolean): Promise<ZapHandler> {
    const handler = new ZapHandler(context, allows)
    await handler.#socket.bind("inproc://zeromq.zap.01")
    void handler.#answer()
    return handler
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }

  async #answer(): Promise<void> {
    for await (const [version = null, id = null, domain, , , mechanism, ...credentials] of this.#socket) {
      const request = { domain: String(domain), mechanism: String(mechanism), credentials }
      this.requests.push(request)
      const [code, reason] = this.#allows(request) ? ["200", "OK"] : ["400", "refused"]
      await this.#socket.send([version, id, code, reason, "", ""], timeLimit)
    }
  }
}
