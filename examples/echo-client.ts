// Echo client: sends each word by itself, then all of them as one message, and prints what comes back.
//
//   npm run example -- echo-client [endpoint [word ...]]      by default tcp://localhost:5556 one two
//
// In another terminal: npm run example -- echo-server
import { type MessageLike, Request } from "zmq-napi"

async function main(endpoint = "tcp://localhost:5556", ...words: string[]): Promise<void> {
  using client = new Request()
  client.connect(endpoint)

  const messages: MessageLike[][] = words.map((word) => [word])
  for (const message of [...messages, words]) {
    await client.send(message)
    const echo = await client.receive()
    console.log(`Echo of ${echo.length} ${echo.length === 1 ? "part" : "parts"}: ${echo.join(" | ")}`)
  }
}

const [endpoint, ...words] = process.argv.slice(2)
main(endpoint, ...(words.length > 0 ? words : ["one", "two"]))
