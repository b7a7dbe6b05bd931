import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readlinkSync } from "node:fs"
import { suite, test } from "node:test"
import { curveKeyPair } from "zeromq"
import { Pull, Push, version, XPublisher } from "#lib/index"
import { missing, programs } from "../../bench/drivers"
import { Peer } from "../../bench/peer"
import type { Done, PeerSpec, Role, Style } from "../../bench/protocol"
import { bindFresh, freshAddress } from "../support/endpoints"
import { soon, until } from "../support/waiting"

const program = programs("libzmq")

type Work = Partial<PeerSpec>

/** A peer in plain C; unless something else is said, for messages of one part of 16 bytes. */
function start(role: Role, work: Work = {}): Promise<Peer> {
  return Peer.start("libzmq", program, { role, style: "each", size: 16, ...work })
}

interface Both {
  server: Role
  client: Role
  /** What they have in common. */
  work?: Work
  bind?: string
  /** Of the client's. */
  sockets?: number
  probe?: boolean
}

/** Both sides do their part of 20 and then of 10 messages: what the second run came to. */
async function together(both: Both): Promise<{ server: Done; client: Done }> {
  const { work, sockets, bind = freshAddress("tcp") } = both
  await using server = await start(both.server, { ...work, bind })
  await using client = await start(both.client, { ...work, sockets })
  await client.connect(server.ready.address!)
  const run = async (count: number) => {
    if (both.probe) await Promise.all([server.probe(), client.probe()])
    const [first, second] = await Promise.all([server.run(count), client.run(count)])
    return { server: first, client: second }
  }
  await run(20)
  const dones = await run(10)
  await server.exit()
  await client.exit()
  return dones
}

function assertTook(done: Done, messages: number): void {
  assert.equal(done.messages, messages)
  assert.ok(done.seconds > 0 && done.seconds < 60, `${done.seconds} s`)
}

test("the peer in plain C has been built", () => assert.equal(missing("libzmq"), undefined))

test("it says which libzmq it is, and how it was compiled", async () => {
  await using peer = await start("push")
  const [libzmq, compiler] = peer.ready.version.split(", ")
  assert.equal(libzmq, `libzmq ${version}`)
  assert.match(compiler!, /^\S+ \d+\.\d+\S* -O3( LTO)?$/)
})

suite("push and pull", () => {
  for (const transport of ["tcp", "ipc"] as const) {
    test(`over ${transport}`, async () => {
      const { server, client } = await together({ server: "pull", client: "push", bind: freshAddress(transport) })
      assertTook(server, 10)
      assertTook(client, 10)
    })
  }

  test("the other way round", async () => {
    assertTook((await together({ server: "push", client: "pull" })).client, 10)
  })

  for (const style of ["sync", "transfer"] as const satisfies Style[]) {
    for (const [size, parts] of [
      [0, 1],
      [1, 2],
      [100_000, 1],
      [4096, 5],
    ] as const) {
      test(`${style}: ${parts} of ${size} bytes`, async () => {
        assertTook((await together({ server: "pull", client: "push", work: { style, size, parts } })).server, 10)
      })
    }
  }

  const expected = { size: 16, parts: 2 }
  const wrong: [string, Work][] = [
    ["shorter", { size: 15, parts: 2 }],
    ["longer", { size: 17, parts: 2 }],
    ["of fewer parts", { size: 16, parts: 1 }],
    ["of more parts", { size: 16, parts: 3 }],
    ["like a probe", { size: 1, parts: 1 }],
  ]
  for (const [how, sent] of wrong) {
    test(`a message that is ${how} is an error`, async () => {
      await using pull = await start("pull", { ...expected, bind: freshAddress("tcp") })
      await using push = await start("push", sent)
      await push.connect(pull.ready.address!)
      await assert.rejects(Promise.all([pull.run(1), push.run(1)]), {
        message: /failed to run 1: A message came with .* where 2 of 16 bytes were expected/,
      })
    })
  }
})

suite("with sockets of zmq-napi", () => {
  const keys = () => ({ server: curveKeyPair(), client: curveKeyPair() })

  for (const style of ["each", "transfer"] as const satisfies Style[]) {
    test(`what is pushed (${style}) is there as it was prepared`, async () => {
      using pull = new Pull()
      await using push = await start("push", { style, size: 40, parts: 2 })
      await push.connect(await bindFresh(pull))
      await push.run(3)
      const part = Buffer.alloc(40, "z")
      for (let count = 0; count < 3; count++) assert.deepEqual([...(await pull.receive(soon))], [part, part])
    })
  }

  test("a pull with CURVE is a server, which turns away who has no keys", async () => {
    const { server, client } = keys()
    await using pull = await start("pull", {
      bind: freshAddress("tcp"),
      security: "curve",
      serverSecretKey: server.secretKey,
    })
    using stranger = new Push({ sendTimeout: 100, immediate: true })
    stranger.connect(pull.ready.address!)
    using push = new Push({
      curveServerKey: server.publicKey,
      curvePublicKey: client.publicKey,
      curveSecretKey: client.secretKey,
    })
    push.connect(pull.ready.address!)
    await push.send(Buffer.alloc(16), soon)
    await assert.rejects(stranger.send(Buffer.alloc(16)), { code: "EAGAIN" })
    assert.equal((await pull.run(1)).messages, 1)
  })

  test("a push with CURVE is a client", async () => {
    const { server, client } = keys()
    using pull = new Pull({ curveServer: true, curveSecretKey: server.secretKey })
    await using push = await start("push", {
      security: "curve",
      serverPublicKey: server.publicKey,
      clientPublicKey: client.publicKey,
      clientSecretKey: client.secretKey,
    })
    await push.connect(await bindFresh(pull))
    await push.run(1)
    assert.equal((await pull.receive(soon))[0]!.length, 16)
  })
})

suite("request and reply", () => {
  test("every round trip is timed", async () => {
    const { server, client } = await together({ server: "reply", client: "request" })
    assertTook(server, 10)
    assertTook(client, 10)
    const { min, p50, p99, p999, max } = client.latency!
    assert.ok(min > 0 && min <= p50 && p50 <= p99 && p99 <= p999, JSON.stringify(client.latency))
    assert.equal(p999, max)
    // All but the first are within the time of the run.
    assert.ok(p50 * 1e-6 <= client.seconds)
    assert.equal(server.latency, undefined)
  })

  test("the percentiles are samples", async () => {
    await using reply = await start("reply", { bind: freshAddress("tcp") })
    await using request = await start("request")
    await request.connect(reply.ready.address!)
    const latency = async (count: number) => (await Promise.all([request.run(count), reply.run(count)]))[0].latency!
    const one = await latency(1)
    assert.deepEqual(new Set(Object.values(one)), new Set([one.min]))
    const two = await latency(2)
    assert.deepEqual(two, { min: two.min, p50: two.min, p99: two.max, p999: two.max, max: two.max })
  })

  test("of several parts", async () => {
    assertTook((await together({ server: "reply", client: "request", work: { size: 7, parts: 3 } })).client, 10)
  })

  for (const [parts, error] of [
    [1, /^libzmq reply failed to run 1: Part 1 of a message was the last, where 2 parts were expected$/],
    [3, /^libzmq reply failed to run 1: Part 2 of a message was not the last, where 2 parts were expected$/],
  ] as const) {
    test(`a request of ${parts} parts instead of two is an error`, async () => {
      await using reply = await start("reply", { bind: freshAddress("tcp"), parts: 2 })
      await using request = await start("request", { parts })
      await request.connect(reply.ready.address!)
      // No reply will come.
      const unanswered = assert.rejects(request.run(1), { message: "libzmq request ended with SIGKILL" })
      await assert.rejects(reply.run(1), { message: error })
      await request[Symbol.asyncDispose]()
      await unanswered
    })
  }
})

suite("publish and subscribe", () => {
  for (const sockets of [1, 8]) {
    test(`to ${sockets}`, async () => {
      const { server, client } = await together({ server: "publish", client: "subscribe", sockets, probe: true })
      assertTook(server, 10)
      assertTook(client, 10 * sockets)
    })
  }

  test("probes do not count", async () => {
    using publisher = new XPublisher()
    await using subscribe = await start("subscribe")
    await subscribe.connect(await bindFresh(publisher))
    await publisher.receive(soon) // the subscription
    for (const size of [1, 1, 16, 1, 16, 16, 16, 16, 1]) await publisher.send(Buffer.alloc(size))
    assertTook(await subscribe.run(5), 5)
    await subscribe.probe()
  })

  test("more than a high-water mark, and none is lost", async () => {
    await using publish = await start("publish", { bind: freshAddress("tcp") })
    await using subscribe = await start("subscribe", { sockets: 2 })
    await subscribe.connect(publish.ready.address!)
    await Promise.all([publish.probe(), subscribe.probe()])
    // It goes on when all were sent; libzmq's default is to drop from 1,000 on that wait.
    await publish.run(20_000)
    assertTook(await subscribe.run(20_000), 40_000)
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
    test(`${sockets} connections`, async () => {
      await using router = await start("router", { bind: freshAddress("tcp") })
      await using dealer = await start("dealer", { sockets, window: 1000 })
      await dealer.connect(router.ready.address!)
      for (const count of [10, 3000]) {
        const dones = await Promise.all([router.run(count), dealer.run(count)])
        for (const done of dones) assertTook(done, count)
      }
      await dealer.exit()
      await router.exit()
    })
  }

  test("one message at a time", async () => {
    assertTook((await together({ server: "router", client: "dealer", work: { window: 1, parts: 2 } })).client, 10)
  })
})

suite("both sides in one process", () => {
  for (const role of ["threads", "thread"] as const satisfies Role[]) {
    for (const style of ["each", "transfer"] as const satisfies Style[]) {
      test(`${role}, ${style}`, async () => {
        await using peer = await start(role, { style, size: 100, parts: 2 })
        assertTook(await peer.run(5000), 5000)
        assertTook(await peer.run(10), 10)
        await peer.exit()
      })
    }
  }
})

test("idle: every socket but one is connected to that one", { skip: process.platform !== "linux" }, async () => {
  const child = spawn(program[0], "role=idle style=each size=0 sockets=20".split(" "), { timeout: soon.timeout })
  await once(child.stdout, "data")
  // The one that listens, and both ends of each connection.
  await until(() => openSockets(child.pid!) === 1 + 2 * 19)
  child.stdin.write("exit\n")
  assert.deepEqual(await once(child, "close"), [0, null])
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
