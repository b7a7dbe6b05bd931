// Who counts as dead: a peer of which nothing arrives any more, however long its messages take.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Pull } from "#lib/index"
import { bindFresh, type Transport } from "../support/endpoints"
import { patched } from "../support/patched"
import { slowly, timeLimit } from "../support/waiting"
import { RawWebSocket } from "../support/websocket"
import { command, greetingOf30, message, ping, RawPeer } from "../support/zmtp"

/** Takes twice as long to arrive as a peer may be silent. */
const long = "x".repeat(40)
const silence = 500
const pause = 25

async function pushing(endpoint: string): Promise<RawPeer> {
  const peer = await RawPeer.connect(endpoint)
  await peer.greet("PUSH")
  return peer
}

describe("a message that arrives for longer than a peer may be silent arrives whole", {
  ...patched,
  concurrency: true,
}, () => {
  for (const transport of ["tcp", "ipc", "ws"] satisfies Transport[]) {
    test(`over ${transport}, where nothing may arrive for a while after a ping of ours`, async () => {
      using pull = new Pull({ heartbeatInterval: 20, heartbeatTimeout: silence })
      const disconnects = pull.observe({ events: ["disconnect"] })
      const endpoint = await bindFresh(pull, transport)
      using peer = transport === "ws" ? await RawWebSocket.greeted(endpoint) : await pushing(endpoint)
      const bytes = peer instanceof RawWebSocket ? peer.frame("binary", `\0${long}`) : message(long)
      await slowly(bytes, (byte) => peer.socket.write(byte), pause)
      assert.equal(String(await pull.receive(timeLimit)), long)
      await disconnects.receive(timeLimit)
    })
  }

  test("a long message of a peer that said for how long it is alive arrives whole", async () => {
    using pull = new Pull()
    using peer = await pushing(await bindFresh(pull))
    peer.socket.write(ping("", silence / 100))
    await slowly(message(long), (byte) => peer.socket.write(byte), pause)
    assert.equal(String(await pull.receive(timeLimit)), long)
  })
})

test(
  "a peer that said for how long it is alive is given up when that is over, whatever it said after its ping",
  patched,
  async () => {
    using pull = new Pull()
    const disconnects = pull.observe({ events: ["disconnect"] })
    using peer = await pushing(await bindFresh(pull))
    peer.socket.write(ping("", silence / 100))
    assert.equal(String(await peer.frame()), "\x04PONG")
    peer.socket.write(message("after the ping"))
    assert.equal(String(await pull.receive(timeLimit)), "after the ping")
    await disconnects.receive(timeLimit)
  },
)

test("a peer that says that it need not be alive is not given up any more", patched, async () => {
  using pull = new Pull()
  const disconnects = pull.observe({ events: ["disconnect"] })
  using peer = await pushing(await bindFresh(pull))
  peer.socket.write(Buffer.concat([ping("", 1), ping("", 0)]))
  // That nothing happens meanwhile can only be waited for.
  await assert.rejects(disconnects.receive({ timeout: 3 * 100 }), { code: "EAGAIN" })
})

test("a peer of ZMTP 3.0 is asked once whether it knows pings, and is given up only if it does", patched, async () => {
  using pull = new Pull({ heartbeatInterval: 10, heartbeatTimeout: 30 })
  const disconnects = pull.observe({ events: ["disconnect"] })
  using peer = await RawPeer.connect(await bindFresh(pull))
  await peer.greet("PUSH", "", greetingOf30)
  assert.equal((await peer.frame()).toString("latin1", 1, 5), "PING")
  // That nothing happens meanwhile can only be waited for.
  await assert.rejects(disconnects.receive({ timeout: 300 }), { code: "EAGAIN" })
  peer.socket.write(Buffer.concat([message("not pinged again"), command("PONG", Buffer.alloc(0))]))
  assert.equal(String(await pull.receive(timeLimit)), "not pinged again")
  assert.equal((await peer.frame()).toString("latin1", 1, 5), "PING")
  await disconnects.receive(timeLimit)
})

test("a peer of ZMTP 3.0 that pings is pinged", patched, async () => {
  using pull = new Pull({ heartbeatInterval: 10, heartbeatTimeout: 30 })
  const disconnects = pull.observe({ events: ["disconnect"] })
  using peer = await RawPeer.connect(await bindFresh(pull))
  await peer.greet("PUSH", "", greetingOf30)
  peer.socket.write(ping())
  await disconnects.receive(timeLimit)
})
