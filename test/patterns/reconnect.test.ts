import assert from "node:assert/strict"
import { connect as tcpConnect } from "node:net"
import { describe, test } from "node:test"
import { Dealer, Pull, Push, Request, Router, Subscriber, XPublisher } from "#lib/index"
import { Child } from "../support/child"
import { bindFresh, freshAddress, reservedEndpoint, transports } from "../support/endpoints"
import { receiveSubscription } from "../support/subscriptions"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"

/** Endpoints of the server in named-server.ts. */
interface Endpoints {
  greeting: string
  publishing: string
  replying: string
}

function startServer({ greeting, publishing, replying }: Endpoints, name: string): Child {
  return Child.node([require.resolve("./named-server"), greeting, publishing, replying, name])
}

/** Ends the process as a crash would: nothing is closed, nothing is said. */
async function crash(server: Child): Promise<void> {
  server.kill("SIGKILL")
  const { code, signal, stderr } = await server.ended
  assert.deepEqual({ code, signal, stderr }, { code: null, signal: "SIGKILL", stderr: "" })
}

describe("a server is killed and started again", () => {
  for (const transport of ["tcp", "ipc"] as const) {
    test(`over ${transport}: its clients resume with the new one`, async () => {
      const address = () => (transport === "tcp" ? reservedEndpoint() : freshAddress("ipc"))
      const endpoints = { greeting: address(), publishing: address(), replying: address() }
      using dealer = new Dealer({ reconnectInterval: 5 })
      using subscriber = new Subscriber({ reconnectInterval: 5 })
      // With `immediate`, a request waits until the new server is there, and cannot leave for the old one.
      using request = new Request({ reconnectInterval: 5, immediate: true })
      subscriber.subscribe("topic")
      dealer.connect(endpoints.greeting)
      subscriber.connect(endpoints.publishing)
      request.connect(endpoints.replying)

      for (const name of ["first", "second", "third"]) {
        await using server = startServer(endpoints, name)
        try {
          assert.deepEqual(text(await dealer.receive(timeLimit)), [name])
          for (let round = 0; round < 3; round += 1) {
            await dealer.send(`${round}`)
            assert.deepEqual(text(await dealer.receive(timeLimit)), [name, `${round}`])
          }
          assert.deepEqual(text(await subscriber.receive(timeLimit)), ["topic", name])
          for (let round = 0; round < 3; round += 1) {
            await request.send(`${round}`, timeLimit)
            assert.deepEqual(text(await request.receive(timeLimit)), [name, `${round}`])
          }
        } finally {
          await crash(server)
        }
        await until(() => !request.writable)
      }
    })
  }
})

describe("connect before bind", () => {
  for (const transport of ["tcp", "ipc", "inproc"] as const) {
    test(`over ${transport}: what was sent meanwhile waits, and arrives in order`, async () => {
      const address = transport === "tcp" ? reservedEndpoint() : freshAddress(transport)
      using push = new Push({ reconnectInterval: 5 })
      push.connect(address)
      for (let index = 0; index < 10; index += 1) await push.send(`${index}`)
      using pull = new Pull()
      await pull.bind(address)
      for (let index = 0; index < 10; index += 1) assert.deepEqual(text(await pull.receive(timeLimit)), [`${index}`])
    })

    test(`over ${transport}: a receive and subscriptions wait too`, async () => {
      const address = transport === "tcp" ? reservedEndpoint() : freshAddress(transport)
      using subscriber = new Subscriber({ reconnectInterval: 5 })
      subscriber.connect(address)
      subscriber.subscribe("topic")
      const received = subscriber.receive(timeLimit)
      using publisher = new XPublisher()
      await publisher.bind(address)
      await receiveSubscription(publisher, "topic")
      await publisher.send("topic")
      assert.deepEqual(text(await received), ["topic"])
    })
  }

  test("immediate: a send waits for the connection instead", async () => {
    const address = reservedEndpoint()
    using push = new Push({ reconnectInterval: 5, immediate: true })
    push.connect(address)
    assert.equal(push.writable, false)
    await assert.rejects(push.send("too early", { timeout: 0 }), { code: "EAGAIN" })
    const waiting = push.send("in time", timeLimit)
    using pull = new Pull()
    await pull.bind(address)
    await waiting
    assert.deepEqual(text(await pull.receive(timeLimit)), ["in time"])
  })

  test("conflate: of what waits for a peer, the newest alone arrives", async () => {
    const address = reservedEndpoint()
    using push = new Push({ reconnectInterval: 5, conflate: true })
    push.connect(address)
    for (let index = 0; index < 100; index += 1) await push.send(`${index}`)
    using pull = new Pull()
    await pull.bind(address)
    assert.deepEqual(text(await pull.receive(timeLimit)), ["99"])
    await push.send("later")
    assert.deepEqual(text(await pull.receive(timeLimit)), ["later"])
  })
})

describe("several endpoints for one socket", () => {
  test("a socket binds to an endpoint of each transport, and hears the peers of all", async () => {
    using pull = new Pull()
    const pushes: Push[] = []
    try {
      for (const transport of transports) {
        const push = new Push()
        pushes.push(push)
        push.connect(await bindFresh(pull, transport))
        await push.send(transport)
      }
      const texts: string[] = []
      for (const _ of transports) texts.push(...text(await pull.receive(timeLimit)))
      assert.deepEqual(texts.sort(), [...transports].sort())
    } finally {
      for (const push of pushes) push.close()
    }
  })

  test("a socket connects to an endpoint of each transport, and sends to all", async () => {
    using push = new Push()
    const pulls: Pull[] = []
    try {
      for (const transport of transports) {
        const pull = new Pull()
        pulls.push(pull)
        push.connect(await bindFresh(pull, transport))
      }
      for (let index = 0; index < 8; index += 1) await push.send(`${index}`)
      for (const [index, pull] of pulls.entries()) {
        assert.deepEqual(text(await pull.receive(timeLimit)), [`${index}`])
        assert.deepEqual(text(await pull.receive(timeLimit)), [`${index + 4}`])
      }
    } finally {
      for (const pull of pulls) pull.close()
    }
  })

  test("sockets that bind and connect: N to N", async () => {
    const nodes = [0, 1, 2].map((index) => new Router({ routingId: `node ${index}`, mandatory: true }))
    try {
      const endpoints: string[] = []
      for (const [index, node] of nodes.entries()) {
        for (const [earlier, endpoint] of endpoints.entries()) node.connect(endpoint, { routingId: `node ${earlier}` })
        for (const [earlier] of endpoints.entries()) await node.send([`node ${earlier}`, "hello"])
        endpoints.push(await bindFresh(node))
        for (const earlier of nodes.slice(0, index)) {
          assert.deepEqual(text(await earlier.receive(timeLimit)), [`node ${index}`, "hello"])
        }
      }
      for (const [from, node] of nodes.entries()) {
        for (const [to, peer] of nodes.entries()) {
          if (to === from) continue
          await node.send([`node ${to}`, `from ${from} to ${to}`])
          assert.deepEqual(text(await peer.receive(timeLimit)), [`node ${from}`, `from ${from} to ${to}`])
        }
      }
    } finally {
      for (const node of nodes) node.close()
    }
  })
})

/** Whether a TCP connection to the endpoint is refused. */
function refused(endpoint: string): Promise<boolean> {
  const { hostname, port } = new URL(endpoint)
  return new Promise((resolve, reject) => {
    const probe = tcpConnect(Number(port), hostname)
    probe.once("error", (error: NodeJS.ErrnoException) => {
      // Reset: it had got into the queue of a port that was then closed.
      if (error.code === "ECONNREFUSED" || error.code === "ECONNRESET") resolve(error.code === "ECONNREFUSED")
      else reject(error)
    })
    probe.once("connect", () => {
      probe.destroy()
      resolve(false)
    })
  })
}

describe("unbind", () => {
  test("unbind closes the port, and leaves the socket's other endpoints alone", async () => {
    using pull = new Pull()
    const closed = await bindFresh(pull)
    const open = await bindFresh(pull)
    await pull.unbind(closed)
    // libzmq closes it in its I/O thread.
    await until(() => refused(closed))
    assert.equal(await refused(open), false)
    using push = new Push()
    push.connect(open)
    await push.send("still here")
    assert.deepEqual(text(await pull.receive(timeLimit)), ["still here"])
  })

  test("inproc: the name is free again", async () => {
    const address = freshAddress("inproc")
    using one = new Pull()
    using other = new Pull()
    await one.bind(address)
    await one.unbind(address)
    await other.bind(address)
    using push = new Push()
    push.connect(address)
    await push.send("for the other")
    assert.deepEqual(text(await other.receive(timeLimit)), ["for the other"])
    assert.equal(one.readable, false)
  })
})

describe("disconnect", () => {
  for (const transport of transports) {
    test(`over ${transport}: nothing comes from there until it is connected again`, async () => {
      using publisher = new XPublisher()
      const endpoint = await bindFresh(publisher, transport)
      using subscriber = new Subscriber()
      subscriber.subscribe("")
      subscriber.connect(endpoint)
      await receiveSubscription(publisher, "")
      // libzmq ends a connection in steps, some of which a socket takes only while it is used.
      const next = subscriber.receive(timeLimit)
      subscriber.disconnect(endpoint)
      await receiveSubscription(publisher, "", false)
      await publisher.send("to nobody")
      subscriber.connect(endpoint)
      await receiveSubscription(publisher, "")
      await publisher.send("to one that is back")
      assert.deepEqual(text(await next), ["to one that is back"])
    })
  }

  test("a Push gives what follows to the peers that it still has", async () => {
    using push = new Push()
    using one = new Pull()
    using other = new Pull()
    const endpoint = await bindFresh(one)
    push.connect(endpoint)
    push.connect(await bindFresh(other))
    for (const message of ["1", "2"]) await push.send(message)
    assert.deepEqual(text(await one.receive(timeLimit)), ["1"])
    assert.deepEqual(text(await other.receive(timeLimit)), ["2"])
    push.disconnect(endpoint)
    for (const message of ["3", "4"]) await push.send(message)
    assert.deepEqual(text(await other.receive(timeLimit)), ["3"])
    assert.deepEqual(text(await other.receive(timeLimit)), ["4"])
    assert.equal(one.readable, false)
  })
})
