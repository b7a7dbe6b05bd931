// Binds that wait for their address, and what is called on their socket meanwhile.
import assert from "node:assert/strict"
import { test } from "node:test"
import { Pull, Router, SocketClosedError } from "#lib/index"
import { bindFresh } from "../support/endpoints"

const rounds = Array.from({ length: 100 }, (_, round) => round)

test("calls that are not awaited take effect in their order", async () => {
  using socket = new Pull()
  const address = await bindFresh(socket)
  for (const _ of rounds) {
    await Promise.all([
      socket.unbind(address),
      socket.bind(address),
      socket.unbind(address),
      socket.bind(address),
      socket.bind(address).catch(({ code }) => assert.equal(code, "EADDRINUSE")),
    ])
    assert.deepEqual(socket.endpoints.bound, [address])
  }
})

test("a bind to another address waits behind a pending one, and a failure does not stop those behind it", async () => {
  using socket = new Pull()
  const address = await bindFresh(socket)
  for (const _ of rounds) {
    void socket.unbind(address)
    const first = socket.bind(address)
    const wrong = assert.rejects(socket.bind("tcp://127.0.0.1"), { code: "EINVAL" })
    const second = socket.bind("tcp://127.0.0.1:*")
    await Promise.all([first, wrong, second])
    const { bound } = socket.endpoints
    assert.equal(bound[0], address)
    assert.equal(bound.length, 2)
    await socket.unbind(bound[1]!)
  }
})

test("a wait does not block: close() ends it for a bind with a SocketClosedError, and an unbind resolves", async () => {
  let waited = 0
  // A round says nothing if the I/O thread, whose speed the system decides, has freed the address before the next line.
  for (let round = 0; round < rounds.length || waited === 0; round++) {
    using first = new Pull()
    const address = await bindFresh(first)
    const unbound = first.unbind(address)
    const second = new Router()
    const bound = second.bind(address)
    const isBound = second.endpoints.bound.length === 1
    const undone = second.unbind(address)
    first.close()
    second.close()
    const [outcome] = await Promise.allSettled([bound, unbound, undone])
    await unbound
    await undone
    if (isBound) {
      assert.equal(outcome.status, "fulfilled")
      continue
    }
    waited += 1
    assert.equal(outcome.status, "rejected")
    assert.ok(outcome.reason instanceof SocketClosedError)
    assert.deepEqual([outcome.reason.code, outcome.reason.syscall], ["EAGAIN", "zmq_bind"])
  }
  // The I/O thread is seldom as quick as the next line.
  assert.ok(waited > 0)
})

test("bindSync does not come behind a bind that waits, and unbindSync does not know of it", async () => {
  using first = new Pull()
  const address = await bindFresh(first)
  for (const _ of rounds) {
    void first.unbind(address)
    using second = new Router()
    const bound = second.bind(address)
    const isBound = second.endpoints.bound.length === 1
    if (!isBound) assert.throws(() => second.unbindSync(address), { code: "ENOENT" })
    second.bindSync("tcp://127.0.0.1:*")
    await bound
    assert.equal(second.endpoints.bound.indexOf(address), isBound ? 0 : 1)
    second.unbindSync(address)
    await first.bind(address)
  }
})

test("invalid arguments are refused before anything waits", async () => {
  using socket = new Pull()
  const address = await bindFresh(socket)
  void socket.unbind(address)
  await assert.rejects(socket.bind(5555 as never), { code: "ERR_INVALID_ARG_TYPE" })
  await assert.rejects(socket.bind(`${address}x`), { code: "EINVAL" })
  await assert.rejects(socket.unbind(address), { code: "ENOENT" })
  socket.close()
  await assert.rejects(socket.bind(address), { code: "EBADF" })
  await assert.rejects(socket.unbind(address), { code: "EBADF" })
})
