import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { timeLimit } from "./waiting"

/** The greeting of ZMTP 3.1, without security. */
export const greeting = Buffer.concat([
  Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1]),
  Buffer.from("NULL"),
  Buffer.alloc(48),
])

/** The same of ZMTP 3.0, which has no pings. */
export const greetingOf30 = Buffer.from(greeting)
greetingOf30[11] = 0

/** The same with CURVE. */
export const curveGreeting = Buffer.from(greeting)
curveGreeting.write("CURVE", 12)

/** The same with GSSAPI. */
export const gssapiGreeting = Buffer.from(greeting)
gssapiGreeting.write("GSSAPI", 12)

/** The same with PLAIN. */
export const plainGreeting = Buffer.from(greeting)
plainGreeting.write("PLAIN", 12)

const oldTypes = { DEALER: 5, PUSH: 8 }

/** The greeting of ZMTP 2.0: the signature, the version, the socket type, and an empty routing id. */
export const oldGreeting = (type: keyof typeof oldTypes): Buffer =>
  Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, oldTypes[type], 0, 0])

function frame(flags: number, body: Buffer): Buffer {
  if (body.length < 256) return Buffer.concat([Buffer.of(flags, body.length), body])
  const header = Buffer.of(flags | 2, 0, 0, 0, 0, 0, 0, 0, 0)
  header.writeBigUInt64BE(BigInt(body.length), 1)
  return Buffer.concat([header, body])
}

export const message = (text: string): Buffer => frame(0, Buffer.from(text))
/** A part with more parts behind it. */
export const part = (text: string): Buffer => frame(1, Buffer.from(text))
export const command = (name: string, body: Buffer): Buffer =>
  frame(4, Buffer.concat([Buffer.of(name.length), Buffer.from(name), body]))
/** A PING command; the time to live is in tenths of a second. */
export const ping = (context = "", timeToLive = 0): Buffer =>
  command("PING", Buffer.concat([Buffer.of(timeToLive >> 8, timeToLive & 255), Buffer.from(context)]))
export const subscription = (topic: string): Buffer => command("SUBSCRIBE", Buffer.from(topic))

const short = (text: string) => Buffer.concat([Buffer.of(text.length), Buffer.from(text)])
/** The HELLO command of a PLAIN client, which follows its greeting. */
export const hello = (user: string, password: string): Buffer =>
  command("HELLO", Buffer.concat([short(user), short(password)]))

function property(name: string, value: string | Buffer): Buffer {
  return Buffer.concat([
    Buffer.of(name.length),
    Buffer.from(name),
    Buffer.of(0, 0, 0, value.length),
    Buffer.from(value),
  ])
}

/** The READY command of a peer of that type, which follows the greeting without security. */
export const ready = (type: string, routingId: string | Buffer = "", metadata: Record<string, Buffer> = {}): Buffer => {
  const properties = Object.entries({ "Socket-Type": type, Identity: routingId, ...metadata })
  return command("READY", Buffer.concat(properties.map(([name, value]) => property(name, value))))
}

/** A peer whose bytes a test writes and reads. */
export class RawPeer implements Disposable {
  readonly socket: Socket
  /** Resolves when the connection has ended, in whatever way. */
  readonly closed: Promise<void>
  #received = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.socket = socket
    socket.on("error", () => undefined)
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()))
    socket.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes])
      socket.emit("received")
    })
  }

  /** Connects to a tcp or ipc endpoint. */
  static async connect(endpoint: string): Promise<RawPeer> {
    const { protocol, hostname, port, pathname } = new URL(endpoint)
    const socket = protocol === "ipc:" ? connect(pathname) : connect(Number(port), hostname)
    await once(socket, "connect")
    return new RawPeer(socket)
  }

  /** Takes the next bytes that the other side has sent. */
  async take(size: number): Promise<Buffer> {
    const signal = AbortSignal.timeout(timeLimit.timeout)
    while (this.#received.length < size) await once(this.socket, "received", { signal })
    const taken = this.#received.subarray(0, size)
    this.#received = this.#received.subarray(size)
    return taken
  }

  /** Takes the next frame's body; all are short. */
  async frame(): Promise<Buffer> {
    const [, size] = await this.take(2)
    return this.take(size!)
  }

  /** Greets as a socket of that type, whatever the other side is. */
  async greet(type: string, routingId: string | Buffer = "", hello = greeting): Promise<void> {
    this.socket.write(hello)
    await this.take(greeting.length)
    this.socket.write(ready(type, routingId))
    await this.frame()
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}
