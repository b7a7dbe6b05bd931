import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { setImmediate } from "node:timers/promises"
import { Dealer, Pair, Pub, Pull, Push, Rep, Req, Router, Sub, XPub, XSub } from "jszmq"
import { timeLimit } from "../support/waiting"
import type { SimpleSocket, TypeName } from "./sockets"

const types = {
  REQ: Req,
  REP: Rep,
  PUB: Pub,
  SUB: Sub,
  XPUB: XPub,
  XSUB: XSub,
  PUSH: Push,
  PULL: Pull,
  DEALER: Dealer,
  ROUTER: Router,
  PAIR: Pair,
} satisfies Record<TypeName, unknown>

/** A socket of jszmq, of libzmq's type `type`, in this process; it speaks ws only. */
export class JszmqSocket implements SimpleSocket, AsyncDisposable {
  /** Its XPUB sends everything to a peer that one message was for. */
  readonly unfiltered = true
  readonly #socket: InstanceType<(typeof types)[TypeName]>
  readonly #server = createServer()
  readonly #received: Buffer[][] = []

  constructor(type: TypeName, { subscribe }: { subscribe?: Buffer } = {}) {
    this.#socket = new types[type]()
    this.#socket.on("message", (...message: Buffer[]) => this.#received.push(message))
    if (subscribe !== undefined) this.#socket.subscribe(subscribe)
  }

  /**
   * It knows no wildcard port, but takes a server that listens already. It agrees to whichever protocol is named first,
   * which is `ZWS2.0/NULL` when libzmq connects, but speaks only `ZWS2.0`, the second.
   */
  async bind(address: string): Promise<string> {
    const { hostname } = new URL(address.replace("*", "0"))
    this.#server.listen(0, hostname)
    await once(this.#server, "listening")
    this.#server.on("upgrade", ({ headers }) => {
      assert.ok(headers["sec-websocket-protocol"]!.split(",").includes("ZWS2.0"))
      headers["sec-websocket-protocol"] = "ZWS2.0"
    })
    const endpoint = `ws://${hostname}:${(this.#server.address() as AddressInfo).port}`
    this.#socket.bind(endpoint, this.#server)
    return endpoint
  }

  async connect(endpoint: string): Promise<void> {
    this.#socket.connect(endpoint)
  }

  /** Its connections need turns of the event loop of this process, which is also ours. */
  async send(message: readonly (Buffer | string)[]): Promise<void> {
    this.sendNow(message)
    await setImmediate()
  }

  sendNow(message: readonly (Buffer | string)[]): void {
    this.#socket.send([...message]) // a copy, for its ROUTER takes the routing id out
  }

  async receive(): Promise<Buffer[]> {
    if (this.#received.length === 0)
      await once(this.#socket, "message", { signal: AbortSignal.timeout(timeLimit.timeout) })
    return this.#received.shift()!
  }

  async receiveNow(): Promise<Buffer[] | undefined> {
    await setImmediate()
    return this.#received.shift()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close()
    this.#server.closeAllConnections()
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve))
  }
}
