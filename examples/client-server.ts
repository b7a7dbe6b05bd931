// A server that answers each of its clients by routing id, as it gets to it, and clients that need not take turns: draft
// sockets, which have simpler rules than REQ, REP, ROUTER and DEALER.
//
//   npm run example -- client-server [clients]
import { Client, Server } from "zmq-napi/draft"

const count = Number(process.argv[2] ?? 3)

async function serve(server: Server): Promise<void> {
  for await (const [name, { routingId }] of server) {
    console.log(`${name} is here`)
    // Two answers to one message: there are no turns.
    await server.send(`Hello, ${name}`, { routingId })
    await server.send("and good-bye", { routingId })
  }
}

async function greet(name: string, endpoint: string): Promise<void> {
  using client = new Client()
  client.connect(endpoint)
  await client.send(name)
  const [hello] = await client.receive()
  const [goodbye] = await client.receive()
  console.log(`${name} heard: ${hello}, ${goodbye}`)
}

async function main(): Promise<void> {
  const server = new Server()
  await server.bind("tcp://127.0.0.1:*")
  const endpoint = server.lastEndpoint as string
  const serving = serve(server)
  const names = Array.from({ length: count }, (_, index) => `client ${index + 1}`)
  await Promise.all(names.map((name) => greet(name, endpoint)))
  server.close()
  await serving
}

main()
