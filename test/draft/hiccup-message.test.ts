import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { binding } from "#lib/addon/binding"
import { Client, Peer, Server } from "#lib/draft"
import { Dealer, Router } from "#lib/index"
import { freshPath, reservedEndpoint } from "../support/endpoints"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"

const lacks = !binding.vendored && "the vendored libzmq has it; in 4.3.5 it stalls the connection"

const addresses = {
  tcp: () => reservedEndpoint(),
  ws: () => reservedEndpoint().replace("tcp", "ws"),
  ipc: () => `ipc://${freshPath()}`,
}

describe("a socket receives its hiccup message when its connection is lost", { skip: lacks }, () => {
  for (const [transport, address] of Object.entries(addresses)) {
    test(`a Dealer, each time, behind what has arrived, and goes on, over ${transport}`, async () => {
      const endpoint = address()
      using dealer = new Dealer({
        routingId: "D",
        hiccupMessage: "lost",
        reconnectInterval: 1,
        receiveHighWaterMark: 2,
      })
      dealer.connect(endpoint)
      for (let round = 0; round < 4; round++) {
        const router = new Router()
        await router.bind(endpoint)
        await dealer.send("hello")
        await router.receive(timeLimit)
        for (const message of ["one", "two", "three"]) {
          await router.send(["D", message])
          assert.deepEqual(text(await dealer.receive(timeLimit)), [message])
        }
        router.close()
        assert.deepEqual(text(await dealer.receive(timeLimit)), ["lost"])
      }
    })
  }

  test("a Dealer with immediate", async () => {
    const endpoint = reservedEndpoint()
    using dealer = new Dealer({ hiccupMessage: "lost", reconnectInterval: 1, immediate: true })
    dealer.connect(endpoint)
    for (let round = 0; round < 2; round++) {
      const router = new Router()
      await router.bind(endpoint)
      await dealer.send("hello", timeLimit)
      await router.receive(timeLimit)
      router.close()
      assert.deepEqual(text(await dealer.receive(timeLimit)), ["lost"])
      // The queue of the lost connection ends just after that message. What is sent before would be lost with it.
      await until(() => !dealer.writable)
    }
  })

  test("a Client", async () => {
    const endpoint = reservedEndpoint()
    using client = new Client({ hiccupMessage: "lost" })
    client.connect(endpoint)
    const server = new Server()
    await server.bind(endpoint)
    await client.send("hello")
    await server.receive(timeLimit)
    server.close()
    assert.deepEqual(await client.receive(timeLimit), [Buffer.from("lost")])
  })

  test("a Peer that has connected, by the routing id of the other, and not one that was connected to", async () => {
    const endpoint = reservedEndpoint()
    using one = new Peer({ hiccupMessage: "lost", disconnectMessage: "gone" })
    const routingId = one.connectPeer(endpoint)
    const other = new Peer({ hiccupMessage: "lost", disconnectMessage: "gone" })
    await other.bind(endpoint)
    await one.send("hello", { routingId })
    const [, from] = await other.receive(timeLimit)
    other.close()
    assert.deepEqual(await one.receive(timeLimit), [Buffer.from("lost"), { routingId }])

    using another = new Peer({ hiccupMessage: "lost", disconnectMessage: "gone" })
    await another.bind(endpoint)
    await one.send("hello", { routingId })
    const [, id] = await another.receive(timeLimit)
    assert.notEqual(from, undefined)
    one.close()
    assert.deepEqual(await another.receive(timeLimit), [Buffer.from("gone"), id])
  })
})
