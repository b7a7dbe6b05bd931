// The events of a few scenes, as observers of a package report them, in lines of JSON: observer.js <zeromq|zmq-napi>
import type * as zeromq from "zeromq"

// A program that is written for the one package, and runs with either.
const { Dealer, Router }: typeof zeromq = require(process.argv[2] as string)

const scenes: Record<string, () => Promise<void>> = {
  async "a connection comes and goes"() {
    const [server, client] = [new Router(), new Dealer({ linger: 0 })]
    const atServer = printEvents("server", server)
    const atClient = printEvents("client", client)
    await server.bind("tcp://127.0.0.1:*")
    client.connect(server.lastEndpoint as string)
    await client.send("hello")
    await server.receive()
    client.close()
    await atServer.seen("disconnect")
    server.close()
    await Promise.all([atServer.over, atClient.over])
  },

  async "nobody listens"() {
    const client = new Dealer({ linger: 0, reconnectInterval: 10 })
    const atClient = printEvents("client", client)
    client.connect("ipc:///tmp/nobody-listens-here")
    await atClient.seen("connect:retry")
    client.close()
    await atClient.over
  },

  async "an endpoint that is taken"() {
    const [first, second] = [new Router(), new Router()]
    await first.bind("tcp://127.0.0.1:*")
    const atSecond = printEvents("second", second)
    await second.bind(first.lastEndpoint as string).catch(() => {})
    await atSecond.seen("bind:error")
    first.close()
    second.close()
    await atSecond.over
  },

  async "mechanisms that differ"() {
    const server = new Router()
    const client = new Dealer({ linger: 0, plainUsername: "admin", plainPassword: "secret", reconnectInterval: -1 })
    const atServer = printEvents("server", server)
    await server.bind("tcp://127.0.0.1:*")
    client.connect(server.lastEndpoint as string)
    await atServer.seen("disconnect")
    client.close()
    server.close()
    await atServer.over
  },
}

/** Prints what happens to a socket: the shape of each event, without what is another each time. */
function printEvents(name: string, socket: zeromq.Socket) {
  const waiting = new Map<string, () => void>()
  const before = new Set<string>()
  const over = (async () => {
    for await (const event of socket.events) {
      console.log(name, JSON.stringify(event, shape))
      before.add(event.type)
      waiting.get(event.type)?.()
    }
  })()
  const seen = async (type: string) => {
    if (!before.has(type)) await new Promise<void>((resolve) => waiting.set(type, resolve))
  }
  return { over, seen }
}

function shape(this: Record<string, unknown>, key: string, value: unknown): unknown {
  // An address is empty in one package where it is missing in the other.
  if (key === "address") return value === "" ? undefined : String(value).replace(/:\d+$/, "")
  if (key === "interval") return typeof value
  if (!(value instanceof Error)) return value
  const { code, errno, status } = value as { code?: string; errno?: number; status?: number }
  return { code, errno, status }
}

async function main(): Promise<void> {
  for (const [name, play] of Object.entries(scenes)) {
    console.log(name)
    await play()
  }
}

main()
