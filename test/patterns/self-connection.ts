// A client that tries, again and again, a port at which nobody listens yet and which is in the range from which its own
// ports are taken: self-connection.js <transport> <host> <Push|Dealer>, where that range is 40000 to 40007.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { Dealer, Pull, Push, type Readable, type Socket, type Writable } from "#lib/index"
import { timeLimit } from "../support/waiting"

const [transport, host, type] = process.argv.slice(2) as [string, string, string]
const port = 40_002
const attempts = 100
const timeWait = "06"

/** The states of the connections over tcp from that port, as the system writes them. */
function statesOf(port: number): string[] {
  const hex = port.toString(16).toUpperCase()
  const lines = ["tcp", "tcp6"].flatMap((name) => readFileSync(`/proc/net/${name}`, "utf8").split("\n"))
  const connections = lines.map((line) => /^ *\d+: \w+:(\w+) \w+:\w+ (\w+)/.exec(line))
  return connections.flatMap((found) => (found?.[1] === hex ? [found[2]!] : []))
}

/** An attempt of the client may have the port at this moment. */
async function bind(server: Socket, endpoint: string): Promise<void> {
  for (;;) {
    try {
      return await server.bind(endpoint)
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "EADDRINUSE")
    }
  }
}

async function run(): Promise<void> {
  const options = { ipv6: host.startsWith("["), linger: 0 }
  const socksProxy = transport === "socks" ? `${host}:${port}` : ""
  const endpoint = socksProxy ? "tcp://127.0.0.1:1" : `${transport}://${host}:${port}`
  const Client = type === "Push" ? Push : Dealer
  using client: Socket & Writable = new Client({ ...options, socksProxy, reconnectInterval: 1 })
  const events = client.observe({ events: ["connect", "connect:retry"] })
  client.connect(endpoint)
  for (let retries = 0; retries < attempts; retries++) {
    assert.equal((await events.receive(timeLimit)).type, "connect:retry")
  }
  assert.ok(!statesOf(port).includes(timeWait), "the port cannot be used for a while")
  if (socksProxy) return
  events.close()
  using server: Socket & Readable = type === "Push" ? new Pull(options) : new Dealer(options)
  await bind(server, endpoint)
  await client.send("message", timeLimit)
  assert.equal(String((await server.receive(timeLimit))[0]), "message")
}

void run()
