// Hello server: answers each request with "World", after a little work. Serves until Ctrl+C.
//
//   npm run example -- hello-server [endpoint]          by default tcp://*:5555
//
// In another terminal, before or after: npm run example -- hello-client
import { setTimeout } from "node:timers/promises"
import { Reply } from "zmq-napi"

async function main(endpoint = "tcp://*:5555"): Promise<void> {
  using server = new Reply()
  process.once("SIGINT", () => server.close())
  process.once("SIGTERM", () => server.close())

  await server.bind(endpoint)
  console.log(`Listening at ${server.lastEndpoint}`)

  // The loop ends when a signal closes the socket.
  for await (const [request] of server) {
    console.log(`Received ${request}`)
    await setTimeout(10) // the work
    if (!server.closed) await server.send("World")
  }
}

main(process.argv[2])
