// Hello client: ten times asks "Hello", and prints the reply. It may be started before its server, and waits for it.
//
//   npm run example -- hello-client [endpoint]          by default tcp://localhost:5555
//
// In another terminal: npm run example -- hello-server
import { Request } from "zmq-napi"

async function main(endpoint = "tcp://localhost:5555"): Promise<void> {
  using client = new Request()
  client.connect(endpoint)
  console.log(`Asking ${endpoint}`)

  for (let round = 1; round <= 10; round++) {
    await client.send("Hello")
    const [reply] = await client.receive()
    console.log(`Received ${reply} (${round})`)
  }
}

main(process.argv[2])
