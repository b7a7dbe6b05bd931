// Over inproc, the room between two sockets is the sum of the sender's mark and the receiver's, whichever changes.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Pull, Push, Reply, Request } from "#lib/index"
import { freshAddress } from "../support/endpoints"
import { patched } from "../support/patched"
import { timeLimit } from "../support/waiting"

const patchedOnly = { skip: patched.skip }

for (const bound of ["sender", "receiver"] as const) {
  describe(`a high-water mark that is set while a connection over inproc exists, to the ${bound}`, patchedOnly, () => {
    async function connected(sendHighWaterMark: number, receiveHighWaterMark: number) {
      const push = new Push({ sendHighWaterMark, linger: 0 })
      const pull = new Pull({ receiveHighWaterMark })
      const address = freshAddress("inproc")
      const [server, client] = bound === "sender" ? [push, pull] : [pull, push]
      await server.bind(address)
      client.connect(address)
      // Only then do both know of the connection.
      await push.send("first", timeLimit)
      await pull.receive(timeLimit)
      const close = () => {
        push.close()
        pull.close()
      }
      return { push, pull, [Symbol.dispose]: close }
    }

    for (const [sends, receives] of [
      [1000, 1],
      [1, 1000],
      [0, 2],
      [2, 0],
      [0, 0],
    ] as const) {
      for (const changed of ["sender's", "receiver's"]) {
        test(`the ${changed} own, set again: ${sends} and ${receives}`, async () => {
          using pair = await connected(sends, receives)
          const { push, pull } = pair
          if (changed === "sender's") push.sendHighWaterMark = sends
          else pull.receiveHighWaterMark = receives
          for (let number = 0; number < 3000; number++) {
            await push.send(`${number}`, timeLimit)
            assert.equal(String(await pull.receive(timeLimit)), `${number}`)
          }
        })
      }
    }

    test("the room is the sum of both, after each change", async () => {
      using pair = await connected(1, 1)
      const { push, pull } = pair
      const room = async () => {
        let count = 0
        // `writable` lets the sender know of the change.
        while (push.writable) {
          await push.send("x")
          count++
        }
        for (let left = count; left > 0; left--) await pull.receive(timeLimit)
        return count
      }
      let before = 0
      const expectRoom = async (sum: number) => {
        // The receiver reports what it has read when that is half of the room, as it was or as it is.
        const unreported = Math.ceil(Math.max(before, sum) / 2) - 1
        before = sum
        const count = await room()
        assert.ok(count <= sum && count >= sum - unreported, `${count} of ${sum}`)
      }
      await expectRoom(2)
      push.sendHighWaterMark = 3
      await expectRoom(4)
      pull.receiveHighWaterMark = 5
      await expectRoom(8)
      push.sendHighWaterMark = 1
      await expectRoom(6)
    })
  })
}

test("a Reply answers a Request whose mark was set over inproc", patchedOnly, async () => {
  using request = new Request({ sendHighWaterMark: 0, receiveHighWaterMark: 2 })
  using reply = new Reply({ sendHighWaterMark: 0, receiveHighWaterMark: 2 })
  const address = freshAddress("inproc")
  await request.bind(address)
  reply.connect(address)
  for (let number = 0; number < 100; number++) {
    await request.send(`${number}`, timeLimit)
    await reply.send(await reply.receive(timeLimit))
    assert.equal(String(await request.receive(timeLimit)), `${number}`)
    if (number === 0) request.sendHighWaterMark = 0
  }
})
