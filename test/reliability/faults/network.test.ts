// Two hosts whose cable is pulled, or delays, reorders and loses packets.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, test } from "node:test"
import { curveKeyPair } from "#lib/index"
import type { Child } from "../../support/child"
import { lacksNamespaces, TwoHosts } from "../../support/namespaces"
import { repository } from "../../support/repository"
import { missing } from "./numbered"
import { numbersOf, Pair, type Part, peer } from "./role"

const python = "/usr/bin/python3"
const skip = lacksNamespaces()
const skipWire = skip || (spawnSync(python, ["--version"]).status !== 0 && `there is no ${python}`)

const port = 5555
const size = 1000
const keys = { server: curveKeyPair(), client: curveKeyPair() }
const curve = {
  server: { curveServer: true, curveSecretKey: keys.server.secretKey },
  client: {
    curvePublicKey: keys.client.publicKey,
    curveSecretKey: keys.client.secretKey,
    curveServerKey: keys.server.publicKey,
  },
}
const links = [
  { name: "tcp", transport: "tcp", server: {}, client: {} },
  { name: "tcp with CURVE", transport: "tcp", ...curve },
  { name: "ws", transport: "ws", server: {}, client: {} },
]

/** Queues so short that a sender notices soon that nothing moves. */
const short = {
  push: { sendHighWaterMark: 50, sendBufferSize: 16_384 },
  pull: { receiveHighWaterMark: 50, receiveBufferSize: 16_384 },
}
/** What is on its way between two such sockets, in bytes at most: the system doubles what it is asked for. */
const onTheWay = 2 * 16_384 + 2 * 16_384 + 2 * 8192
const heartbeats = { heartbeatInterval: 100, heartbeatTimeout: 300, reconnectInterval: 50, handshakeInterval: 1000 }

type Side = Omit<Part, "side" | "endpoint" | "size">

/** Starts a side on the second host, which binds, and another on the first, which connects. */
function start(hosts: TwoHosts, link: (typeof links)[number], server: Side, client: Side): Pair {
  const endpoint = `${link.transport}://${hosts.addresses[1]}:${port}`
  const bound = peer({ size, ...server, side: "bind", endpoint, options: { ...server.options, ...link.server } })
  const connected = peer({ size, ...client, side: "connect", endpoint, options: { ...client.options, ...link.client } })
  return new Pair(hosts.start(1, bound), hosts.start(0, connected))
}

describe("the cable is pulled, and plugged in again", { skip }, () => {
  for (const link of links) {
    test(`Push and Pull over ${link.name}: nothing is lost while nobody gives the connection up`, async () => {
      const count = 1000
      using hosts = new TwoHosts()
      await using pair = start(
        hosts,
        link,
        { role: "pull", options: short.pull },
        { role: "push", count, pause: 1, options: short.push },
      )
      await pair.server.printed(/^got 10$/)
      hosts.unplug()
      await pair.client.printed(/^full$/)
      hosts.plugIn()
      await pair.server.printed(new RegExp(`^got ${count - 1}$`))
      assert.equal(missing(numbersOf(pair.server, "got"), count), 0)
      assert.ok(!pair.client.lines.includes("event disconnect"))
    })
  }

  for (const link of links) {
    test(`Push and Pull over ${link.name}: heartbeats give the connection up, and what was on the way is lost`, async (t) => {
      const count = 1000
      using hosts = new TwoHosts()
      await using pair = start(
        hosts,
        link,
        { role: "pull", options: { ...short.pull, ...heartbeats } },
        { role: "push", count, pause: 1, options: { ...short.push, ...heartbeats } },
      )
      await pair.server.printed(/^got 10$/)
      hosts.unplug()
      await Promise.all([pair.server.printed(/^event disconnect$/), pair.client.printed(/^event disconnect$/)])
      hosts.plugIn()
      await pair.server.printed(new RegExp(`^got ${count - 1}$`))
      const lost = missing(numbersOf(pair.server, "got"), count)
      t.diagnostic(`${lost} of ${count} messages were lost`)
      assert.ok(lost <= onTheWay / size, `${lost} messages were lost`)
      await pair.client.printedTimes(/^event handshake$/, 2)
    })
  }

  test("Request and Reply: every question that is asked again is answered", async () => {
    const count = 100
    using hosts = new TwoHosts()
    await using pair = start(
      hosts,
      links[0]!,
      { role: "reply", options: heartbeats },
      { role: "request", count, options: heartbeats },
    )
    for (const number of [10, 40, 70]) {
      await pair.client.printed(new RegExp(`^answered ${number}$`))
      const before = numbersOf(pair.client, "again").length
      hosts.unplug()
      await pair.client.printedTimes(/^again/, before + 1)
      hosts.plugIn()
    }
    await pair.client.printed(new RegExp(`^answered ${count - 1}$`))
    assert.equal(missing(numbersOf(pair.client, "answered"), count), 0)
    await pair.client.exited()
  })

  test("Publisher and Subscriber: it subscribes again by itself, and what it gets is in order", async () => {
    using hosts = new TwoHosts()
    await using pair = start(
      hosts,
      links[0]!,
      { role: "publish", options: heartbeats },
      { role: "subscribe", options: heartbeats },
    )
    await pair.client.printed(/^got \d+$/)
    hosts.unplug()
    await Promise.all([pair.server.printed(/^event disconnect$/), pair.client.printed(/^event disconnect$/)])
    hosts.plugIn()
    await pair.client.printedTimes(/^event handshake$/, 2)
    const before = numbersOf(pair.client, "got").length
    await pair.client.printedTimes(/^got/, before + 20)
    missing(numbersOf(pair.client, "got"), Number.POSITIVE_INFINITY)
  })
})

/** A program between the hosts that treats packets badly, and which says at its end what it did. */
class Wire implements AsyncDisposable {
  readonly #child: Child

  constructor(hosts: TwoHosts, { delay = 0, reordered = 0, lost = 0 }) {
    const program = join(repository, "test", "reliability", "faults", "wire.py")
    const seed = 1
    const parameters = ["end0", "end1", ...[seed, delay, reordered, lost].map(String)]
    this.#child = hosts.startBetween(python, [program, ...parameters])
  }

  async ready(): Promise<void> {
    await this.#child.printed(/^ready$/)
  }

  /** Ends it: how many packets it has forwarded, reordered and lost. */
  async counts(): Promise<{ forwarded: number; reordered: number; lost: number }> {
    this.#child.endInput()
    return JSON.parse((await this.#child.exited()).at(-1)!)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child[Symbol.asyncDispose]()
  }
}

describe("packets are late, out of order, and lost", { skip: skipWire }, () => {
  const faults = { delay: 10, reordered: 10, lost: 5 }

  for (const link of links) {
    test(`Push and Pull over ${link.name}: nothing is lost`, async (t) => {
      const count = 500
      using hosts = new TwoHosts({ middle: true })
      await using wire = new Wire(hosts, faults)
      await wire.ready()
      await using pair = start(hosts, link, { role: "pull" }, { role: "push", count })
      await pair.server.printed(new RegExp(`^got ${count - 1}$`))
      assert.equal(missing(numbersOf(pair.server, "got"), count), 0)
      const counts = await wire.counts()
      t.diagnostic(JSON.stringify(counts))
      assert.ok(counts.lost > 0 && counts.reordered > 0)
    })
  }

  test("Request and Reply with heartbeats: every question is answered", async (t) => {
    const count = 50
    using hosts = new TwoHosts({ middle: true })
    await using wire = new Wire(hosts, faults)
    await wire.ready()
    await using pair = start(
      hosts,
      links[0]!,
      { role: "reply", options: heartbeats },
      { role: "request", count, options: heartbeats },
    )
    await pair.client.exited()
    assert.equal(missing(numbersOf(pair.client, "answered"), count), 0)
    const counts = await wire.counts()
    t.diagnostic(`${JSON.stringify(counts)}, asked again: ${numbersOf(pair.client, "again").length}`)
    assert.ok(counts.lost > 0 && counts.reordered > 0)
  })

  test("Radio and Dish over udp: what arrives is whole, and comes once", async (t) => {
    const enough = 300
    using hosts = new TwoHosts({ middle: true })
    await using wire = new Wire(hosts, faults)
    await wire.ready()
    const endpoint = `udp://${hosts.addresses[1]}:${port}`
    await using dish = hosts.start(1, peer({ role: "dish", side: "bind", endpoint, size }))
    await dish.printed(/^at /)
    await using radio = hosts.start(0, peer({ role: "radio", side: "connect", endpoint, size }))
    await dish.printedTimes(/^got/, enough)
    radio.kill("SIGTERM")
    await radio.ended
    const numbers = numbersOf(dish, "got")
    assert.equal(new Set(numbers).size, numbers.length)
    const counts = await wire.counts()
    t.diagnostic(JSON.stringify(counts))
    assert.ok(counts.lost > 0 && counts.reordered > 0)
    // Packets are overtaken, and libzmq gives them as they come.
    assert.notDeepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    )
  })
})
