// Which failures end the attempts to connect.

import assert from "node:assert/strict"
import { once } from "node:events"
import { renameSync } from "node:fs"
import { createServer } from "node:net"
import { describe, test } from "node:test"
import { Context, capability, Dealer, Pull, Push, type PushOptions, Router } from "#lib/index"
import { runProgram } from "../support/child"
import { freshPath, reservedEndpoint } from "../support/endpoints"
import { eventOf } from "../support/events"
import { patched } from "../support/patched"
import { timeLimit, until, withinTimeLimit } from "../support/waiting"

const skip = (!capability.draft && "needs libzmq's draft API") || patched.skip

/** An ipc endpoint at which a socket lies to which nobody listens any more. */
async function staleEndpoint(): Promise<string> {
  const [path, stale] = [freshPath(), freshPath()]
  const server = createServer().listen(path)
  await once(server, "listening")
  renameSync(path, stale)
  server.close()
  return `ipc://${stale}`
}

const port = () => new URL(reservedEndpoint()).port

/** Endpoints that refuse connections, and at which somebody may listen later. */
const refusing: Record<string, () => string | Promise<string>> = {
  tcp: reservedEndpoint,
  "tcp, a host's name": () => `tcp://localhost:${port()}`,
  ipc: staleEndpoint,
  "ipc, no file": () => `ipc://${freshPath()}`,
  ws: () => `ws://127.0.0.1:${port()}`,
  "ws, a path": () => `ws://127.0.0.1:${port()}/one/two`,
}

function open(options: PushOptions): Push {
  return new Push({ reconnectInterval: 1, linger: 0, ...options })
}

for (const [where, endpointOf] of Object.entries(refusing)) {
  describe(`a connection that is refused, over ${where}`, { skip }, () => {
    // That is another error.
    const skip = where === "ipc, no file"
    test("is given up with connectionRefused", { skip }, async () => {
      const endpoint = await endpointOf()
      using push = open({ reconnectStop: ["connectionRefused"] })
      const events = push.observe({ events: ["connect:retry"] })
      push.connect(endpoint)
      await until(() => !push.writable)
      assert.equal(await events.receive({ timeout: 0 }).catch(({ code }) => code), "EAGAIN")
      // Whoever listens now is not found, unless it is asked anew.
      using late = new Pull()
      await late.bind(endpoint)
      push.connect(endpoint)
      await push.send("a message", timeLimit)
      assert.equal(String((await late.receive(timeLimit))[0]), "a message")
    })

    test("is tried again with handshakeFailed, after a disconnect from another endpoint too", async () => {
      const endpoint = await endpointOf()
      using push = open({ reconnectStop: ["handshakeFailed"], linger: -1 })
      const other = reservedEndpoint()
      push.connect(other)
      push.disconnect(other)
      const events = push.observe({ events: ["connect:retry"] })
      push.connect(endpoint)
      await push.send("a message")
      for (let retries = 0; retries < 5; retries++) await events.receive(timeLimit)
      // Also when the socket is closed: the message lingers.
      push.close()
      for (let retries = 0; retries < 3; retries++) await events.receive(timeLimit)
      using late = new Pull()
      await late.bind(endpoint)
      assert.equal(String((await late.receive(timeLimit))[0]), "a message")
    })

    test("is given up with afterDisconnect, with what waits to be sent, when it is disconnected", async () => {
      const endpoint = await endpointOf()
      const context = new Context()
      const push = open({ reconnectStop: ["afterDisconnect"], linger: -1, context })
      const events = push.observe({ events: ["connect:retry"] })
      push.connect(endpoint)
      await push.send("a message")
      for (let retries = 0; retries < 3; retries++) await events.receive(timeLimit)
      push.disconnect(endpoint)
      push.close()
      await withinTimeLimit(context.term())
    })

    test("with afterDisconnect, a refused connection is retried when another endpoint is disconnected", async () => {
      const endpoint = await endpointOf()
      using push = open({ reconnectStop: ["afterDisconnect"], linger: -1 })
      const other = reservedEndpoint()
      push.connect(other)
      push.disconnect(other)
      const events = push.observe({ events: ["connect:retry"] })
      push.connect(endpoint)
      for (let retries = 0; retries < 3; retries++) await events.receive(timeLimit)
      using late = new Pull()
      await late.bind(endpoint)
      await push.send("a message")
      assert.equal(String((await late.receive(timeLimit))[0]), "a message")
    })
  })
}

test("a connection that is lost is made again, with both of them, after a disconnect from another endpoint", {
  skip,
}, async () => {
  const endpoint = reservedEndpoint()
  using push = open({ reconnectStop: ["connectionRefused", "afterDisconnect"], reconnectInterval: 300 })
  using other = new Pull()
  const events = push.observe({ events: ["handshake", "disconnect", "connect:retry"] })
  await other.bind(reservedEndpoint())
  push.connect(other.lastEndpoint!)
  await eventOf(events, "handshake")
  const first = new Pull()
  await first.bind(endpoint)
  push.connect(endpoint)
  await eventOf(events, "handshake")
  push.disconnect(other.lastEndpoint!)
  await first.close()
  await eventOf(events, "disconnect")
  await eventOf(events, "connect:retry")
  using second = new Pull()
  await second.bind(endpoint)
  await push.send("a message", timeLimit)
  assert.equal(String((await second.receive(timeLimit))[0]), "a message")
})

test("what a socket does over ipc does not depend on what was in its memory", { skip }, async () => {
  // glibc fills memory with that which is asked for and given back.
  await runProgram("draft/reconnect-stop", [await staleEndpoint()], { env: { MALLOC_PERTURB_: "165" } })
})

describe("a peer that ends the connection during the handshake", { skip }, () => {
  for (const transport of ["tcp", "ipc", "ws"] as const) {
    test(`is given up with handshakeFailed, over ${transport}`, async () => {
      const path = freshPath()
      const server = createServer((socket) => socket.destroy())
      server.listen(transport === "ipc" ? path : { port: 0, host: "127.0.0.1" })
      await once(server, "listening")
      const address = server.address()
      const endpoint = typeof address === "object" ? `${transport}://127.0.0.1:${address?.port}` : `ipc://${path}`
      using push = open({ reconnectStop: ["handshakeFailed"] })
      push.connect(endpoint)
      await until(() => !push.writable)
      server.close()
    })
  }
})

// An I/O thread of real time comes before the thread that wakes it, and so has given up before connect() goes on.
describe("a connection that is given up before connect() returns is made again by the next connect()", {
  skip: skip || (process.getuid?.() !== 0 && "only root may have threads of real time"),
}, () => {
  for (const transport of ["tcp", "ipc", "ws"] as const) {
    test(`over ${transport}`, async () => {
      const SCHED_FIFO = 1
      await using context = new Context({ threadSchedulingPolicy: SCHED_FIFO, threadPriority: 1 })
      const endpoint = transport === "ipc" ? await staleEndpoint() : `${transport}://127.0.0.1:${port()}`
      using dealer = new Dealer({ context, reconnectInterval: 1, reconnectStop: ["connectionRefused"] })
      dealer.connect(endpoint)
      await until(() => !dealer.writable)
      using router = new Router({ context })
      await router.bind(endpoint)
      dealer.connect(endpoint)
      await dealer.send("a message", timeLimit)
      assert.equal(String((await router.receive(timeLimit))[1]), "a message")
    })
  }
})
