// Peers that are killed, and peers that are stopped: what their sockets promise, counted.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Push, type PushOptions, Request, TimeoutError, XPublisher } from "#lib/index"
import { Child } from "../../support/child"
import { freshAddress, type Transport } from "../../support/endpoints"
import { eventOf } from "../../support/events"
import { memoryOutsideHeap } from "../../support/memory"
import { patched } from "../../support/patched"
import { receiveSubscription } from "../../support/subscriptions"
import { timeLimit } from "../../support/waiting"
import { missing, numbered, numberOf } from "./numbered"
import { numbersOf, type Part, peakMemory, peer } from "./role"

const skip = process.platform === "win32" && "Windows neither stops processes nor kills them as other systems do"
const transports = ["tcp", "ipc", "ws"] satisfies Transport[]

const size = 1000
const mark = 50
/** What a connection holds at most beside the high-water marks, in bytes: the system doubles what it is asked for. */
const buffers = 16_384
const short: PushOptions = { sendHighWaterMark: mark, sendBufferSize: buffers, reconnectInterval: 20 }
const shortReceiver = { receiveHighWaterMark: mark, receiveBufferSize: buffers }
/** What the system and the engines may have of a connection: a unix socket takes no size for the receiver's end. */
const betweenQueues = Math.ceil((2 * buffers + 2 * buffers + 2 * 8192) / size)

function start(part: Omit<Part, "size"> & Partial<Part>): Child {
  return Child.node(peer({ size, ...part }))
}

/** Starts a side that binds, at `address`, and waits until it has. */
async function bound(
  part: Pick<Part, "role"> & Partial<Part>,
  address: string,
): Promise<[child: Child, endpoint: string]> {
  const child = start({ ...part, side: "bind", endpoint: address })
  return [child, await child.printed(/^at (.*)$/)]
}

async function sendAll(push: Push, count: number, first = 0): Promise<void> {
  for (let number = first; number < first + count; number++) await push.send(numbered(number, size), timeLimit)
}

describe("a peer is killed", { skip }, () => {
  for (const transport of transports) {
    test(`Push to two of which one is killed, over ${transport}: only what that one had is lost, and is reported`, async (t) => {
      const count = 4000
      const part = { role: "pull", options: shortReceiver } as const
      const [[killed, one], [living, other]] = await Promise.all([
        bound(part, freshAddress(transport)),
        bound(part, freshAddress(transport)),
      ])
      await using _killed = killed
      await using _living = living
      using push = new Push({ ...short, linger: 0, immediate: true })
      const disconnects = push.observe({ events: ["disconnect"] })
      push.connect(one)
      push.connect(other)
      await killed.printed(/^at /)
      await sendAll(push, count / 4)
      await killed.printed(/^got \d\d\d$/)
      killed.kill("SIGKILL")
      const gone = await disconnects.receive(timeLimit)
      assert.equal(gone.type === "disconnect" && gone.address, one)
      await sendAll(push, count - count / 4, count / 4)
      await living.printed(new RegExp(`^got ${count - 1}$`))
      await killed.ended
      const numbers = [...numbersOf(killed, "got"), ...numbersOf(living, "got")].sort((a, b) => a - b)
      const lost = missing(numbers, count)
      t.diagnostic(`${lost} of ${count} messages were lost`)
      // Its own queue, and what was between the queues. With immediate, nothing waits for it to come back.
      assert.ok(lost <= 2 * mark + betweenQueues, `${lost} messages were lost`)
    })

    test(`Push to one that is killed and started again, over ${transport}: what waits for it arrives`, async (t) => {
      const count = 2000
      const part = { role: "pull", options: shortReceiver } as const
      const [killed, endpoint] = await bound(part, freshAddress(transport))
      await using _killed = killed
      using push = new Push({ ...short, linger: 0 })
      const events = push.observe()
      push.connect(endpoint)
      const sending = sendAll(push, count)
      await killed.printed(/^got \d\d\d$/)
      killed.kill("SIGKILL")
      await killed.ended
      await eventOf(events, "disconnect")
      const [again] = await bound(part, endpoint)
      await using _again = again
      await sending
      await again.printed(new RegExp(`^got ${count - 1}$`))
      const lost = missing([...numbersOf(killed, "got"), ...numbersOf(again, "got")], count)
      t.diagnostic(`${lost} of ${count} messages were lost`)
      assert.ok(lost <= mark + betweenQueues, `${lost} messages were lost`)
      await eventOf(events, "handshake")
    })

    test(`Request to a Reply that is killed again and again, over ${transport}: every question is answered`, async (t) => {
      const rounds = 5
      const each = 20
      using request = new Request({ relaxed: true, correlate: true, linger: 0, reconnectInterval: 20 })
      let endpoint = freshAddress(transport)
      const answered: number[] = []
      let repeated = 0
      for (let round = 0; round < rounds; round++) {
        const [server, at] = await bound({ role: "reply" }, endpoint)
        await using _server = server
        if (round === 0) request.connect(at)
        endpoint = at
        for (let asked = 0; asked < each; asked++) {
          const number = answered.length
          // The last question of a round meets a server that has been killed.
          if (asked === each - 1) server.kill("SIGKILL")
          for (;;) {
            await request.send(numbered(number, size), timeLimit)
            try {
              answered.push(numberOf(await request.receive({ timeout: 200 }), size))
              break
            } catch (error) {
              assert.ok(error instanceof TimeoutError)
              repeated += 1
              if (asked === each - 1) break
            }
          }
        }
        await server.ended
      }
      const [last] = await bound({ role: "reply" }, endpoint)
      await using _last = last
      for (let number = answered.length; number < rounds * each; number++) {
        await request.send(numbered(number, size), timeLimit)
        answered.push(numberOf(await request.receive(timeLimit), size))
      }
      t.diagnostic(`${repeated} questions were asked again`)
      assert.equal(missing(answered, rounds * each), 0)
    })
  }

  test("an XPublisher whose subscribers are killed forgets their subscriptions, and goes on", async () => {
    using publisher = new XPublisher()
    await publisher.bind(freshAddress("tcp"))
    for (let round = 0; round < 5; round++) {
      await using subscriber = start({ role: "subscribe", side: "connect", endpoint: publisher.lastEndpoint! })
      await receiveSubscription(publisher, "")
      await publisher.send(numbered(round, size))
      await subscriber.printed(new RegExp(`^got ${round}$`))
      subscriber.kill("SIGKILL")
      await receiveSubscription(publisher, "", false)
    }
  })
})

describe("a peer is stopped", { skip }, () => {
  for (const transport of transports) {
    test(`Push to one that is stopped, over ${transport}: sends wait, and nothing is lost`, async (t) => {
      const part = { role: "pull", options: shortReceiver } as const
      const [stopped, endpoint] = await bound(part, freshAddress(transport))
      await using _stopped = stopped
      using push = new Push({ ...short, linger: 0 })
      push.connect(endpoint)
      await sendAll(push, 10)
      await stopped.printed(/^got 9$/)
      await stopped.suspend()
      let sent = 10
      for (let full = false; !full; ) {
        try {
          await push.send(numbered(sent, size), { timeout: 200 })
          sent += 1
        } catch (error) {
          assert.ok(error instanceof TimeoutError)
          full = true
        }
      }
      t.diagnostic(`${sent - 10} messages had room`)
      assert.ok(sent - 10 <= 2 * mark + betweenQueues, `${sent} messages had room`)
      // What has no room is refused, however often it is tried, and costs no memory.
      const refused = numbered(sent, 50_000)
      globalThis.gc!()
      const before = memoryOutsideHeap()
      for (let attempt = 0; attempt < 5000; attempt++) {
        await assert.rejects(push.send(refused, { timeout: 0 }), TimeoutError)
      }
      globalThis.gc!()
      const growth = memoryOutsideHeap() - before
      t.diagnostic(`5000 messages of 50 kB without room took ${growth.toFixed(1)} MiB`)
      assert.ok(growth < 50, `5000 messages of 50 kB without room took ${growth} MiB`)
      stopped.kill("SIGCONT")
      await sendAll(push, 10, sent)
      await stopped.printed(new RegExp(`^got ${sent + 9}$`))
      assert.equal(missing(numbersOf(stopped, "got"), sent + 10), 0)
    })
  }

  test("a subscriber that is stopped costs a publisher no more memory than its queue, and others get everything", async (t) => {
    const count = 20_000
    const large = 10_000
    using publisher = new XPublisher({ sendHighWaterMark: 100, sendBufferSize: buffers, verbosity: "allSubs" })
    await publisher.bind(freshAddress("tcp"))
    const part = { role: "subscribe", side: "connect", endpoint: publisher.lastEndpoint! } as const
    await using stopped = start({ ...part, options: shortReceiver })
    await receiveSubscription(publisher, "")
    await stopped.suspend()
    const before = memoryOutsideHeap()
    for (let number = 0; number < count; number++) await publisher.send(numbered(number, large))
    globalThis.gc!()
    const growth = memoryOutsideHeap() - before
    t.diagnostic(`${(count * large) / 1e6} MB were published, and memory grew by ${growth.toFixed(1)} MiB`)
    assert.ok(growth < 80, `memory grew by ${growth} MiB`)
    await using reading = start({ ...part, role: "subscribe" })
    await receiveSubscription(publisher, "", true)
    for (let number = 0; number < 100; number++) await publisher.send(numbered(number, size))
    await reading.printed(/^got 99$/)
    assert.equal(missing(numbersOf(reading, "got"), 100), 0)
    if (process.platform === "linux") assert.ok(peakMemory(stopped.pid) < 200)
  })

  for (const transport of transports) {
    test(
      `heartbeats give up a peer that is stopped, over ${transport}, while more waits for it than it takes`,
      patched,
      async () => {
        const large = 1_000_000
        const part = { role: "pull", options: shortReceiver, size: large } as const
        const [stopped, endpoint] = await bound(part, freshAddress(transport))
        await using _stopped = stopped
        using push = new Push({ ...short, linger: 0, heartbeatInterval: 1000, heartbeatTimeout: 300 })
        const events = push.observe()
        push.connect(endpoint)
        await eventOf(events, "handshake")
        await stopped.suspend()
        // Long before the first ping is due, a part of a message has been written, and no more can be.
        const fill = async (): Promise<void> => {
          for (let number = 0; ; number++) await push.send(numbered(number, large), { timeout: 100 })
        }
        await assert.rejects(fill(), TimeoutError)
        await eventOf(events, "disconnect")
      },
    )
  }

  test("heartbeats give up a peer that is stopped, and meet it again when it goes on", async () => {
    const [stopped, endpoint] = await bound({ role: "pull" }, freshAddress("tcp"))
    await using _stopped = stopped
    using push = new Push({ linger: 0, reconnectInterval: 20, heartbeatInterval: 50, heartbeatTimeout: 300 })
    const events = push.observe()
    push.connect(endpoint)
    await eventOf(events, "handshake")
    await stopped.suspend()
    await eventOf(events, "disconnect")
    stopped.kill("SIGCONT")
    await eventOf(events, "handshake")
    await push.send(numbered(0, size))
    await stopped.printed(/^got 0$/)
  })
})
