// Monitor: watches a client's connection come, go, and come back. A server starts, dies and starts again at the same
// endpoint, and the client's socket tells what happens to it.
//
//   npm run example -- monitor [endpoint]               by default tcp://127.0.0.1:5568
import { Reply, Request } from "zmq-napi"

/** A server that answers one request, and is gone. */
async function serveOnce(endpoint: string): Promise<void> {
  const server = new Reply()
  const events = server.observe({ events: ["close"] })
  await server.bind(endpoint)
  await server.receive()
  await server.send("World")
  server.close()
  // The port is free for the next server when the last event has come.
  for await (const event of events) console.log(`server: ${event.type}`)
}

async function main(endpoint = "tcp://127.0.0.1:5568"): Promise<void> {
  using client = new Request({ reconnectInterval: 50 })
  client.events
    .on("connect", ({ address }) => console.log(`client: connected to ${address}`))
    .on("handshake", () => console.log("client: ready"))
    .on("disconnect", () => console.log("client: connection lost"))
    .on("handshake:error:protocol", ({ error }) => console.log(`client: ${error.message}`))
  client.connect(endpoint)

  for (let round = 1; round <= 2; round++) {
    const served = serveOnce(endpoint)
    await client.send("Hello")
    console.log(`client: ${await client.receive()} ${round}`)
    await served
  }
}

main(process.argv[2])
