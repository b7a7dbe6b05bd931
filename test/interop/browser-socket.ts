import { build } from "esbuild"
import type { Page } from "playwright-core"
import { only } from "../support/elements"
import { repository } from "../support/repository"
import { timeLimit } from "../support/waiting"
import type { SimpleSocket, TypeName } from "./sockets"

/** What the page has of jszmq, and what {@link BrowserSocket} keeps there. */
interface Realm {
  jszmq: typeof import("jszmq") & { Buffer: typeof Buffer }
  sockets: Map<number, { socket: PageSocket; received: Buffer[][]; next: () => void }>
}

interface PageSocket {
  on(event: "message", listener: (...parts: Buffer[]) => void): void
  subscribe(topic: Buffer): void
  connect(endpoint: string): void
  send(message: Buffer[]): void
  close(): void
}

/** Loads jszmq into a page. */
export async function loadJszmq(page: Page): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "jszmq"', resolveDir: repository },
    globalName: "jszmq",
    bundle: true,
    write: false,
    platform: "browser",
    define: { global: "globalThis", "process.env.NODE_DEBUG": "undefined" },
    external: ["url"], // for what no browser can: binding
    banner: { js: 'const require = (name) => { if (name === "url") return {}; throw new Error(name) }' },
  })
  await page.addScriptTag({ content: only(outputFiles).text })
  await page.evaluate(() => {
    const realm = globalThis as unknown as Realm
    realm.sockets = new Map()
  })
}

let count = 0

/** A socket of jszmq in a page of a browser, of libzmq's type `type`; it connects, for a browser cannot bind. */
export class BrowserSocket implements SimpleSocket, AsyncDisposable {
  /** Its XPUB sends everything to a peer that one message was for. */
  readonly unfiltered = true
  readonly #page: Page
  readonly #id: number

  private constructor(page: Page, id: number) {
    this.#page = page
    this.#id = id
  }

  static async open(page: Page, type: TypeName, { subscribe }: { subscribe?: Buffer } = {}): Promise<BrowserSocket> {
    const id = ++count
    await page.evaluate(
      ([id, type, topic]) => {
        const { jszmq, sockets } = globalThis as unknown as Realm
        const socket = jszmq.socket(type) as unknown as PageSocket
        const entry = { socket, received: [] as Buffer[][], next: () => {} }
        socket.on("message", (...parts) => {
          entry.received.push(parts)
          entry.next()
        })
        sockets.set(id, entry)
        if (topic !== undefined) socket.subscribe(jszmq.Buffer.from(topic, "base64"))
      },
      [id, type.toLowerCase() as "req", subscribe?.toString("base64")] as const,
    )
    return new BrowserSocket(page, id)
  }

  async connect(endpoint: string): Promise<void> {
    await this.#page.evaluate(
      ([id, endpoint]) => (globalThis as unknown as Realm).sockets.get(id)!.socket.connect(endpoint),
      [this.#id, endpoint] as const,
    )
  }

  async bind(): Promise<never> {
    throw new Error("A browser cannot bind")
  }

  async send(message: readonly (Buffer | string)[]): Promise<void> {
    await this.#page.evaluate(
      ([id, parts]) => {
        const { jszmq, sockets } = globalThis as unknown as Realm
        sockets.get(id)!.socket.send(parts.map((part) => jszmq.Buffer.from(part, "base64")))
      },
      [this.#id, message.map((part) => Buffer.from(part as string).toString("base64"))] as const,
    )
  }

  async receive(): Promise<Buffer[]> {
    const message = await this.#receive(timeLimit.timeout)
    if (message === undefined) throw new Error("The page received nothing")
    return message
  }

  receiveNow(): Promise<Buffer[] | undefined> {
    return this.#receive(0)
  }

  async #receive(timeout: number): Promise<Buffer[] | undefined> {
    const parts = await this.#page.evaluate(
      async ([id, timeout]) => {
        const entry = (globalThis as unknown as Realm).sockets.get(id)!
        if (entry.received.length === 0 && timeout > 0) {
          await new Promise<void>((resolve) => {
            entry.next = resolve
            setTimeout(resolve, timeout)
          })
        }
        return entry.received.shift()?.map((part) => part.toString("base64"))
      },
      [this.#id, timeout] as const,
    )
    return parts?.map((part) => Buffer.from(part, "base64"))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#page.evaluate((id) => (globalThis as unknown as Realm).sockets.get(id)!.socket.close(), this.#id)
  }
}
