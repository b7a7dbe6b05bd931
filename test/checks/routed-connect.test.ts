import assert from "node:assert/strict"
import { test } from "node:test"
import { Router, Stream } from "#lib/index"

const nobody = "tcp://127.0.0.1:9"
const inUse = { name: "ZmqError", code: "EADDRINUSE", syscall: "zmq_connect" }

// libzmq ends the process with an assertion for each of these.
for (const Type of [Router, Stream]) {
  test(`${Type.name}: a routing id that a peer has already is refused`, () => {
    using socket = new Type()
    socket.connect(nobody, { routingId: "peer" })
    assert.throws(() => socket.connect(nobody, { routingId: "peer" }), inUse)
    socket.connect(nobody, { routingId: "other" })
  })

  test(`${Type.name}: so is one that was set as an option`, () => {
    using socket = new Type()
    socket.connect(nobody, { routingId: Buffer.from("p\0q") })
    socket.setOption("connectRoutingId", Buffer.from("p\0q"))
    assert.throws(() => socket.connect(nobody), inUse)
    socket.setOption("connectRoutingId", "other")
    socket.connect(nobody)
  })

  test(`${Type.name}: options of connect that are not an object are refused`, () => {
    using socket = new Type()
    const options = "peer" as unknown as { routingId: string }
    assert.throws(() => socket.connect(nobody, options), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  })
}

test("Router: a routing id that a peer chose itself is refused", async () => {
  using router = new Router()
  await router.bind("inproc://routed-connect")
  using peer = new Router({ routingId: "chosen", probeRouter: true })
  peer.connect("inproc://routed-connect")
  await router.receive()
  assert.throws(() => router.connect(nobody, { routingId: "chosen" }), inUse)
})

test("Router: the routing id of a peer that was disconnected may be given again", () => {
  using router = new Router()
  router.connect(nobody, { routingId: "peer" })
  router.disconnect(nobody)
  while (true) {
    try {
      router.connect(nobody, { routingId: "peer" })
      return
    } catch (error) {
      // The I/O thread has not yet let go of the old connection.
      assert.equal((error as { code: string }).code, "EADDRINUSE")
    }
  }
})
