import assert from "node:assert/strict"
import { once } from "node:events"
import { readdirSync, readlinkSync } from "node:fs"
import { test } from "node:test"
import { curveKeyPair } from "zeromq"
import { Pull, Push, version, XPublisher } from "#lib/index"
import { Child } from "../../bench/children"
import { missingProgram, programOf } from "../../bench/drivers"
import type { Role } from "../../bench/protocol"
import { bindFresh, freshAddress } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"
import * as peers from "./peers"

const start = (role: Role, work: peers.Work = {}) => peers.start("libzmq", role, work)

test("it says which libzmq it is, and how it was compiled", async () => {
  await using peer = await start("push")
  const [libzmq, compiler = ""] = peer.ready.version.split(", ")
  assert.equal(libzmq, `libzmq ${version}`)
  assert.match(compiler, /^\S+ \d+\.\d+\S* -O3( LTO)?$/)
})

test("the other one says that it runs over the system's libzmq", async (context) => {
  if (missingProgram("stock-libzmq") !== undefined) return context.skip("the system's libzmq is not installed")
  await using peer = await peers.start("stock-libzmq", "push")
  assert.match(peer.ready.version, /^libzmq \d+\.\d+\.\d+, .* -O3.*, over the system's libzmq$/)
})

for (const [how, size, parts] of [
  ["shorter", 15, 2],
  ["longer", 17, 2],
  ["of fewer parts", 16, 1],
  ["of more parts", 16, 3],
  ["like a probe", 1, 1],
] as const) {
  test(`a pushed message that is ${how} is an error`, async () => {
    await using pair = await peers.connected("libzmq", ["pull", "push"], { parts: 2 }, { size, parts })
    const message = /failed to run 1: A message (came with .* where 2 of 16 bytes were expected|of one byte came)/
    await assert.rejects(Promise.all([pair.server.run(1), pair.client.run(1)]), { message })
  })
}

test("what is pushed is there as it was prepared", async () => {
  using pull = new Pull()
  await using push = await start("push", { size: 40, parts: 2 })
  await push.connect(await bindFresh(pull))
  await push.run(1)
  const part = Buffer.alloc(40, "z")
  assert.deepEqual([...(await pull.receive(timeLimit))], [part, part])
})

test("a pull with CURVE is a server, which turns away who has no keys", async () => {
  const [server, client] = [curveKeyPair(), curveKeyPair()]
  await using pull = await start("pull", { bind: freshAddress("tcp"), serverSecretKey: server.secretKey })
  using stranger = new Push({ sendTimeout: 100, immediate: true })
  stranger.connect(pull.ready.address!)
  const { publicKey: curvePublicKey, secretKey: curveSecretKey } = client
  using push = new Push({ curveServerKey: server.publicKey, curvePublicKey, curveSecretKey })
  push.connect(pull.ready.address!)
  await push.send(Buffer.alloc(16), timeLimit)
  await assert.rejects(stranger.send(Buffer.alloc(16)), { code: "EAGAIN" })
  assert.equal((await pull.run(1)).messages, 1)
})

test("probes do not count", async () => {
  using publisher = new XPublisher()
  await using subscribe = await start("subscribe")
  await subscribe.connect(await bindFresh(publisher))
  await publisher.receive(timeLimit) // the subscription
  for (const size of [1, 1, 16, 1, 16, 16, 16, 16, 1]) await publisher.send(Buffer.alloc(size))
  assert.equal((await subscribe.run(5)).messages, 5)
  await subscribe.probe()
})

test("the percentiles are samples", async () => {
  await using pair = await peers.connected("libzmq", ["reply", "request"])
  const latency = async (count: number) => {
    const [{ latency }] = await Promise.all([pair.client.run(count), pair.server.run(count)])
    return latency!
  }
  const one = await latency(1)
  assert.deepEqual(new Set(Object.values(one)), new Set([one.min]))
  const two = await latency(2)
  assert.deepEqual(two, { min: two.min, p50: two.min, p99: two.max, p999: two.max, max: two.max })
})

test("more than a high-water mark is published, and none is lost", async () => {
  await using pair = await peers.connected("libzmq", ["publish", "subscribe"], {}, { sockets: 2 })
  await Promise.all([pair.server.probe(), pair.client.probe()])
  // It goes on when all were sent; libzmq's default is to drop from 1,000 on that wait.
  await pair.server.run(20_000)
  assert.equal((await pair.client.run(20_000)).messages, 40_000)
})

test("a publisher goes on to answer while it probes", async () => {
  await using publish = await start("publish", { bind: freshAddress("tcp") })
  await publish.probe()
  await publish.probe()
  assert.ok((await publish.usage()).cpu > 0)
  await publish.exit()
})

test("idle: every socket but one is connected to that one", { skip: process.platform !== "linux" }, async () => {
  const words = ["role=idle", "style=each", "size=0", "sockets=20", "bind=tcp://127.0.0.1:*"]
  const child = new Child([...programOf("libzmq"), ...words])
  await once(child.stdout, "data")
  // The one that listens, and both ends of each connection.
  await until(() => openSockets(child.process.pid!) === 1 + 2 * 19)
  child.stdin.write("exit\n")
  assert.equal(await child.ended, "ended with status 0")
})

/** Of the operating system's, beside the three of Node's that commands and answers go through. */
function openSockets(pid: number): number {
  const descriptors = readdirSync(`/proc/${pid}/fd`).filter((name) => Number(name) > 2)
  return descriptors.filter((name) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${name}`).startsWith("socket:")
    } catch {
      return false // closed since it was listed
    }
  }).length
}

test("usage is that of the process, and grows", async () => {
  await using peer = await start("thread", { size: 1 << 20 })
  const before = await peer.usage()
  await peer.run(200)
  const after = await peer.usage()
  assert.ok(after.cpu > before.cpu)
  // A turn of 100 messages is in memory at once.
  assert.ok(after.peakRss > before.peakRss + 50 * (1 << 20), JSON.stringify({ before, after }))
  assert.ok(before.rss > 100_000 && after.rss <= after.peakRss)
})
