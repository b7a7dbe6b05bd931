// Servers with a message for the end of a connection, which are closed while their peers go.
import { Dealer, Router } from "#lib/index"
import { bindFresh, type Transport } from "../support/endpoints"

async function round(transport: Transport): Promise<void> {
  using server = new Router({ disconnectMessage: "bye", linger: 0 })
  const endpoint = await bindFresh(server, transport)
  const clients = Array.from({ length: 20 }, () => new Dealer({ linger: 0 }))
  for (const client of clients) client.connect(endpoint)
  for (const client of clients) await client.send("hello")
  for (const _ of clients) await server.receive()
  for (const client of clients) client.close()
}

async function main(): Promise<void> {
  for (let count = 0; count < 60; count++) await round(count % 2 === 0 ? "tcp" : "ipc")
  console.log("done")
}

main()
