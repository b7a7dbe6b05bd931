import assert from "node:assert/strict"
import { once } from "node:events"
import { readdirSync, readlinkSync } from "node:fs"
import { suite, test } from "node:test"
import { curveKeyPair } from "zeromq"
import { Pull, Push, version, XPublisher } from "#lib/index"
import { Child } from "../../bench/children"
import { missing, programs } from "../../bench/drivers"
import type { Role } from "../../bench/protocol"
import { bindFresh, freshAddress } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"
import * as peers from "./peers"

const start = (role: Role, work: peers.Work = {}) => peers.start("libzmq", role, work)
const connected = (roles: peers.Roles, works: peers.Works) => peers.connected("libzmq", roles, works)

test("it has been built, and says which libzmq it is, and how it was compiled", async () => {
  assert.equal(missing("libzmq"), undefined)
  await using peer = await start("push")
  const [libzmq, compiler = ""] = peer.ready.version.split(", ")
  assert.equal(libzmq, `libzmq ${version}`)
  assert.match(compiler, /^\S+ \d+\.\d+\S* -O3( LTO)?$/)
})

for (const [title, roles, works, counts] of [
  ["push binds, and pull connects", ["push", "pull"], {}],
  ["requests of several parts", ["reply", "request"], { common: { size: 7, parts: 3 } }],
  ...[1, 7, 1000].map((sockets) => {
    return [`${sockets} connections`, ["router", "dealer"], { client: { sockets, window: 1000 } }, [10, 3000]] as const
  }),
  ["one message at a time", ["router", "dealer"], { common: { window: 1, parts: 2 } }],
] as [string, peers.Roles, peers.Works, number[]?][]) {
  test(title, async () => void (await peers.together("libzmq", roles, works, counts ?? [20, 10])))
}

for (const [how, size, parts] of [
  ["shorter", 15, 2],
  ["longer", 17, 2],
  ["of fewer parts", 16, 1],
  ["of more parts", 16, 3],
  ["like a probe", 1, 1],
] as const) {
  test(`a pushed message that is ${how} is an error`, async () => {
    await using pair = await connected(["pull", "push"], { server: { parts: 2 }, client: { size, parts } })
    await assert.rejects(Promise.all([pair.server.run(1), pair.client.run(1)]), {
      message: /failed to run 1: A message came with .* where 2 of 16 bytes were expected/,
    })
  })
}

for (const [parts, was] of [
  [1, "Part 1 of a message was the last"],
  [3, "Part 2 of a message was not the last"],
] as const) {
  test(`a request of ${parts} parts instead of two is an error`, async () => {
    await using pair = await connected(["reply", "request"], { server: { parts: 2 }, client: { parts } })
    // No reply will come.
    const unanswered = assert.rejects(pair.client.run(1), { message: "libzmq request ended with SIGKILL" })
    const message = `libzmq reply failed to run 1: ${was}, where 2 parts were expected`
    await assert.rejects(pair.server.run(1), { message })
    await pair[Symbol.asyncDispose]()
    await unanswered
  })
}

suite("with sockets of zmq-napi", () => {
  const [server, client] = [curveKeyPair(), curveKeyPair()]

  for (const style of ["each", "transfer"] as const) {
    test(`what is pushed (${style}) is there as it was prepared`, async () => {
      using pull = new Pull()
      await using push = await start("push", { style, size: 40, parts: 2 })
      await push.connect(await bindFresh(pull))
      await push.run(3)
      const part = Buffer.alloc(40, "z")
      for (let count = 0; count < 3; count++) assert.deepEqual([...(await pull.receive(timeLimit))], [part, part])
    })
  }

  test("a pull with CURVE is a server, which turns away who has no keys", async () => {
    const keys = { security: "curve", serverSecretKey: server.secretKey } as const
    await using pull = await start("pull", { bind: freshAddress("tcp"), ...keys })
    using stranger = new Push({ sendTimeout: 100, immediate: true })
    stranger.connect(pull.ready.address!)
    const { publicKey: curvePublicKey, secretKey: curveSecretKey } = client
    using push = new Push({ curveServerKey: server.publicKey, curvePublicKey, curveSecretKey })
    push.connect(pull.ready.address!)
    await push.send(Buffer.alloc(16), timeLimit)
    await assert.rejects(stranger.send(Buffer.alloc(16)), { code: "EAGAIN" })
    assert.equal((await pull.run(1)).messages, 1)
  })

  test("a push with CURVE is a client", async () => {
    using pull = new Pull({ curveServer: true, curveSecretKey: server.secretKey })
    const keys = { clientPublicKey: client.publicKey, clientSecretKey: client.secretKey }
    await using push = await start("push", { security: "curve", serverPublicKey: server.publicKey, ...keys })
    await push.connect(await bindFresh(pull))
    await push.run(1)
    assert.equal((await pull.receive(timeLimit))[0]?.length, 16)
  })

  test("probes do not count", async () => {
    using publisher = new XPublisher()
    await using subscribe = await start("subscribe")
    await subscribe.connect(await bindFresh(publisher))
    await publisher.receive(timeLimit) // the subscription
    for (const size of [1, 1, 16, 1, 16, 16, 16, 16, 1]) await publisher.send(Buffer.alloc(size))
    peers.assertDone(await subscribe.run(5), 5)
    await subscribe.probe()
  })
})

test("the percentiles are samples", async () => {
  await using pair = await connected(["reply", "request"], {})
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
  await using pair = await connected(["publish", "subscribe"], { client: { sockets: 2 } })
  await Promise.all([pair.server.probe(), pair.client.probe()])
  // It goes on when all were sent; libzmq's default is to drop from 1,000 on that wait.
  await pair.server.run(20_000)
  peers.assertDone(await pair.client.run(20_000), 40_000)
})

test("a publisher goes on to answer while it probes", async () => {
  await using publish = await start("publish", { bind: freshAddress("tcp") })
  await publish.probe()
  await publish.probe()
  assert.ok((await publish.usage()).cpu > 0)
  await publish.exit()
})

test("idle: every socket but one is connected to that one", { skip: process.platform !== "linux" }, async () => {
  const child = new Child([...programs("libzmq"), "role=idle", "style=each", "size=0", "sockets=20"])
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
  await using peer = await start("thread", { size: 1 << 20, style: "transfer" })
  const before = await peer.usage()
  await peer.run(200)
  const after = await peer.usage()
  assert.ok(after.cpu > before.cpu)
  // A turn of 100 messages is in memory at once.
  assert.ok(after.peakRss > before.peakRss + 50 * (1 << 20), JSON.stringify({ before, after }))
  assert.ok(before.rss > 100_000 && after.rss <= after.peakRss)
})
