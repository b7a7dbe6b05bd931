// Weather station: measures for ten zip codes, from 10001 on, fifty times a second. A publisher that connects, to a
// proxy. Publishes until Ctrl+C.
//
//   npm run example -- weather-station [endpoint]       by default tcp://localhost:5561
//
// In other terminals: npm run example -- weather-proxy, and npm run example -- weather-reader 10001
import { setTimeout } from "node:timers/promises"
import { Publisher } from "zmq-napi"

async function main(endpoint = "tcp://localhost:5561"): Promise<void> {
  using station = new Publisher()
  process.once("SIGINT", () => station.close())
  process.once("SIGTERM", () => station.close())

  station.connect(endpoint)
  console.log(`Publishing to ${endpoint}`)

  while (!station.closed) {
    for (let zip = 10001; zip <= 10010 && !station.closed; zip++) {
      await station.send([zip, between(-20, 40), between(10, 100)])
    }
    await setTimeout(20)
  }
}

function between(least: number, most: number): number {
  return Math.round(least + Math.random() * (most - least))
}

main(process.argv[2])
