import assert from "node:assert/strict"
import { test } from "node:test"
import { Pair, Pull, Push, Reply, Router } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

test("without a range the system chooses a free port, which peers can connect to", async () => {
  for (const host of ["tcp://127.0.0.1", "ws://127.0.0.1", "tcp://127.0.0.1:*"]) {
    using pull = new Pull()
    using push = new Push()
    const { address, port } = await pull.bindToRandomPort(host)
    assert.equal(address, pull.lastEndpoint)
    assert.match(address, new RegExp(`^(tcp|ws)://127\\.0\\.0\\.1:${port}/?$`))
    push.connect(address)
    await push.send("there")
    assert.equal(await pull.receiveString(timeLimit), "there")
  }
})

test("every address may be bound to, and a path stays behind the port", () => {
  using router = new Router()
  assert.match(router.bindToRandomPortSync("tcp://*").address, /^tcp:\/\/0\.0\.0\.0:\d+$/)
  const { address, port } = router.bindToRandomPortSync("ws://127.0.0.1/feed")
  assert.equal(address, `ws://127.0.0.1:${port}/feed`)
})

test("ports that are in use are passed over, until none of the range is left", async () => {
  using taken = new Pair()
  const { port } = await taken.bindToRandomPort("tcp://127.0.0.1")
  using reply = new Reply()
  await assert.rejects(reply.bindToRandomPort("tcp://127.0.0.1", { min: port, max: port }), {
    name: "ZmqError",
    code: "EADDRINUSE",
    syscall: "zmq_bind",
    address: "tcp://127.0.0.1",
    message: `Address already in use: none of the 1 ports that were tried from ${port} to ${port} is free`,
  })
  assert.deepEqual(reply.endpoints.bound, [])
})

test("every free port of a range is found once, and then the range is used up", () => {
  // A loopback address that no other program binds to.
  const host = process.platform === "linux" ? `tcp://127.77.${process.pid & 255}.1` : "tcp://127.0.0.1"
  const range = { min: 23_450, max: 23_459 }
  using router = new Router()
  const ports = Array.from({ length: 10 }, () => router.bindToRandomPortSync(host, range).port)
  assert.deepEqual(
    ports.sort(),
    Array.from({ length: 10 }, (_, index) => 23_450 + index),
  )
  assert.throws(() => router.bindToRandomPortSync(host, range), { code: "EADDRINUSE", message: /none of the 10 ports/ })
  assert.throws(() => router.bindToRandomPortSync(host, { ...range, tries: 3 }), { message: /none of the 3 ports/ })
})

test("a range for a random port may have only min or only max", () => {
  using router = new Router()
  const { port } = router.bindToRandomPortSync("tcp://127.0.0.1", { min: 60_000 })
  assert.ok(port >= 60_000 && port <= 65_535)
  const low = router.bindToRandomPortSync("tcp://127.0.0.1", { max: 50_000 }).port
  assert.ok(low >= 49_152 && low <= 50_000)
})

test("other errors than a port in use are not tried again", async () => {
  using reply = new Reply()
  await assert.rejects(reply.bindToRandomPort("tcp://no-such-device", { min: 50_000, max: 50_100 }), (error: Error) => {
    const { code, address } = error as Error & { code: string; address: string }
    assert.equal(code, "ENODEV")
    assert.match(address, /^tcp:\/\/no-such-device:50\d\d\d$/)
    return true
  })
  await assert.rejects(reply.bindToRandomPort("wss://127.0.0.1"), { code: "EPROTONOSUPPORT" })
})

test("addresses without a port to choose are refused", async () => {
  using router = new Router()
  for (const address of ["ipc:///tmp/feed", "inproc://a", "tcp://127.0.0.1:5555", "tcp://", "tcp://::1", "nonsense"]) {
    await assert.rejects(router.bindToRandomPort(address), {
      name: "TypeError",
      code: "ERR_INVALID_ARG_VALUE",
      message: /^"address" must be a tcp, ws or wss address without a port/,
    })
  }
  assert.throws(() => router.bindToRandomPortSync(5555 as never), { code: "ERR_INVALID_ARG_TYPE" })
})

test("invalid ranges are refused", () => {
  using router = new Router()
  const refused = (options: unknown, code: string, message: RegExp) =>
    assert.throws(() => router.bindToRandomPortSync("tcp://127.0.0.1", options as never), { code, message })
  refused(null, "ERR_INVALID_ARG_TYPE", /^"options" must be an object/)
  refused({ min: 0 }, "ERR_OUT_OF_RANGE", /^"options.min" must be a port/)
  refused({ min: 5000, max: 4999 }, "ERR_OUT_OF_RANGE", /^"options.max" must be a port from 5000/)
  refused({ max: 65_536 }, "ERR_OUT_OF_RANGE", /^"options.max"/)
  refused({ min: "1" }, "ERR_INVALID_ARG_TYPE", /^"options.min"/)
  refused({ tries: 0 }, "ERR_OUT_OF_RANGE", /^"options.tries"/)
  assert.deepEqual(router.endpoints.bound, [])
})

test("a closed socket binds to nothing", async () => {
  const router = new Router()
  await bindFresh(router)
  router.close()
  await assert.rejects(router.bindToRandomPort("tcp://127.0.0.1"), { code: "EBADF" })
})
