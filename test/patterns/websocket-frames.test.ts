import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { join } from "node:path"
import { describe, test } from "node:test"
import { promisify } from "node:util"
import { Pull, XPublisher } from "#lib/index"
import { skip as sanitizers } from "../sanitizers/findings"
import { bindFresh } from "../support/endpoints"
import { patched } from "../support/patched"
import { receiveSubscription } from "../support/subscriptions"
import { timeLimit } from "../support/waiting"
import { type Opcode, RawWebSocket } from "../support/websocket"

describe("control frames over ws", () => {
  for (const size of [0, 1, 100, 125]) {
    test(`a pong carries the ${size} bytes of the ping`, async () => {
      using pull = new Pull()
      const client = await RawWebSocket.greeted(await bindFresh(pull, "ws"))
      await client.next() // the routing id
      const payload = Buffer.alloc(size, "p")
      client.write(client.frame("ping", payload))
      assert.deepEqual(await client.next(), { opcode: 10, payload })
      client.socket.destroy()
    })
  }

  for (const opcode of ["ping", "pong", "close"] as const) {
    test(`a ${opcode} of more than 125 bytes ends the connection`, async () => {
      using pull = new Pull()
      const client = await RawWebSocket.greeted(await bindFresh(pull, "ws"))
      await client.next() // the routing id
      client.write(client.frame(opcode, Buffer.alloc(126)))
      await client.ended()
      await assert.rejects(client.next(), /The connection ended/)
    })
  }

  test("what comes after a close changes nothing", async () => {
    using publisher = new XPublisher()
    const client = await RawWebSocket.greeted(await bindFresh(publisher, "ws"))
    await client.next() // the routing id
    client.write(client.frame("binary", "\0\x01topic"))
    await receiveSubscription(publisher, "topic")
    const late = (["ping", "pong", "close", "ping"] as const).map((opcode) => client.frame(opcode, "late"))
    client.write(client.frame("close", "\x03\xe8bye"), ...late)
    assert.deepEqual(await client.next(), { opcode: 8, payload: Buffer.from("\x03\xe8bye") })
    await client.ended()
    await assert.rejects(client.next(), /The connection ended/)
    await receiveSubscription(publisher, "topic", false)
  })
})

// So subscribes an unpatched libzmq that speaks CURVE.
test("a subscription over ws may be a command", patched, async () => {
  using publisher = new XPublisher()
  using client = await RawWebSocket.greeted(await bindFresh(publisher, "ws"))
  const commands = ["\x09SUBSCRIBEtopic", "\x09SUBSCRIBE", "\x06CANCELtopic"].map((text) => `\x02${text}`)
  client.write(client.frame("pong", "\x09SUBSCRIBEpong"), ...commands.map((text) => client.frame("binary", text)))
  await receiveSubscription(publisher, "topic")
  await receiveSubscription(publisher, "")
  await receiveSubscription(publisher, "topic", false)
})

describe("messages in several frames over ws", () => {
  const ways: [string, [Opcode, string, boolean][]][] = [
    [
      "an empty first frame",
      [
        ["binary", "", false],
        ["continuation", "\0hello", true],
      ],
    ],
    [
      "several empty frames first",
      [
        ["binary", "", false],
        ["continuation", "", false],
        ["continuation", "\0hel", false],
        ["continuation", "lo", true],
      ],
    ],
    [
      "a ping after the empty first frame",
      [
        ["binary", "", false],
        ["ping", "", true],
        ["continuation", "\0hello", true],
      ],
    ],
    [
      "empty frames between and last",
      [
        ["binary", "\0hel", false],
        ["continuation", "", false],
        ["continuation", "lo", false],
        ["continuation", "", true],
      ],
    ],
  ]
  for (const [name, frames] of ways) {
    test(`${name}`, async () => {
      using pull = new Pull()
      const client = await RawWebSocket.greeted(await bindFresh(pull, "ws"))
      for (let round = 0; round < 2; round++) {
        client.write(...frames.map(([opcode, payload, final]) => client.frame(opcode, payload, { final })))
        assert.deepEqual((await pull.receive(timeLimit)).map(String), ["hello"])
      }
      client.socket.destroy()
    })
  }

  test("an empty message, and the flags that more parts come, after empty frames", async () => {
    using pull = new Pull()
    const client = await RawWebSocket.greeted(await bindFresh(pull, "ws"))
    const empty = client.frame("binary", "", { final: false })
    client.write(empty, client.frame("continuation", "\x01"), empty, client.frame("continuation", "\0last"))
    assert.deepEqual((await pull.receive(timeLimit)).map(String), ["", "last"])
    client.socket.destroy()
  })

  test("a frame without flags, and a new message after an empty frame, end the connection", async () => {
    using pull = new Pull()
    const endpoint = await bindFresh(pull, "ws")
    for (const [opcode, payload] of [
      ["continuation", ""],
      ["binary", "\0new"],
    ] as const) {
      const client = await RawWebSocket.greeted(endpoint)
      client.write(client.frame("binary", "", { final: false }), client.frame(opcode, payload))
      await client.ended()
      assert.equal(pull.readable, false)
    }
  })

  test("more than there is memory for ends the connection, and not the process", {
    skip: (process.platform !== "linux" || sanitizers === false) && "its memory cannot be limited",
  }, async () => {
    const program = join(__dirname, "fragments.js")
    // In KiB. Node 24 and 26 reserve more than Node 22, and end with 600 MB.
    const limited = 'ulimit -d 800000; exec "$0" "$1"'
    const { stdout } = await promisify(execFile)("sh", ["-c", limited, process.execPath, program])
    assert.equal(stdout, "refused; the next message came\n")
  })
})
