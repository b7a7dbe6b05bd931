import type { Context, Socket } from "#lib/index"
import { bindFresh } from "../../support/endpoints"
import type { Link } from "../../support/mechanisms"
import type { SeededRandom } from "../../support/seeded-random"
import { checkMessage, Ledger, makeMessage } from "./messages"

/** Long enough for a busy machine: what takes longer is lost. */
export const patience = { timeout: 60_000 }

/** What a server and its clients do. */
export interface Pattern {
  name: string
  makeServer(options: object): Socket
  /** Goes on until the server is closed. */
  serve(server: Socket, cell: Cell): Promise<void>
  makeClient(options: object): Socket
  /** Exchanges `count` messages of this id. */
  talk(client: Socket, id: number, count: number, cell: Cell): Promise<void>
}

/** One pattern over one link: a server that stays, and clients that come, exchange messages, and go. */
export class Cell {
  sent = 0
  clients = 0
  /** How long the round trips took, in milliseconds, since somebody emptied it. */
  readonly latencies: number[] = []
  readonly name: string
  readonly ledger = new Ledger()
  readonly #pattern: Pattern
  readonly #link: Link
  readonly #context: Context
  readonly #random: SeededRandom
  readonly #server: Socket
  #endpoint = ""
  #serving: Promise<void> | undefined
  static #ids = 0

  constructor(pattern: Pattern, link: Link, context: Context, random: SeededRandom) {
    this.name = `${pattern.name} over ${link.name}`
    this.#pattern = pattern
    this.#link = link
    this.#context = context
    this.#random = random
    this.#server = pattern.makeServer({ context, ...link.server })
  }

  get endpoint(): string {
    return this.#endpoint
  }

  /** `serving` ends with the server, and is rejected when the server fails. */
  async start(): Promise<{ serving: Promise<void> }> {
    this.#endpoint = await bindFresh(this.#server, this.#link.transport)
    this.#serving = this.#pattern.serve(this.#server, this).catch((error) => {
      if (!this.#server.closed) throw error
    })
    return { serving: this.#serving }
  }

  /** The life of one client; resolves when all its messages have come. */
  async liveOnce(): Promise<void> {
    const id = ++Cell.#ids
    this.clients += 1
    const complete = this.ledger.expect(id)
    {
      using client = this.#pattern.makeClient({ context: this.#context, ...this.#link.client })
      client.connect(this.#endpoint)
      await this.#pattern.talk(client, id, 1 + this.#random.below(100), this)
    }
    await complete
  }

  async stop(): Promise<void> {
    this.#server.close()
    await this.#serving
  }

  make(id: number, number: number, count: number): (string | Buffer)[] {
    this.sent += 1
    return makeMessage(id, number, count, this.#random)
  }

  note(parts: readonly Buffer[]): void {
    this.ledger.note(checkMessage(parts))
  }
}
