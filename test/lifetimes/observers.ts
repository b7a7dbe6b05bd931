// How observers live and end, each in a process of its own: node --expose-gc observers.js <what>
import assert from "node:assert/strict"
import { setTimeout as delay } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { Context, Dealer, Pair, Push, Router } from "#lib/index"
import { openDescriptors } from "../support/descriptors"

const endpoint = "tcp://127.0.0.1:*"

async function collect(): Promise<void> {
  for (let round = 0; round < 10; round++) {
    globalThis.gc!()
    await delay(1)
  }
}

const programs: Record<string, () => Promise<void>> = {
  async "10,000 times"() {
    // The socket, and the two that an observer takes; libzmq may be behind with those that were closed before.
    await using context = new Context({ maxSockets: 6 })
    using socket = new Router({ context })
    socket.events.close()
    await socket.bind(endpoint)
    const before = openDescriptors()
    for (let round = 0; round < 10_000; round++) socket.events.close()
    while (openDescriptors() > before) await delay(1)
    const waiting = socket.events.receive()
    await socket.bind(endpoint)
    assert.equal((await waiting).type, "bind")
  },

  async "10,000 sockets"() {
    using first = new Pair()
    first.events.close()
    const before = openDescriptors()
    for (let round = 0; round < 100; round++) {
      const sockets = Array.from({ length: 100 }, () => new Pair())
      for (const socket of sockets) socket.events.on("end", () => {})
      for (const socket of sockets) socket.close()
      while (openDescriptors() > before) await delay(1)
    }
  },

  async "a listener alone"() {
    const socket = new Router()
    await socket.bind(endpoint)
    socket.events.on("accept", () => assert.fail("nobody connects"))
    setTimeout(() => assert.fail("the process stays"), 20_000).unref()
    globalThis.kept = socket
  },

  async "a receive, unreferenced"() {
    const socket = new Router()
    socket.events
      .unref()
      .receive()
      .then(() => assert.fail("an event came"))
    setTimeout(() => assert.fail("the process stays"), 20_000).unref()
    globalThis.kept = socket
  },

  async "a receive"() {
    const socket = new Router()
    setTimeout(() => socket.bindSync(endpoint), 50).unref()
    assert.equal((await socket.events.receive()).type, "bind")
  },

  async "the end, with something unsent"() {
    const socket = new Push({ context: new Context({ exitLinger: 10 }) })
    socket.connect("tcp://127.0.0.1:9")
    await socket.send("never arrives")
    const { events } = socket
    socket.close()
    const began = Date.now()
    process.on("exit", () => {
      assert.equal(events.closed, false)
      assert.ok(Date.now() - began < 15_000)
      console.log("checked")
    })
    for await (const _ of events);
    assert.fail("the last event came")
  },

  async "forgotten, with a receive that waits"() {
    const address = await (async () => {
      const socket = new Router()
      await socket.bind(endpoint)
      const { events } = socket
      ;(async () => {
        for await (const { type } of events) if (type === "accept") console.log("accepted")
      })()
      events.unref()
      return socket.lastEndpoint!
    })()
    await collect()
    using client = new Dealer()
    // Asked for first: the handshake may be over before the next line.
    const { events } = client
    client.connect(address)
    for await (const { type } of events) if (type === "handshake") break
    await delay(100)
  },

  async "forgotten, with listeners"() {
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve))
    const context = new Context()
    ;(() => {
      const socket = new Router({ context })
      socket.events.on("bind", () => socket.close())
    })()
    let name: string | undefined
    warned.then((warning) => {
      name = warning.name
    })
    while (name === undefined) await collect()
    assert.equal(name, "ZmqResourceWarning")
    // It ends only when the observer has closed what it reads from.
    await context.term()
  },

  async "workers that end"() {
    for (let round = 0; round < 20; round++) {
      const worker = new Worker(__filename, { argv: ["in a worker"] })
      await new Promise((resolve) => worker.once("message", resolve))
      await worker.terminate()
    }
  },

  async "in a worker"() {
    const { parentPort } = await import("node:worker_threads")
    const [server, client] = [new Router(), new Dealer({ linger: 0 })]
    server.events.on("disconnect", () => {})
    await server.bind(endpoint)
    const events = client.observe({ version: 2 })
    client.connect(server.lastEndpoint!)
    for await (const { type } of events) if (type === "handshake") parentPort!.postMessage("ready")
  },

  async "process.exit()"() {
    const [server, client] = [new Router(), new Dealer({ linger: 0 })]
    server.events.on("disconnect", () => {})
    await server.bind(endpoint)
    const { events } = client
    client.connect(server.lastEndpoint!)
    for await (const { type } of events) {
      if (type !== "handshake") continue
      console.log("checked")
      process.exit()
    }
  },
}

const name = process.argv[2]!
const silent = new Set(["in a worker", "the end, with something unsent", "process.exit()"])
programs[name]!().then(() => silent.has(name) || console.log("checked"))

declare global {
  var kept: unknown
}
