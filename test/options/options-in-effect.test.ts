// Options whose effect only the operating system, or the other side of the wire, can tell of.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import { describe, test } from "node:test"
import { Context, Dealer, Pair, type PairOptions, Push, TimeoutError, XPublisher, XSubscriber } from "#lib/index"
import { bindFresh, type Transport } from "../support/endpoints"
import { patched } from "../support/patched"
import { connected as connectedReply, noAuthentication, SocksProxy } from "../support/socks"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"
import { ping, RawPeer } from "../support/zmtp"

const noStatistics = spawnSync("ss", ["-V"]).error && "there is no program ss (iproute2)"
const noProc = process.platform !== "linux" && "threads are looked at in /proc"

/** What ss tells of the sockets at that port, or of those connected to it. */
function statistics(port: string, flag: string, side: "sport" | "dport" = "sport"): string {
  const { stdout, status } = spawnSync("ss", ["--numeric", "--tcp", flag, `( ${side} = :${port} )`], {
    encoding: "utf8",
  })
  assert.equal(status, 0)
  return stdout
}

/** A pair that is connected, one side of which has these options, and the other those. */
async function connected(options: PairOptions, transport: Transport = "tcp", others: PairOptions = {}) {
  const bound = new Pair({ linger: 0, ...options })
  const other = new Pair({ linger: 0, ...others })
  const endpoint = await bindFresh(bound, transport)
  other.connect(endpoint)
  await other.send("hello")
  await bound.receive(timeLimit)
  const close = () => {
    bound.close()
    other.close()
  }
  return { bound, other, port: new URL(endpoint).port, [Symbol.dispose]: close }
}

describe("options of the operating system's socket", { skip: noStatistics }, () => {
  test("tcpKeepalive", async () => {
    using pair = await connected({ tcpKeepalive: 1, tcpKeepaliveIdle: 100 })
    assert.match(statistics(pair.port, "--options"), /timer:\(keepalive,1min[34]\dsec/)
    using without = await connected({ tcpKeepalive: 0 })
    assert.doesNotMatch(statistics(without.port, "--options"), /keepalive/)
  })

  test("tcpKeepalive over ws", patched, async () => {
    const options = { tcpKeepalive: 1, tcpKeepaliveIdle: 100 }
    // A timer that waits for an acknowledgement goes before it.
    const keepalive = /timer:\(keepalive,1min[34]\dsec/
    using bound = await connected(options, "ws")
    await until(() => keepalive.test(statistics(bound.port, "--options")))
    using other = await connected({}, "ws", options)
    await until(() => keepalive.test(statistics(other.port, "--options", "dport")))
  })

  test("typeOfService", async () => {
    using pair = await connected({ typeOfService: 0x10 })
    assert.match(statistics(pair.port, "--tos"), /tos:0x10\b/)
  })

  test("sendBufferSize and receiveBufferSize", async () => {
    using pair = await connected({ sendBufferSize: 20_000, receiveBufferSize: 30_000 })
    // Linux doubles them for its own accounts.
    assert.match(statistics(pair.port, "--memory"), /rb60000\b.*tb40000\b/)
  })

  test("backlog", async () => {
    using pair = new Pair({ backlog: 7 })
    const { port } = new URL(await bindFresh(pair))
    assert.match(statistics(port, "--listening"), /LISTEN\s+0\s+7\s/)
  })
})

describe("options of a context's threads", { skip: noProc }, () => {
  /** The threads with such names, which they give themselves, in the order in which they were made. */
  const threads = async (name: RegExp, count: number) => {
    let found: string[] = []
    await until(() => {
      found = readdirSync("/proc/self/task").filter((id) =>
        name.test(readFileSync(`/proc/self/task/${id}/comm`, "utf8")),
      )
      return found.length === count
    })
    return found.sort((a, b) => Number(a) - Number(b))
  }

  test("threadNamePrefix", async () => {
    await using context = new Context({ threadNamePrefix: "mine", ioThreads: 2 })
    using _socket = new Pair({ context })
    await threads(/^mine\/ZMQbg/, 3)
  })

  test("affinity: the I/O threads that a socket's connections may use", async () => {
    await using context = new Context({ threadNamePrefix: "af", ioThreads: 2 })
    using a = new Pair({ context, affinity: 2 })
    using b = new Pair({ context, affinity: 2 })
    const [first, second] = await threads(/^af\/ZMQbg\/IO/, 2)
    const runTime = (thread: string) =>
      Number(readFileSync(`/proc/self/task/${thread}/schedstat`, "utf8").split(" ")[0])
    const before = [runTime(first!), runTime(second!)] as const
    b.connect(await bindFresh(a))
    for (let round = 0; round < 200; round++) {
      await b.send("hello")
      await a.receive(timeLimit)
    }
    const used = [runTime(first!) - before[0], runTime(second!) - before[1]] as const
    assert.ok(used[1] > 10 * used[0], `the first thread ran ${used[0]} ns, the second ${used[1]} ns`)
  })
})

test("an accepted connection to which the system refuses an option is closed", {
  skip: (process.platform !== "linux" && "other systems take other numbers of probes") || patched.skip,
}, async () => {
  // Linux has at most 127 probes.
  using pair = new Pair({ tcpKeepalive: 1, tcpKeepaliveCount: 1000 })
  const events = pair.observe({ events: ["accept:error"] })
  using peer = await RawPeer.connect(await bindFresh(pair))
  const closed = once(peer.socket, "close", { signal: AbortSignal.timeout(timeLimit.timeout) })
  const event = await events.receive(timeLimit)
  assert.equal(event.type === "accept:error" && event.error.code, "EINVAL")
  await closed
})

for (const via of ["", " through a SOCKS proxy"]) {
  test(`tcpMaxRetransmitTimeout: a peer that takes no more is given up${via}`, {
    skip:
      (process.platform !== "linux" && "other systems do not count the time for which a peer's window is closed") ||
      patched.skip,
  }, async () => {
    await using server = await SocksProxy.listen(async (client) => {
      if (via) {
        await client.methods()
        client.answer(5, noAuthentication)
        await client.destination()
        client.peer.socket.write(connectedReply.ipv4)
      }
      await client.peer.greet("PULL")
      client.peer.socket.pause()
    })
    using push = new Push({ linger: 0, tcpMaxRetransmitTimeout: 100, socksProxy: via ? server.address : null })
    const disconnects = push.observe({ events: ["disconnect"] })
    push.connect(`tcp://${server.address}`)
    await push.send(Buffer.alloc(32_000_000), timeLimit)
    await disconnects.receive(timeLimit)
  })
}

test("maxMessageSize: a peer that sends more is disconnected", async () => {
  using pair = await connected({ maxMessageSize: 100 })
  const disconnected = pair.bound.observe({ events: ["disconnect"] }).receive(timeLimit)
  await pair.other.send("y".repeat(100))
  assert.equal((await pair.bound.receive(timeLimit))[0]!.length, 100)
  await pair.other.send("y".repeat(101))
  await disconnected
})

test("reconnectMaxInterval: attempts get rarer, up to that", async () => {
  using pair = new Pair({ reconnectInterval: 10, reconnectMaxInterval: 80 })
  const retries = pair.observe({ events: ["connect:retry"] })
  pair.connect("tcp://127.0.0.1:1")
  for (const least of [10, 20, 40, 80, 80]) {
    const event = await retries.receive(timeLimit)
    assert.ok(event.type === "connect:retry" && event.interval >= least && event.interval < least + 10)
  }
})

test("heartbeatTimeToLive is sent to the peer, in tenths of a second", async () => {
  using dealer = new Dealer({ linger: 0, heartbeatInterval: 1, heartbeatTimeToLive: 1200 })
  using peer = await RawPeer.connect(await bindFresh(dealer))
  await peer.greet("DEALER")
  assert.deepEqual(await peer.frame(), Buffer.from("\x04PING\x00\x0c", "latin1"))
})

test("a time to live that a peer says may be longer than 65.5 seconds", {
  skip: patched.skip,
}, async () => {
  using dealer = new Dealer({ linger: 0 })
  const disconnects = dealer.observe({ events: ["disconnect"] })
  using peer = await RawPeer.connect(await bindFresh(dealer))
  await peer.greet("DEALER")
  // 65.6 seconds, of which libzmq made 64 ms; whether the connection outlives these can only be waited for.
  peer.socket.write(ping("context", 656))
  assert.deepEqual(await peer.frame(), Buffer.from("\x04PONGcontext"))
  await assert.rejects(disconnects.receive({ timeout: 300 }), TimeoutError)
})

test("onlyFirstSubscribe: only the first part of a message can be a subscription", async () => {
  for (const onlyFirstSubscribe of [true, false]) {
    using publisher = new XPublisher({ linger: 0, onlyFirstSubscribe })
    using subscriber = new XSubscriber({ linger: 0, onlyFirstSubscribe })
    subscriber.connect(await bindFresh(publisher))
    await subscriber.send(["for the publisher", "\x01topic"])
    await subscriber.send("\x01end")
    const received: string[] = []
    while (received.at(-1) !== "\x01end") received.push(...text(await publisher.receive(timeLimit)))
    assert.deepEqual(received, ["for the publisher", "\x01topic", "\x01end"])
    await publisher.send("topic")
    await publisher.send("end")
    assert.deepEqual(text(await subscriber.receive(timeLimit)), [onlyFirstSubscribe ? "end" : "topic"])
  }
})
