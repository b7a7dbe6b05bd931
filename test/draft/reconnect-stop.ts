// Sockets that try an ipc endpoint which refuses connections: reconnect-stop.js <endpoint>
import { Push } from "#lib/index"
import { soon } from "../support/waiting"

const [endpoint] = process.argv.slice(2) as [string]

async function run(): Promise<void> {
  for (const stop of ["handshakeFailed", "afterDisconnect"] as const) {
    using push = new Push({ reconnectInterval: 1, linger: 0, reconnectStop: [stop] })
    const events = push.observe({ events: ["connect:retry"] })
    push.connect(endpoint)
    for (let retries = 0; retries < 3; retries++) await events.receive(soon)
  }
}

run()
