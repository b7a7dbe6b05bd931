// What each type of socket counts as, in each state: as libzmq has it, with poll and pollSync alike.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import {
  Dealer,
  Pair,
  Poller,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  type Socket,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"

interface States {
  /** Without a peer. */
  alone: string
  /** With a peer that has said nothing. */
  joined: string
  /** When a message of the peer has come; undefined where none can. */
  spokenTo: string | undefined
}

interface Row extends States {
  name: string
  make(): Socket
  /** A peer, and what it says. */
  peer(): Socket
  say?(peer: Socket, socket: Socket): Promise<unknown>
}

const said = (peer: unknown) => (peer as Pair).send("hello")

function subscriber(): Subscriber {
  const made = new Subscriber()
  made.subscribe("")
  return made
}

const rows: Row[] = [
  { name: "Pair", make: () => new Pair(), peer: () => new Pair(), say: said, alone: "", joined: "w", spokenTo: "rw" },
  { name: "Push", make: () => new Push(), peer: () => new Pull(), alone: "", joined: "w", spokenTo: undefined },
  { name: "Pull", make: () => new Pull(), peer: () => new Push(), say: said, alone: "", joined: "", spokenTo: "r" },
  {
    name: "Publisher",
    make: () => new Publisher(),
    peer: () => subscriber(),
    alone: "w",
    joined: "w",
    spokenTo: undefined,
  },
  {
    name: "Subscriber",
    make: () => subscriber(),
    peer: () => new XPublisher(),
    // The publisher learns of the subscription first.
    say: async (peer) => {
      await (peer as XPublisher).receive(timeLimit)
      await (peer as XPublisher).send("hello")
    },
    alone: "",
    joined: "",
    spokenTo: "r",
  },
  {
    name: "XPublisher",
    make: () => new XPublisher(),
    peer: () => new XSubscriber(),
    say: (peer) => (peer as XSubscriber).send("\u0001topic"),
    alone: "w",
    joined: "w",
    spokenTo: "rw",
  },
  {
    name: "XSubscriber",
    make: () => new XSubscriber(),
    peer: () => new XPublisher(),
    say: async (peer, socket) => {
      await (socket as XSubscriber).send("\u0001")
      await (peer as XPublisher).receive(timeLimit)
      await (peer as XPublisher).send("hello")
    },
    alone: "w",
    joined: "w",
    spokenTo: "rw",
  },
  {
    name: "Request",
    make: () => new Request({ linger: 0 }),
    peer: () => new Reply(),
    say: async (peer, socket) => {
      await (socket as Request).send("question")
      await (peer as Reply).receive(timeLimit)
      await (peer as Reply).send("answer")
    },
    alone: "",
    joined: "w",
    spokenTo: "r",
  },
  {
    name: "Reply",
    make: () => new Reply(),
    peer: () => new Request({ linger: 0 }),
    say: (peer) => (peer as Request).send("question"),
    alone: "",
    joined: "",
    spokenTo: "r",
  },
  {
    name: "Dealer",
    make: () => new Dealer(),
    peer: () => new Dealer(),
    say: said,
    alone: "",
    joined: "w",
    spokenTo: "rw",
  },
  {
    name: "Router",
    make: () => new Router(),
    peer: () => new Dealer(),
    say: said,
    alone: "w",
    joined: "w",
    spokenTo: "rw",
  },
]

const everything = { readable: true, writable: true, error: true }

/** What is ready: "r", "w", "e". */
function letters(poller: Poller, socket: Socket, ready: ReturnType<Poller["pollSync"]>): string {
  assert.equal(poller.size, 1)
  const { readable = false, writable = false, error = false } = ready.get(socket) ?? {}
  assert.equal(ready.size, readable || writable || error ? 1 : 0)
  return `${readable ? "r" : ""}${writable ? "w" : ""}${error ? "e" : ""}`
}

/** Both ways to poll come to `expected`, with everything asked, and with each alone. */
async function counts(socket: Socket, expected: string): Promise<void> {
  const poller = new Poller().add(socket, everything)
  await until(async () => letters(poller, socket, await poller.poll(0)) === expected)
  assert.equal(letters(poller, socket, poller.pollSync(0)), expected)
  for (const asked of ["readable", "writable"] as const) {
    const alone = expected.includes(asked[0]!) ? asked[0] : ""
    poller.modify(socket, { [asked]: true })
    assert.equal(letters(poller, socket, poller.pollSync(alone === "" ? 5 : 10_000)), alone)
    assert.equal(letters(poller, socket, await poller.poll(alone === "" ? 5 : 10_000)), alone)
  }
}

describe("what a socket counts as", () => {
  for (const transport of ["inproc", "tcp"] as const) {
    for (const { name, make, peer, say, ...states } of rows) {
      test(`${name} over ${transport}`, async () => {
        using socket = make()
        const endpoint = await bindFresh(socket, transport)
        await counts(socket, states.alone)
        using other = peer()
        other.connect(endpoint)
        await counts(socket, states.joined)
        if (say === undefined || states.spokenTo === undefined) return
        await say(other, socket)
        await counts(socket, states.spokenTo)
      })
    }
  }

  test("Reply that has a request to answer, and has answered", async () => {
    using reply = new Reply()
    const endpoint = await bindFresh(reply)
    using request = new Request()
    request.connect(endpoint)
    await request.send("question")
    await reply.receive(timeLimit)
    await counts(reply, "w")
    await counts(request, "")
    await reply.send("answer")
    await counts(reply, "")
    await counts(request, "r")
    await request.receive(timeLimit)
    await counts(request, "w")
  })

  test("Stream, whose peer's coming is a message", async () => {
    using server = new Stream()
    const endpoint = await bindFresh(server)
    await counts(server, "w")
    using client = new Stream()
    client.connect(endpoint)
    await counts(server, "rw")
    await server.receive()
    await counts(server, "w")
  })

  test("Push whose peer has no more room", async () => {
    using push = new Push({ sendHighWaterMark: 1, linger: 0 })
    const endpoint = await bindFresh(push, "inproc")
    using pull = new Pull({ receiveHighWaterMark: 1 })
    pull.connect(endpoint)
    const poller = new Poller().add(push, { writable: true })
    let sent = 0
    while ((await poller.poll(0)).size > 0) {
      await push.send("fills", { timeout: 0 })
      sent += 1
    }
    assert.equal(sent, 2)
    await counts(push, "")
    for (let received = 0; received < sent; received++) await pull.receive(timeLimit)
    await counts(push, "w")
  })
})
