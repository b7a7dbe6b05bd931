// A process without free descriptors: node exhausted.js <what> [transport], with a limit of about 100

import assert from "node:assert/strict"
import { closeSync, openSync } from "node:fs"
import { createServer } from "node:net"
import { devNull } from "node:os"
import { setTimeout as delay } from "node:timers/promises"
import { Datagram, Dish, Radio } from "#lib/draft"
import { Context, Pair, Poller, Pull, Push, Router } from "#lib/index"
import { udpEndpoint } from "../draft/udp"
import { openDescriptors } from "../support/descriptors"
import { freshAddress, type Transport } from "../support/endpoints"
import { runNamedProgram } from "../support/programs"
import { timeLimit, until } from "../support/waiting"

const outOf = { name: "ZmqError", code: "EMFILE" }

/** All descriptors that the process could still have. */
class Hoard {
  readonly #taken: number[] = []

  constructor() {
    this.refill()
  }

  refill(): void {
    const take = () => {
      for (;;) this.#taken.push(openSync(devNull, "r"))
    }
    assert.throws(take, { code: "EMFILE" })
  }

  release(count = this.#taken.length): void {
    for (const descriptor of this.#taken.splice(0, count)) closeSync(descriptor)
  }
}

const programs: Record<string, (transport: Transport) => Promise<void>> = {
  async "new sockets"(transport) {
    const attempt = async () => {
      await using context = new Context()
      using router = new Router({ context })
      await router.bind(freshAddress(transport))
    }
    await attempt()
    const hoard = new Hoard()
    let refused = 0
    for (let works = false; !works; hoard.refill()) {
      hoard.release(refused)
      works = await attempt().then(
        () => true,
        (error) => {
          assert.equal(error.code, outOf.code, error)
          refused += 1
          return false
        },
      )
    }
    // One of the context, two of each thread, and of the socket one, and one more where it is bound.
    assert.ok(refused > 5, `only ${refused} were refused`)
    hoard.release()
  },

  /** An address may be the name of an interface, and to list those takes a descriptor. */
  async "an open socket"(transport) {
    using pull = new Pull()
    const hoard = new Hoard()
    await assert.rejects(pull.bind(freshAddress(transport)), { ...outOf, syscall: "zmq_bind" })
    hoard.release()
    await pull.bind(freshAddress(transport))
  },

  async "a context that could not start"() {
    await using context = new Context()
    const hoard = new Hoard()
    assert.throws(() => new Pair({ context }), outOf)
    hoard.release()
    using a = new Pair({ context })
    using b = new Pair({ context })
    await a.bind("inproc://a")
    b.connect("inproc://a")
    await b.send("hello")
    assert.equal(String((await a.receive(timeLimit))[0]), "hello")
  },

  async accept(transport) {
    using pull = new Pull()
    await pull.bind(freshAddress(transport))
    using push = new Push()
    const failed = pull.observe({ events: ["accept:error"] })
    const hoard = new Hoard()
    // For the side that connects, and none for the one that accepts.
    hoard.release(1)
    push.connect(pull.lastEndpoint!)
    await push.send("hello")
    const event = await failed.receive(timeLimit)
    assert.equal(event.type === "accept:error" && event.error.code, outOf.code)
    const before = process.cpuUsage()
    await delay(500)
    const { user, system } = process.cpuUsage(before)
    assert.ok(user + system < 150_000, `waiting for descriptors took ${(user + system) / 1000} ms of CPU in 500 ms`)
    hoard.release()
    assert.equal(String((await pull.receive(timeLimit))[0]), "hello")
  },

  async "a poll that waits"() {
    using socket = new Pair()
    const server = createServer().listen()
    const poller = new Poller().add(socket)
    const theWaiter = async () => {
      await poller.poll()
    }
    const failed = theWaiter().catch((error) => error)
    const hoard = new Hoard()
    // It is not readable, and cannot be watched: that takes a descriptor.
    poller.add((server as unknown as { _handle: { fd: number } })._handle.fd)
    const error = await failed
    hoard.release()
    server.close()
    assert.equal(error.code, outOf.code)
    assert.match(error.stack, /at async theWaiter/)
  },

  async udp() {
    const endpoint = udpEndpoint()
    using dish = new Dish()
    using datagram = new Datagram()
    using radio = new Radio()
    // What watches a socket takes descriptors, from its first endpoint on.
    await dish.bind(udpEndpoint())
    const other = udpEndpoint()
    await datagram.bind(other)
    radio.connect(udpEndpoint())
    const open = openDescriptors()
    await datagram.unbind(other)
    // An I/O thread closes the descriptor, which would be one more.
    if (process.platform === "linux") await until(() => openDescriptors() < open)
    const hoard = new Hoard()
    await assert.rejects(dish.bind(endpoint), outOf)
    await assert.rejects(datagram.bind(endpoint), outOf)
    assert.throws(() => radio.connect(endpoint), outOf)
    hoard.release()
    await dish.bind(endpoint)
    radio.connect(endpoint)
    dish.join("g")
    await radio.send("hello", { group: "g" })
    assert.equal(String((await dish.receive(timeLimit))[0]), "hello")
  },

  /** A listener that waits for descriptors can be closed. */
  async "closed meanwhile"(transport) {
    await using context = new Context()
    using pull = new Pull({ context })
    await pull.bind(freshAddress(transport))
    using push = new Push({ context, linger: 0 })
    const failed = pull.observe({ events: ["accept:error"] })
    const hoard = new Hoard()
    hoard.release(1)
    push.connect(pull.lastEndpoint!)
    await failed.receive(timeLimit)
    pull.close()
    push.close()
    await context.term()
    hoard.release()
  },
}

runNamedProgram(module, programs)
