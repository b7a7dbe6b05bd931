import assert from "node:assert/strict"
import { once } from "node:events"
import { readdirSync, readlinkSync } from "node:fs"
import { suite, test } from "node:test"
import { curveKeyPair } from "zeromq"
import { Pull, Push, version, XPublisher } from "#lib/index"
import { Child } from "../../bench/children"
import { missing, programs } from "../../bench/drivers"
import type { PeerSpec, Role, Style } from "../../bench/protocol"
import { bindFresh, freshAddress } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"
import * as peers from "./peers"

const counts = [20, 10]
const start = (role: Role, work: Partial<PeerSpec> = {}) => peers.start("libzmq", role, work)
const together = async (roles: [Role, Role], work: Parameters<typeof peers.together>[2] = {}, runs = counts) => {
  await peers.together("libzmq", roles, work, runs)
}
const connected = (roles: [Role, Role], work: Parameters<typeof peers.connected>[2] = {}) =>
  peers.connected("libzmq", roles, work)

test("the peer in plain C has been built", () => assert.equal(missing("libzmq"), undefined))

test("the peer in plain C says which libzmq it uses, and how it was compiled", async () => {
  await using peer = await start("push")
  const [libzmq, compiler = ""] = peer.ready.version.split(", ")
  assert.equal(libzmq, `libzmq ${version}`)
  assert.match(compiler, /^\S+ \d+\.\d+\S* -O3( LTO)?$/)
})

suite("push and pull", () => {
  test("push binds, pull connects", () => together(["push", "pull"]))

  for (const [how, size, parts] of [
    ["shorter", 15, 2],
    ["longer", 17, 2],
    ["of fewer parts", 16, 1],
    ["of more parts", 16, 3],
    ["like a probe", 1, 1],
  ] as const) {
    test(`a message that is ${how} is an error`, async () => {
      await using pair = await connected(["pull", "push"], { server: { parts: 2 }, client: { size, parts } })
      await assert.rejects(Promise.all([pair.server.run(1), pair.client.run(1)]), {
        message: /failed to run 1: A message came with .* where 2 of 16 bytes were expected/,
      })
    })
  }
})

suite("with sockets of zmq-napi", () => {
  for (const style of ["each", "transfer"] as const satisfies Style[]) {
    test(`what is pushed (${style}) is there as it was prepared`, async () => {
      using pull = new Pull()
      await using push = await start("push", { style, size: 40, parts: 2 })
      await push.connect(await bindFresh(pull))
      await push.run(3)
      const part = Buffer.alloc(40, "z")
      for (let count = 0; count < 3; count++) assert.deepEqual([...(await pull.receive(timeLimit))], [part, part])
    })
  }

  const [server, client] = [curveKeyPair(), curveKeyPair()]

  test("a pull with CURVE is a server, which turns away who has no keys", async () => {
    const keys = { security: "curve", serverSecretKey: server.secretKey } as const
    await using pull = await start("pull", { bind: freshAddress("tcp"), ...keys })
    using stranger = new Push({ sendTimeout: 100, immediate: true })
    stranger.connect(pull.ready.address!)
    using push = new Push({
      curveServerKey: server.publicKey,
      curvePublicKey: client.publicKey,
      curveSecretKey: client.secretKey,
    })
    push.connect(pull.ready.address!)
    await push.send(Buffer.alloc(16), timeLimit)
    await assert.rejects(stranger.send(Buffer.alloc(16)), { code: "EAGAIN" })
    assert.equal((await pull.run(1)).messages, 1)
  })

  test("a push with CURVE is a client", async () => {
    using pull = new Pull({ curveServer: true, curveSecretKey: server.secretKey })
    await using push = await start("push", {
      security: "curve",
      serverPublicKey: server.publicKey,
      clientPublicKey: client.publicKey,
      clientSecretKey: client.secretKey,
    })
    await push.connect(await bindFresh(pull))
    await push.run(1)
    const [part] = await pull.receive(timeLimit)
    assert.equal(part?.length, 16)
  })
})

suite("request and reply", () => {
  test("every round trip is timed", async () => {
    const [, last] = await peers.together("libzmq", ["reply", "request"], {}, counts)
    const { server, client } = last!
    const { min, p50, p99, p999, max } = client.latency!
    assert.ok(min > 0 && min <= p50 && p50 <= p99 && p99 <= p999, JSON.stringify(client.latency))
    assert.equal(p999, max)
    // All but the first are within the time of the run.
    assert.ok(p50 * 1e-6 <= client.seconds)
    assert.equal(server.latency, undefined)
  })

  test("the percentiles are samples", async () => {
    await using pair = await connected(["reply", "request"])
    const latency = async (count: number) => {
      const [{ latency }] = await Promise.all([pair.client.run(count), pair.server.run(count)])
      return latency!
    }
    const one = await latency(1)
    assert.deepEqual(new Set(Object.values(one)), new Set([one.min]))
    const two = await latency(2)
    assert.deepEqual(two, { min: two.min, p50: two.min, p99: two.max, p999: two.max, max: two.max })
  })

  test("requests and replies of several parts", () => together(["reply", "request"], { common: { size: 7, parts: 3 } }))

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
})

suite("publish and subscribe", () => {
  test("probes do not count", async () => {
    using publisher = new XPublisher()
    await using subscribe = await start("subscribe")
    await subscribe.connect(await bindFresh(publisher))
    await publisher.receive(timeLimit) // the subscription
    for (const size of [1, 1, 16, 1, 16, 16, 16, 16, 1]) await publisher.send(Buffer.alloc(size))
    peers.assertDone(await subscribe.run(5), 5)
    await subscribe.probe()
  })

  test("more than a high-water mark, and none is lost", async () => {
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
})

suite("router and dealer", () => {
  for (const sockets of [1, 7, 1000]) {
    test(`${sockets} connections`, () =>
      together(["router", "dealer"], { client: { sockets, window: 1000 } }, [10, 3000]))
  }

  test("router and dealer with one message at a time under way", () =>
    together(["router", "dealer"], { common: { window: 1, parts: 2 } }))
})

test("idle: every socket but one is connected to that one", { skip: process.platform !== "linux" }, async () => {
  const child = new Child([...programs("libzmq"), "role=idle", "style=each", "size=0", "sockets=20"])
  await once(child.process.stdout, "data")
  // The one that listens, and both ends of each connection.
  await until(() => openSockets(child.process.pid!) === 1 + 2 * 19)
  child.process.stdin.write("exit\n")
  assert.equal(await child.ended, "ended with status 0")
})

/** Of the operating system's, beside the three of Node's that commands and answers go through. */
function openSockets(pid: number): number {
  const folder = `/proc/${pid}/fd`
  const descriptors = readdirSync(folder).filter((name) => Number(name) > 2)
  return descriptors.filter((name) => targetOf(`${folder}/${name}`).startsWith("socket:")).length
}

function targetOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return "" // closed since it was listed
  }
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
