// A peer of the tests: sockets of the npm package `zeromq` that are driven from outside, by the same commands and with
// the same answers as those of pyzmq_peer.py.
import { createHash, randomFillSync } from "node:crypto"
import { createInterface } from "node:readline"
import * as zeromq from "zeromq"

type Socket = zeromq.Socket & zeromq.Writable & zeromq.Readable

// Far longer than anything takes here, so that what hangs becomes an error instead.
const timeLimit = 10_000

const types = {
  REQ: zeromq.Request,
  REP: zeromq.Reply,
  PUB: zeromq.Publisher,
  SUB: zeromq.Subscriber,
  PUSH: zeromq.Push,
  PULL: zeromq.Pull,
  DEALER: zeromq.Dealer,
  ROUTER: zeromq.Router,
  PAIR: zeromq.Pair,
  XPUB: zeromq.XPublisher,
  XSUB: zeromq.XSubscriber,
}

const sockets = new Map<number, Socket>()

interface Command {
  command: keyof typeof commands
  id: number
  type: keyof typeof types
  options: Record<string, string | number | boolean | { base64: string }>
  address: string
  parts: string[]
  text: string
  sizes: number[]
  count: number
}

const commands = {
  open({ id, type, options: { subscribe, ...options } }: Command): void {
    const values = Object.entries(options).map(([name, value]) => [name, decoded(value)])
    const socket = new types[type]({ linger: 0, ...Object.fromEntries(values) }) as Socket
    sockets.set(id, socket)
    if ("receiveTimeout" in socket) socket.receiveTimeout = timeLimit
    if ("sendTimeout" in socket) socket.sendTimeout = timeLimit
    if (subscribe !== undefined) (socket as unknown as zeromq.Subscriber).subscribe(decoded(subscribe) as Buffer)
  },

  async bind({ id, address }: Command): Promise<string> {
    const socket = sockets.get(id)!
    await socket.bind(address)
    return socket.lastEndpoint!
  },

  connect({ id, address }: Command): void {
    sockets.get(id)!.connect(address)
  },

  async send({ id, parts }: Command): Promise<void> {
    await sockets.get(id)!.send(parts.map((part) => Buffer.from(part, "base64")))
  },

  async receive({ id }: Command): Promise<string[]> {
    return encoded(await sockets.get(id)!.receive())
  },

  async receiveNow({ id }: Command): Promise<string[] | null> {
    const socket = sockets.get(id)!
    return socket.readable ? encoded(await socket.receive()) : null
  },

  async sendText({ id, text }: Command): Promise<void> {
    await sockets.get(id)!.send(text)
  },

  async receiveText({ id }: Command): Promise<string> {
    const [part] = await sockets.get(id)!.receive()
    return String(part)
  },

  async sendRandom({ id, sizes }: Command): Promise<object[]> {
    const parts = sizes.map((size) => randomFillSync(Buffer.allocUnsafe(size)))
    await sockets.get(id)!.send(parts)
    return parts.map(digest)
  },

  async receiveDigests({ id }: Command): Promise<object[]> {
    return (await sockets.get(id)!.receive()).map(digest)
  },

  async sendNumbers({ id, count }: Command): Promise<void> {
    const socket = sockets.get(id)!
    for (let number = 0; number < count; number++) await socket.send(String(number))
  },

  async receiveNumbers({ id, count }: Command): Promise<void> {
    const socket = sockets.get(id)!
    for (let number = 0; number < count; number++) {
      const [received] = await socket.receive()
      if (String(received) !== String(number)) throw new Error(`got ${received} in place of ${number}`)
    }
  },

  close({ id }: Command): void {
    sockets.get(id)!.close()
    sockets.delete(id)
  },
}

function decoded(value: Command["options"][string]) {
  return typeof value === "object" ? Buffer.from(value.base64, "base64") : value
}

function encoded(parts: Buffer[]): string[] {
  return parts.map((part) => part.toString("base64"))
}

function digest(part: Buffer): object {
  return { size: part.length, sha256: createHash("sha256").update(part).digest("hex") }
}

function tell(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

async function main(): Promise<void> {
  const { version } = require("zeromq/package.json") as { version: string }
  tell({ binding: `zeromq ${version}`, libzmq: zeromq.version })
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line) as Command
    try {
      tell({ answer: (await commands[command.command](command)) ?? null })
    } catch (error) {
      tell({ error: String(error) })
    }
  }
  for (const socket of sockets.values()) socket.close()
}

main()
