// How observers live and end, each in a process of its own: node --expose-gc observers.js <what>
import assert from "node:assert/strict"
import { setTimeout as delay } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { Context, context, Dealer, Pair, Proxy, Push, Router, type Socket } from "#lib/index"
import { openDescriptors } from "../support/descriptors"

const endpoint = "tcp://127.0.0.1:*"

async function collect(): Promise<void> {
  for (let round = 0; round < 10; round++) {
    globalThis.gc!()
    await delay(1)
  }
}

/** Prints what closing the socket does. */
function tell(socket: Socket, events = socket.events): void {
  for (const type of ["close", "end"] as const) events.on(type, () => console.log(type))
}

/** Proves for how long the process stays from now on, in ms. */
function heldFor(isRight: (time: number) => boolean): void {
  const began = Date.now()
  process.on("exit", () => assert.ok(isRight(Date.now() - began), `${Date.now() - began} ms`))
}

/** A socket that cannot get rid of a message. */
async function unsent(exitLinger: number): Promise<Push> {
  const socket = new Push({ context: new Context({ exitLinger }) })
  socket.connect("tcp://127.0.0.1:9")
  await socket.send("never arrives")
  return socket
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
    void socket.events
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
    const socket = await unsent(10)
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

  async "listeners, close()"() {
    const socket = new Router()
    tell(socket)
    await socket.bind(endpoint)
    socket.close()
  },

  async "listeners, after close()"() {
    const socket = new Router()
    const { events } = socket
    await socket.bind(endpoint)
    socket.close()
    tell(socket, events)
  },

  async "listeners, using"() {
    using socket = new Router()
    tell(socket)
    await socket.bind(endpoint)
  },

  async "listeners, a context's end"() {
    await using context = new Context()
    const socket = new Router({ context })
    tell(socket)
    await socket.bind(endpoint)
  },

  async "listeners, the default context"() {
    const socket = new Router()
    tell(socket)
    await socket.bind(endpoint)
    await context[Symbol.asyncDispose]()
  },

  async "listeners, a proxy"() {
    const proxy = new Proxy(new Router(), new Dealer())
    const types: string[] = []
    for (const socket of [proxy.frontEnd, proxy.backEnd]) {
      for (const type of ["close", "end"] as const) socket.events.on(type, () => types.push(type))
      await socket.bind(endpoint)
    }
    process.on("exit", () => console.log(types.sort().join()))
    const running = proxy.run()
    proxy.terminate()
    await running
  },

  async "listeners, a worker"() {
    new Worker(__filename, { argv: ["listeners, close()"] })
  },

  async "listeners, unreferenced"() {
    const socket = await unsent(10)
    socket.events.unref().on("end", () => assert.fail("the last event came"))
    socket.close()
    heldFor((time) => time < 900)
  },

  async "listeners, taken off"() {
    const socket = await unsent(10)
    const { events } = socket
    const listener = () => assert.fail("the last event came")
    events.on("end", listener)
    socket.close()
    events.off("end", listener)
    heldFor((time) => time < 900)
  },

  async "listeners, with something unsent"() {
    const socket = await unsent(10)
    socket.events.on("end", () => assert.fail("the last event came"))
    socket.close()
    // A second, by a clock that may be behind when it begins.
    heldFor((time) => time > 500 && time < 10_000)
  },

  async "listeners, how long"() {
    const socket = await unsent(3000)
    socket.events.on("end", () => assert.fail("the last event came"))
    console.log(Date.now())
    socket.close()
  },

  async "forgotten, with a receive that waits"() {
    const address = await (async () => {
      const socket = new Router()
      await socket.bind(endpoint)
      const { events } = socket
      void (async () => {
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
    void warned.then((warning) => {
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
const silent = new Set([
  ...["in a worker", "the end, with something unsent", "process.exit()", "listeners, how long", "listeners, a worker"],
])
if (!silent.has(name)) process.on("exit", () => console.log("checked"))
void programs[name]!()

declare global {
  var kept: unknown
}
