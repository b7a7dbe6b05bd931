// Lazy Pirate: reliability by the client alone. It asks again when no reply comes in time, and gives up after three
// attempts. Kill the server and start it again while the client asks.
//
//   npm run example -- lazy-pirate server [endpoint [milliseconds of work]]            tcp://*:5603
//   npm run example -- lazy-pirate client [requests [endpoint [time-out]]]
import { setTimeout } from "node:timers/promises"
import { Reply } from "zmq-napi"
import { runRole } from "../roles"
import { askForAll } from "./ask"
import { LazyPirateClient } from "./client"

async function server([endpoint = "tcp://*:5603", milliseconds = "10"]: string[], signal: AbortSignal) {
  using socket = new Reply({ linger: 1000 })
  await socket.bind(endpoint)
  console.log(`Serving at ${socket.lastEndpoint}`)
  while (!signal.aborted) {
    const [request] = await socket.receive({ signal })
    await setTimeout(Number(milliseconds))
    await socket.send(`${request} done by ${process.pid}`)
  }
}

async function client(
  [count = "100", endpoint = "tcp://localhost:5603", timeout = "1000"]: string[],
  signal: AbortSignal,
) {
  const onRetry = (attempt: number) => console.log(`No reply, attempt ${attempt}`)
  using client = new LazyPirateClient(endpoint, { timeout: Number(timeout), onRetry })
  await askForAll(Number(count), async (number) => String(await client.request(number, signal)))
}

void runRole("lazy-pirate server|client [...]", {
  server: (args, { signal }) => server(args, signal),
  client: (args, { signal }) => client(args, signal),
})
