// Sockets that send their subscriptions again when a connection is lost, and are closed meanwhile.

import { describe, test } from "node:test"
import { Dish, Radio } from "#lib/draft"
import { Context, capability, Publisher, type Socket, XSubscriber } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { eventOf } from "../support/events"
import { patched } from "../support/patched"
import { until, withinTimeLimit } from "../support/waiting"

const pairs: Record<string, [(options: object) => Socket, (options: object) => Socket]> = {
  "an XSubscriber": [(options) => new XSubscriber(options), (options) => new Publisher(options)],
}
if (capability.draft) pairs["a Dish"] = [(options) => new Dish(options), (options) => new Radio(options)]

describe("closes at once when its publisher has gone and it has nothing to send, whatever its linger", patched, () => {
  for (const [name, [open, serve]] of Object.entries(pairs)) {
    for (const transport of ["tcp", "ipc", "ws"] as const) {
      test(`${name}, over ${transport}`, async () => {
        const [context, elsewhere] = [new Context(), new Context()]
        const publisher = serve({ context: elsewhere })
        const endpoint = await bindFresh(publisher, transport)
        const socket = open({ context, linger: -1, reconnectInterval: 1 })
        const events = socket.observe({ events: ["handshake", "connect:retry"] })
        socket.connect(endpoint)
        await until(() => !socket.readable)
        await eventOf(events, "handshake")
        publisher.close()
        await withinTimeLimit(elsewhere.term())
        // By now the socket is told that the connection was lost, but has not heard of it.
        await eventOf(events, "connect:retry")
        socket.close()
        await withinTimeLimit(context.term())
      })
    }
  }
})
