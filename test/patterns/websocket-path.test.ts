// The path of a ws address: which resource of a server a client asks for.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Pull, Push } from "#lib/index"
import { timeLimit } from "../support/waiting"
import { RawWebSocketServer } from "../support/websocket"

const paths = [
  "/one",
  "/one/two",
  "/one/two/three.html",
  "/one//two/",
  "/time/12:30",
  "/one;version=2/two",
  "/?at=12:30/13:00",
]

describe("a path of several parts, and one with colons and semicolons", () => {
  for (const path of paths) {
    test(`${path}: a client asks for it`, async () => {
      await using server = await RawWebSocketServer.listen()
      using push = new Push({ linger: 0 })
      push.connect(`${server.endpoint}${path}`)
      assert.deepEqual(push.endpoints.connected, [`${server.endpoint}${path}`])
      const [request] = (await (await server.accept()).head()).split("\r\n")
      assert.equal(request, `GET ${path} HTTP/1.1`)
    })

    test(`${path}: a server is bound to it`, async () => {
      using pull = new Pull()
      using push = new Push({ linger: 0 })
      await pull.bind(`ws://127.0.0.1:*${path}`)
      const endpoint = pull.lastEndpoint as string
      assert.match(endpoint, /^ws:\/\/127\.0\.0\.1:\d+\//)
      assert.ok(endpoint.endsWith(path), endpoint)
      push.connect(endpoint)
      await push.send("a message")
      assert.equal(String((await pull.receive(timeLimit))[0]), "a message")
      await pull.unbind(endpoint)
      push.disconnect(endpoint)
      await pull.bind(endpoint)
    })
  }

  test("a ws path with a random port", async () => {
    using pull = new Pull()
    const { address, port } = await pull.bindToRandomPort("ws://127.0.0.1/one/two")
    assert.equal(address, `ws://127.0.0.1:${port}/one/two`)
  })
})

test("a path is refused that is too long for a request", async () => {
  using pull = new Pull()
  const address = `ws://127.0.0.1:5555/${"a/".repeat(5000)}`
  assert.throws(() => pull.connect(address), { code: "EINVAL", address })
  await assert.rejects(pull.bind(address), { code: "EINVAL", address })
})
