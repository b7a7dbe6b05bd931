// A Pair or Channel that disconnects and connects again in one turn, before either end has noticed that the first
// connection is over: nothing hangs, and no message is lost.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Channel } from "#lib/draft"
import { Pair } from "#lib/index"
import { bindFresh, transports } from "../support/endpoints"
import { patched } from "../support/patched"
import { timeLimit } from "../support/waiting"

const receive = async (socket: Pair | Channel) => String((await socket.receive(timeLimit))[0])

for (const [name, open] of Object.entries({ Pair: () => new Pair(), Channel: () => new Channel() })) {
  describe(`a ${name} disconnects and connects in one turn`, patched, () => {
    for (const transport of transports) {
      test(`over ${transport}, to where it was`, async () => {
        using one = open()
        using other = open()
        const endpoint = await bindFresh(one, transport)
        other.connect(endpoint)
        for (let round = 0; round < 20; round++) {
          await other.send(`there ${round}`, timeLimit)
          assert.equal(await receive(one), `there ${round}`)
          await one.send(`and back ${round}`, timeLimit)
          assert.equal(await receive(other), `and back ${round}`)
          other.disconnect(endpoint)
          other.connect(endpoint)
        }
      })

      test(`over ${transport}, to another`, async () => {
        using one = open()
        using other = open()
        using mobile = open()
        const endpoints = [await bindFresh(one, transport), await bindFresh(other, transport)] as const
        mobile.connect(endpoints[0])
        await mobile.send("to one", timeLimit)
        mobile.disconnect(endpoints[0])
        mobile.connect(endpoints[1])
        await mobile.send("to the other", timeLimit)
        assert.equal(await receive(one), "to one")
        assert.equal(await receive(other), "to the other")
        await other.send("and back", timeLimit)
        assert.equal(await receive(mobile), "and back")
      })

      test(`over ${transport}, again and again, and all that it sent comes in order`, async () => {
        using one = open()
        using other = open()
        const endpoint = await bindFresh(one, transport)
        other.connect(endpoint)
        for (let round = 0; round < 10; round++) {
          await other.send(`${round}`, timeLimit)
          other.disconnect(endpoint)
          other.connect(endpoint)
        }
        await other.send("last", timeLimit)
        for (let round = 0; round < 10; round++) assert.equal(await receive(one), `${round}`)
        assert.equal(await receive(one), "last")
        await one.send("and back", timeLimit)
        assert.equal(await receive(other), "and back")
      })
    }
  })
}
