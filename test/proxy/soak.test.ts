// Random messages in both directions, with pauses in between: nothing is lost, torn, or out of its peer's order.
import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Dealer, Proxy, Router } from "#lib/index"
import { bindFresh, type Transport } from "../support/endpoints"
import { SeededRandom } from "../support/seeded-random"
import { timeLimit } from "../support/waiting"

const peers = 4
const messages = 1500

/** The number, the sender, and parts of random sizes: the last says how many there are. */
function message(random: SeededRandom, number: number): (string | Buffer)[] {
  const count = random.below(5)
  const parts = Array.from({ length: count }, () =>
    Buffer.alloc(random.below(10) === 0 ? 40_000 : random.below(100), number),
  )
  return [`${number}`, ...parts, `${count}`]
}

function check(parts: Buffer[], number: number): void {
  assert.equal(String(parts[0]), `${number}`)
  const payload = parts.slice(1, -1)
  assert.equal(String(parts.at(-1)), `${payload.length}`)
  for (const part of payload) assert.ok(part.every((byte) => byte === number % 256))
}

for (const transport of ["tcp", "inproc"] as Transport[]) {
  for (const highWaterMark of [3, 1000]) {
    test(`${transport}, high-water marks of ${highWaterMark}`, async () => {
      const random = new SeededRandom(highWaterMark)
      const options = { linger: 0, sendHighWaterMark: highWaterMark, receiveHighWaterMark: highWaterMark }
      using front = new Router({ ...options, mandatory: true })
      using back = new Dealer(options)
      const [frontAddress, backAddress] = [await bindFresh(front, transport), await bindFresh(back, transport)]
      // One that is not mandatory would drop what a peer has no room for.
      using service = new Router({ ...options, mandatory: true })
      service.connect(backAddress)
      const clients = Array.from({ length: peers }, () => new Dealer(options))
      for (const client of clients) client.connect(frontAddress)

      const early = clients[0]!.send(["early"])
      await early
      await front.receive(timeLimit)
      using proxy = new Proxy(front, back)
      const running = proxy.run()

      // The service sends back what it gets.
      const serving = (async () => {
        for await (const parts of service) await service.send(parts)
      })().catch((error) => {
        if (!service.closed) throw error
      })
      let over = false
      const pausing = (async () => {
        while (!over) {
          proxy.pause()
          for (let turns = random.below(20); turns > 0; turns--) await setImmediate()
          proxy.resume()
          for (let turns = random.below(200); turns > 0; turns--) await setImmediate()
        }
      })()
      await Promise.all(
        clients.flatMap((client) => [
          (async () => {
            for (let number = 0; number < messages; number++) await client.send(message(random, number), timeLimit)
          })(),
          (async () => {
            for (let number = 0; number < messages; number++) check(await client.receive({ timeout: 60_000 }), number)
          })(),
        ]),
      )
      over = true
      await pausing
      proxy.terminate()
      await running
      const { frontEnd, backEnd } = proxy.statistics()
      assert.equal(frontEnd.messagesReceived, peers * messages)
      assert.equal(frontEnd.messagesSent, peers * messages)
      assert.deepEqual([backEnd.messagesSent, backEnd.bytesSent], [frontEnd.messagesReceived, frontEnd.bytesReceived])
      service.close()
      for (const client of clients) client.close()
      await serving
    })
  }
}
