// WebSockets over plain TCP connections, for frames that no library would send.

import { createHash } from "node:crypto"
import { EventEmitter, once } from "node:events"
import { type AddressInfo, createServer, type Socket, connect as tcpConnect } from "node:net"
import { only } from "./elements"
import { timeLimit } from "./waiting"

const opcodes = { continuation: 0, binary: 2, close: 8, ping: 9, pong: 10 } as const
export type Opcode = keyof typeof opcodes

interface Frame {
  opcode: number
  payload: Buffer
}

/** One end of a connection, which writes and reads single frames. */
export class RawWebSocket implements Disposable {
  readonly socket: Socket
  /** Emits `change` when bytes have arrived, and when the connection has ended. */
  readonly #changes = new EventEmitter()
  readonly #masked: boolean
  #received: Buffer = Buffer.alloc(0)
  #ended = false

  /** A client masks what it sends, here with zeros. */
  constructor(socket: Socket, masked: boolean) {
    this.socket = socket
    this.#masked = masked
    socket.on("data", (data) => {
      this.#received = Buffer.concat([this.#received, data])
      this.#changes.emit("change")
    })
    socket.on("error", () => {}) // the connection was reset, which is an end too
    socket.on("close", () => {
      this.#ended = true
      this.#changes.emit("change")
    })
  }

  static async connect(endpoint: string): Promise<RawWebSocket> {
    const { hostname, port } = new URL(endpoint)
    const socket = tcpConnect(Number(port), hostname)
    await once(socket, "connect")
    return new RawWebSocket(socket, true)
  }

  /** Connects by ZWS 2.0, and sends the routing id. */
  static async greeted(endpoint: string, routingId = ""): Promise<RawWebSocket> {
    const client = await RawWebSocket.connect(endpoint)
    client.write(request(), client.frame("binary", `\0${routingId}`))
    await client.head()
    return client
  }

  frame(opcode: Opcode, payload: string | Buffer = "", { final = true } = {}): Buffer {
    const body = Buffer.from(payload)
    const size = Buffer.alloc(body.length < 126 ? 1 : 9)
    if (body.length >= 126) size.writeBigUInt64BE(BigInt(body.length), 1)
    size[0] = (this.#masked ? 128 : 0) + (body.length < 126 ? body.length : 127)
    return Buffer.concat([
      Buffer.of((final ? 128 : 0) + opcodes[opcode]),
      size,
      Buffer.alloc(this.#masked ? 4 : 0),
      body,
    ])
  }

  /** At once, so that it arrives together. */
  write(...pieces: (string | Buffer)[]): void {
    this.socket.write(Buffer.concat(pieces.map((piece) => Buffer.from(piece))))
  }

  /** The head of the request or of the response; empty where the connection ended without. */
  async head(): Promise<string> {
    while (!this.#received.includes("\r\n\r\n") && !this.#ended) await this.#change()
    const end = this.#received.indexOf("\r\n\r\n") + 4
    return this.#ended && end < 4 ? "" : String(this.#take(end))
  }

  /** The next frame, of less than 126 bytes. */
  async next(): Promise<Frame> {
    const header = this.#masked ? 2 : 6
    while (this.#received.length < header || this.#received.length < header + (this.#received.readUInt8(1) & 127)) {
      if (this.#ended) throw new Error("The connection ended")
      await this.#change()
    }
    const head = this.#take(header)
    const payload = this.#take(head.readUInt8(1) & 127)
    return {
      opcode: head.readUInt8(0) & 15,
      payload: this.#masked ? payload : unmasked(payload, head.subarray(2)),
    }
  }

  async ended(): Promise<void> {
    while (!this.#ended) await this.#change()
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }

  #take(size: number): Buffer {
    const taken = Buffer.from(this.#received.subarray(0, size))
    this.#received = this.#received.subarray(size)
    return taken
  }

  async #change(): Promise<void> {
    await once(this.#changes, "change", { signal: AbortSignal.timeout(timeLimit.timeout) })
  }
}

function unmasked(payload: Buffer, mask: Buffer): Buffer {
  return Buffer.from(payload.map((byte, index) => byte ^ mask.readUInt8(index % 4)))
}

/** The request of a client, with other lines for the headers of those names, and more. */
export function request(lines: Record<string, string> = {}): string {
  const headers = {
    Host: " localhost",
    Upgrade: " websocket",
    Connection: " Upgrade",
    "Sec-WebSocket-Key": " dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": " ZWS2.0",
    "Sec-WebSocket-Version": " 13",
    ...lines,
  }
  return `GET / HTTP/1.1\r\n${format(headers)}\r\n`
}

/** What a server answers to that request. */
export function response(head: string, lines: Record<string, string> = {}): string {
  const [, key] = /^Sec-WebSocket-Key: (.*)\r$/m.exec(head)!
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64")
  const headers = {
    Upgrade: " websocket",
    Connection: " Upgrade",
    "Sec-WebSocket-Accept": ` ${accept}`,
    "Sec-WebSocket-Protocol": " ZWS2.0",
    ...lines,
  }
  return `HTTP/1.1 101 Switching Protocols\r\n${format(headers)}\r\n`
}

function format(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join("")
}

/** A server; `accept()` gives its connections one after another. */
export class RawWebSocketServer implements AsyncDisposable {
  readonly #server = createServer((socket) => this.#accepted.push(new RawWebSocket(socket, false)))
  readonly #accepted: RawWebSocket[] = []
  readonly #all: RawWebSocket[] = []

  static async listen(): Promise<RawWebSocketServer> {
    const server = new RawWebSocketServer()
    server.#server.listen(0, "127.0.0.1")
    await once(server.#server, "listening")
    return server
  }

  get endpoint(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async accept(): Promise<RawWebSocket> {
    const signal = AbortSignal.timeout(timeLimit.timeout)
    while (this.#accepted.length === 0) await once(this.#server, "connection", { signal })
    const accepted = only(this.#accepted.splice(0, 1))
    this.#all.push(accepted)
    return accepted
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of [...this.#all, ...this.#accepted]) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
