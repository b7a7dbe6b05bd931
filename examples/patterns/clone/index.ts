// Clone: a state that every client has a copy of. A server makes the changes, and publishes them; who comes late begins
// with a snapshot. A second server follows the first, and takes over when it is gone.
//
//   npm run example -- clone primary [own endpoint [the backup's]]        tcp://127.0.0.1:5620 tcp://127.0.0.1:5630
//   npm run example -- clone backup [own endpoint [the primary's]]
//   npm run example -- clone writer [changes [milliseconds between them [primary [backup]]]]
//   npm run example -- clone reader [entries to wait for [primary [backup]]]
//
// A server uses four ports in a row. --heartbeat <milliseconds>, by default 1000, must be the same for all.
import { setTimeout } from "node:timers/promises"
import { runRole, type Terms } from "../roles"
import { CloneClient } from "./client"
import { endpointsFrom } from "./protocol"
import { CloneServer } from "./server"

const primary = "tcp://127.0.0.1:5620"
const backup = "tcp://127.0.0.1:5630"

async function server(role: "primary" | "backup", own: string, other: string, { heartbeat, signal }: Terms) {
  using server = new CloneServer({
    role,
    ...sockets(own),
    peer: sockets(other),
    heartbeat,
    onState: (state) => console.log(`The ${role} is ${state}, with ${server.store.entries.size} entries`),
    onFollowing: () => console.log(`The ${role} follows, with ${server.store.entries.size} entries`),
  })
  console.log(`The ${role} serves at ${own}`)
  await server.run(signal)
}

/** The fourth port tells the state of the server. */
function sockets(first: string) {
  const endpoints = endpointsFrom(first)
  return { endpoints, state: endpointsFrom(endpoints.updates).changes }
}

async function withClient(
  endpoints: string[],
  { heartbeat, signal }: Terms,
  use: (client: CloneClient) => Promise<void>,
): Promise<void> {
  using client = new CloneClient(endpoints.map(endpointsFrom), heartbeat)
  client.on("synchronized", (server) =>
    console.log(`Has the state of server ${server + 1}: ${client.entries.size} entries`),
  )
  await Promise.race([client.run(signal), use(client)])
}

async function writer([count = "100", pause = "100", first = primary, second = backup]: string[], terms: Terms) {
  await withClient([first, second], terms, async (client) => {
    for (let number = 1; number <= Number(count); number++) {
      await client.set(`key ${number}`, `value ${number}`, terms.signal)
      console.log(`Set key ${number}`)
      await setTimeout(Number(pause), undefined, { signal: terms.signal })
    }
    console.log(`All ${count} changes were made`)
  })
}

async function reader([count = "100", first = primary, second = backup]: string[], terms: Terms) {
  await withClient([first, second], terms, async (client) => {
    await new Promise<void>((resolve) => {
      const check = () => client.entries.size >= Number(count) && resolve()
      client.on("update", check).on("synchronized", check)
    })
    const right = [...client.entries].filter(([key, value]) => value === key.replace("key", "value"))
    console.log(`Has ${client.entries.size} entries, ${right.length} of them as they were set`)
  })
}

void runRole("clone primary|backup|writer|reader [...]", {
  primary: ([own = primary, other = backup], terms) => server("primary", own, other, terms),
  backup: ([own = backup, other = primary], terms) => server("backup", own, other, terms),
  writer,
  reader,
})
