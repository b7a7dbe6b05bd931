// Echo server: sends every request back as it came, with all its parts. One socket serves at every endpoint that is
// given. Serves until Ctrl+C.
//
//   npm run example -- echo-server [endpoint ...]       by default tcp://*:5556
//   npm run example -- echo-server tcp://*:5556 ipc:///tmp/echo
//
// In another terminal: npm run example -- echo-client tcp://localhost:5556 one two three
import { Reply } from "zmq-napi"

async function main(endpoints: string[]): Promise<void> {
  using server = new Reply()
  process.once("SIGINT", () => server.close())
  process.once("SIGTERM", () => server.close())

  for (const endpoint of endpoints) {
    await server.bind(endpoint)
    console.log(`Listening at ${server.lastEndpoint}`)
  }

  for await (const request of server) await server.send(request)
}

const endpoints = process.argv.slice(2)
main(endpoints.length > 0 ? endpoints : ["tcp://*:5556"])
