// Sockets that try an ipc endpoint which refuses connections: reconnect-stop.js <endpoint>
import { Pull, Push } from "#lib/index"
import { timeLimit } from "../support/waiting"

const [endpoint] = process.argv.slice(2) as [string]

async function run(): Promise<void> {
  for (const stop of ["handshakeFailed", "afterDisconnect"] as const) {
    using push = new Push({ reconnectInterval: 1, linger: -1, reconnectStop: [stop] })
    const events = push.observe({ events: ["connect:retry"] })
    push.connect(endpoint)
    await push.send(stop)
    for (let retries = 0; retries < 3; retries++) await events.receive(timeLimit)
    push.close()
    for (let retries = 0; retries < 3; retries++) await events.receive(timeLimit)
    using pull = new Pull()
    await pull.bind(endpoint)
    await pull.receive(timeLimit)
    await pull.unbind(endpoint)
  }
}

void run()
