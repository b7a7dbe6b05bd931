// What happens to endpoints: another program has the port, the path of an ipc socket is gone.

import assert from "node:assert/strict"
import { once } from "node:events"
import { existsSync, mkdirSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs"
import { type AddressInfo, createServer, type Socket as NetSocket, type Server } from "node:net"
import { dirname, join } from "node:path"
import { describe, test } from "node:test"
import { Publisher, Pull, Push, TimeoutError } from "#lib/index"
import { Child } from "../../support/child"
import { bindFresh, freshPath } from "../../support/endpoints"
import { eventOf } from "../../support/events"
import { patched } from "../../support/patched"
import { timeLimit } from "../../support/waiting"
import { missing, numbered, numberOf } from "./numbered"
import { numbersOf, peer } from "./role"

const size = 1000
const count = 200

async function receiveAll(pull: Pull, first = 0): Promise<void> {
  const received: number[] = []
  while (received.length < count) received.push(numberOf(await pull.receive(timeLimit), size) - first)
  assert.equal(missing(received, count), 0)
}

async function sendAll(push: Push, first = 0): Promise<void> {
  for (let number = first; number < first + count; number++) await push.send(numbered(number, size), timeLimit)
}

/** Its connection has been given up: sends wait until connect() is called again, and then everything arrives. */
async function connectsOnlyWhenAsked(push: Push, endpoint: string): Promise<void> {
  await assert.rejects(push.send("nobody", { timeout: 50 }), TimeoutError)
  using right = new Pull()
  await right.bind(endpoint)
  push.connect(endpoint)
  await sendAll(push)
  await receiveAll(right)
}

/** What another program may do with the connections to a port that it has taken, while the Push tries again. */
const strangers: Record<string, (socket: NetSocket) => unknown> = {
  "closes them": (socket) => socket.destroy(),
  "says nothing": () => {},
  "answers as a web server": (socket) => socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
}

/** Bytes that look like a greeting up to the version, and are none. */
const noise = Buffer.alloc(1000, 0xff)

/** A program that is no ZeroMQ socket, on a port. */
class Stranger implements AsyncDisposable {
  readonly #server: Server
  readonly #connections: NetSocket[] = []

  constructor(act: (socket: NetSocket) => unknown) {
    this.#server = createServer((socket) => {
      this.#connections.push(socket.on("error", () => {}).resume())
      act(socket)
    })
  }

  /** Takes a port, or any free one: the endpoint. */
  async listen(endpoint = "tcp://127.0.0.1:0"): Promise<string> {
    const { hostname, port } = new URL(endpoint)
    this.#server.listen(Number(port), hostname)
    await once(this.#server, "listening")
    return `tcp://${hostname}:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#connections) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

describe("another program has taken the port of a peer", () => {
  for (const [what, act] of Object.entries(strangers)) {
    // A peer that begins with other bytes is one of ZMTP 1.0, which has no handshake: it gets what waits.
    const greets = what.startsWith("answers")

    test(`it ${what}: that is reported, costs little, and the right peer is found again`, async () => {
      using push = new Push({ linger: 0, reconnectInterval: 20, handshakeInterval: 100 })
      const events = push.observe()
      using first = new Pull()
      const endpoint = await bindFresh(first)
      push.connect(endpoint)
      await sendAll(push)
      await receiveAll(first)
      await first.unbind(endpoint)
      first.close()
      await eventOf(events, "disconnect")
      {
        await using stranger = new Stranger(act)
        await stranger.listen(endpoint)
        if (!greets) await sendAll(push, count)
        await eventOf(events, "handshake:error:other")
        const before = process.cpuUsage()
        const began = performance.now()
        for (let attempts = 0; attempts < 5; attempts++) await eventOf(events, "handshake:error:other")
        const { user, system } = process.cpuUsage(before)
        const share = (user + system) / 1000 / (performance.now() - began)
        assert.ok(share < 0.8, `it took ${share} of a processor to connect again and again`)
      }
      using again = new Pull()
      await again.bind(endpoint)
      await eventOf(events, "handshake")
      if (greets) await sendAll(push, count)
      await receiveAll(again, count)
    })
  }

  test("it sends noise: that is reported and ends the attempts, and sends wait until connect() is called again", async () => {
    using push = new Push({ linger: 0, reconnectInterval: 20 })
    const events = push.observe()
    let endpoint: string
    {
      await using stranger = new Stranger((socket) => socket.write(noise))
      endpoint = await stranger.listen()
      push.connect(endpoint)
      await eventOf(events, "handshake:error:protocol")
    }
    await connectsOnlyWhenAsked(push, endpoint)
  })

  test("it is a socket of a type that does not fit: that is reported and ends the attempts, as noise does", async () => {
    using push = new Push({ linger: 0, reconnectInterval: 20 })
    const events = push.observe()
    using wrong = new Publisher()
    const endpoint = await bindFresh(wrong)
    push.connect(endpoint)
    const event = await eventOf(events, "handshake:error:protocol")
    assert.equal(event.error.code, "ERR_ZMTP_INVALID_METADATA")
    await wrong.unbind(endpoint)
    await connectsOnlyWhenAsked(push, endpoint)
  })

  test("a bind to it is refused, and the socket can be bound elsewhere", async () => {
    await using stranger = new Stranger(() => {})
    const taken = await stranger.listen()
    using pull = new Pull()
    await assert.rejects(pull.bind(taken), { code: "EADDRINUSE" })
    using push = new Push({ linger: 0 })
    push.connect(await bindFresh(pull))
    await sendAll(push)
    await receiveAll(pull)
  })
})

describe("the path of an ipc socket", { skip: process.platform === "win32" && "no path there" }, () => {
  test("is removed: connections go on, new ones wait until it is bound again", async () => {
    const path = freshPath()
    using pull = new Pull()
    await pull.bind(`ipc://${path}`)
    using early = new Push({ linger: 0 })
    early.connect(`ipc://${path}`)
    await sendAll(early)
    await receiveAll(pull)
    unlinkSync(path)
    await sendAll(early)
    await receiveAll(pull)

    using late = new Push({ linger: 0, reconnectInterval: 20 })
    const events = late.observe()
    late.connect(`ipc://${path}`)
    await sendAll(late)
    await eventOf(events, "connect:retry")
    await pull.unbind(`ipc://${path}`)
    await pull.bind(`ipc://${path}`)
    await receiveAll(pull)
    await sendAll(early)
    await receiveAll(pull)
  })

  test("is removed with its folder: closing and unbinding go well, and leave nothing", async () => {
    const folder = `${freshPath()}-folder`
    mkdirSync(folder)
    const path = join(folder, "socket")
    const pull = new Pull()
    await pull.bind(`ipc://${path}`)
    rmSync(folder, { recursive: true })
    using other = new Pull()
    await assert.rejects(other.bind(`ipc://${path}`), { code: "ENOENT" })
    await pull.unbind(`ipc://${path}`)
    mkdirSync(folder)
    await pull.bind(`ipc://${path}`)
    rmSync(folder, { recursive: true })
    const events = pull.observe({ events: ["end"] })
    pull.close()
    await events.receive(timeLimit)
    assert.ok(!existsSync(dirname(path)))
  })

  test("that a killed process left is taken over", async () => {
    const path = freshPath()
    await using killed = Child.node(peer({ role: "pull", side: "bind", endpoint: `ipc://${path}`, size }))
    await killed.printed(/^at /)
    using push = new Push({ linger: 0, reconnectInterval: 20 })
    push.connect(`ipc://${path}`)
    await push.send(numbered(0, size))
    await killed.printed(/^got 0$/)
    killed.kill("SIGKILL")
    await killed.ended
    assert.ok(existsSync(path))
    await using again = Child.node(peer({ role: "pull", side: "bind", endpoint: `ipc://${path}`, size }))
    await again.printed(/^at /)
    await sendAll(push, 1)
    await again.printed(new RegExp(`^got ${count}$`))
    assert.ok(numbersOf(again, "got").length >= count - 1)
  })

  test("that another socket has bound meanwhile is left to that one", patched, async () => {
    const path = freshPath()
    const old = new Pull()
    await old.bind(`ipc://${path}`)
    unlinkSync(path)
    using other = new Pull()
    await other.bind(`ipc://${path}`)
    const { ino } = statSync(path)
    const events = old.observe({ events: ["end"] })
    old.close()
    await events.receive(timeLimit)
    assert.equal(statSync(path).ino, ino)
    using push = new Push({ linger: 0 })
    push.connect(`ipc://${path}`)
    await sendAll(push)
    await receiveAll(other)
  })

  test("where a file is that is no socket is not touched by a bind", async () => {
    const path = freshPath()
    writeFileSync(path, "precious")
    using pull = new Pull()
    await assert.rejects(pull.bind(`ipc://${path}`), { code: "EADDRINUSE" })
    assert.equal(statSync(path).size, "precious".length)
  })
})
