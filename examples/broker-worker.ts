// A worker behind the request broker: a server that connects instead of binding, so that more can be added at any time.
// Serves until Ctrl+C.
//
//   npm run example -- broker-worker [name [endpoint]]  by default its process id and tcp://localhost:5560
//
// In another terminal: npm run example -- request-broker
import { Reply } from "zmq-napi"

async function main(name = String(process.pid), endpoint = "tcp://localhost:5560"): Promise<void> {
  using worker = new Reply()
  process.once("SIGINT", () => worker.close())
  process.once("SIGTERM", () => worker.close())

  worker.connect(endpoint)
  console.log(`Worker ${name} works for ${endpoint}`)

  for await (const [request] of worker) {
    console.log(`Received ${request}`)
    await worker.send(`World from ${name}`)
  }
}

main(process.argv[2], process.argv[3])
