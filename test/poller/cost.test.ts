// What a poll that waits costs, and what polls leave behind.
import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer, type Socket as NetSocket } from "node:net"
import { describe, test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Dealer, Pair, Poller, Pull, Router } from "#lib/index"
import { Child } from "../support/child"
import { openDescriptors, Pipe } from "../support/descriptors"
import { bindFresh, freshAddress } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

const linux = process.platform === "linux"
const second = 1000

async function idleFor(milliseconds: number): Promise<number> {
  const before = process.cpuUsage()
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** A poll that spins takes nearly all of the time; one that looks now and then takes some thousandths. */
const allowed = second / 10

describe("a poll that waits takes no CPU", () => {
  test("a poll of idle sockets uses no CPU", async () => {
    using router = new Router()
    using dealer = new Dealer()
    using pull = new Pull()
    dealer.connect(await bindFresh(router))
    await bindFresh(pull, "ipc")
    const poller = new Poller().add(router).add(dealer).add(pull)
    const poll = poller.poll()
    const used = await idleFor(second)
    assert.ok(used < allowed, `it used ${used} ms of CPU in ${second} ms`)
    await dealer.send("enough")
    assert.equal((await poll).get(router)?.readable, true)
  })

  test("a poll of a socket on which a receive and a send wait uses no CPU", async () => {
    using router = new Router({ mandatory: true, sendHighWaterMark: 1, linger: 0 })
    router.connect("tcp://127.0.0.1:9", { routingId: "full" })
    router.connect("tcp://127.0.0.1:10", { routingId: "free" })
    await router.send(["full", "1"])
    const closed = { name: "SocketClosedError" }
    const waiting = [assert.rejects(router.send(["full", "2"]), closed), assert.rejects(router.receive(), closed)]
    const poller = new Poller().add(router, { readable: true, writable: true })
    const poll = poller.poll()
    const used = await idleFor(second)
    assert.ok(used < allowed, `it used ${used} ms of CPU in ${second} ms`)
    router.close()
    await Promise.all(waiting)
    assert.equal((await poll).get(router)?.error, true)
  })

  test("a poll of idle descriptors uses no CPU", { skip: process.platform === "win32" }, async () => {
    using pipe = new Pipe()
    const poller = new Poller().add(pipe.reader).add(pipe.writer, {})
    const poll = poller.poll()
    const used = await idleFor(second)
    assert.ok(used < allowed, `it used ${used} ms of CPU in ${second} ms`)
    pipe.closeWriter()
    // The other end hears of it when nobody looks at this one any more.
    assert.equal((await poll).get(pipe.writer)?.error, true)
  })

  test("a poll for the errors of a descriptor that has urgent data uses no CPU", {
    skip: process.platform !== "linux",
  }, async () => {
    const server = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1")
    await once(server, "listening")
    // No program of Node can send any.
    const program =
      "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); " +
      "s.send(b'!', socket.MSG_OOB); sys.stdin.read()"
    const { port } = server.address() as AddressInfo
    await using _peer = new Child("/usr/bin/python3", ["-c", program, String(port)], { stdin: "pipe" })
    const [connection] = (await once(server, "connection")) as [NetSocket & { _handle: { fd: number } }]
    const poller = new Poller().add(connection._handle.fd, {})
    const abort = new AbortController()
    const poll = poller.poll(-1, { signal: abort.signal })
    const used = await idleFor(second)
    assert.ok(used < allowed, `it used ${used} ms of CPU in ${second} ms`)
    abort.abort()
    await assert.rejects(poll, { name: "AbortError" })
    connection.destroy()
    server.close()
  })

  test("a blocking poll uses no CPU", () => {
    using socket = new Pair()
    const before = process.cpuUsage()
    assert.equal(new Poller().add(socket).pollSync(second).size, 0)
    const { user, system } = process.cpuUsage(before)
    const used = (user + system) / 1000
    assert.ok(used < allowed, `it used ${used} ms of CPU in ${second} ms`)
  })
})

test("10,000 polls leave nothing", async () => {
  using a = new Pair()
  using b = new Pair()
  await a.bind(freshAddress("inproc"))
  b.connect(a.lastEndpoint as string)
  using pipe = linux ? new Pipe() : undefined
  const { signal } = new AbortController()
  const round = async (number: number) => {
    const poller = new Poller().add(b)
    if (pipe !== undefined && number % 10 === 0) poller.add(pipe.reader)
    const poll = poller.poll(timeLimit.timeout, { signal })
    await a.send("hello")
    assert.equal((await poll).size, 1)
    await b.receive()
    assert.equal((await poller.poll(0)).size, 0)
  }
  /** When the event loop has done what was left for its next turns. */
  const state = async () => {
    for (let turn = 0; turn < 5; turn++) await setImmediate()
    return {
      resources: process.getActiveResourcesInfo().sort(),
      descriptors: openDescriptors(),
    }
  }
  /** What is left when the collector has gone over it as often as it needs to. */
  const heap = async () => {
    for (let pass = 0; pass < 4; pass++) {
      await setImmediate()
      globalThis.gc!()
    }
    return process.memoryUsage().heapUsed
  }
  for (let number = 0; number < 3000; number++) await round(number)
  const [before, used] = [await state(), await heap()]
  for (let number = 0; number < 10_000; number++) await round(number)
  assert.deepEqual(await state(), before)
  const grown = (await heap()) - used
  assert.ok(grown < 1e6, `${grown} bytes of heap`)
})

test("a poller that is forgotten is collected, and its sockets too", async () => {
  const forgotten = (() => {
    const socket = new Pair()
    const poller = new Poller().add(socket)
    assert.equal(poller.pollSync(0).size, 0)
    return [new WeakRef(poller), new WeakRef(socket)]
  })()
  for (let round = 0; round < 20 && forgotten.some((reference) => reference.deref() !== undefined); round++) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    globalThis.gc!()
  }
  assert.deepEqual(
    forgotten.map((reference) => reference.deref()),
    [undefined, undefined],
  )
})

test("a poll that waits keeps its sockets, although nothing else refers to them", async () => {
  using sender = new Pair()
  await sender.bind(freshAddress("inproc"))
  const poll = (() => {
    const socket = new Pair()
    socket.connect(sender.lastEndpoint as string)
    return new Poller<Pair>().add(socket).poll(timeLimit.timeout)
  })()
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    globalThis.gc!()
  }
  await sender.send("hello")
  for (const socket of (await poll).keys()) {
    assert.deepEqual((await socket.receive()).map(String), ["hello"])
    socket.close()
  }
})
