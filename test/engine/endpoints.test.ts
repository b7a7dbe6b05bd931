import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, Dealer, Router } from "#lib/index"
import { freshAddress, freshPath, reservedEndpoint } from "../support/endpoints"

test("endpoints lists what a socket is bound and connected to, with the ports that wildcards became", async () => {
  using router = new Router()
  assert.deepEqual(router.endpoints, { bound: [], connected: [] })
  await router.bind("tcp://127.0.0.1:*")
  const tcp = router.lastEndpoint as string
  const ipc = `ipc://${freshPath()}`
  router.bindSync(ipc)
  const inproc = freshAddress("inproc")
  router.bindSync(inproc)
  const peer = reservedEndpoint()
  router.connect(peer, { routingId: "peer" })
  assert.deepEqual(router.endpoints, { bound: [tcp, ipc, inproc], connected: [peer] })
})

test("what is unbound or disconnected is listed no more, whichever of its names was given", async () => {
  using dealer = new Dealer()
  const [first, second] = [reservedEndpoint(), reservedEndpoint().replace(/127\.[\d.]+/, "localhost")]
  dealer.connect(first)
  dealer.connect(second)
  dealer.disconnect(second)
  assert.deepEqual(dealer.endpoints.connected, [first])
  dealer.disconnect(first)
  await dealer.bind("tcp://*:*")
  const { bound } = dealer.endpoints
  assert.match(bound[0]!, /^tcp:\/\/0\.0\.0\.0:\d+$/)
  await dealer.unbind(bound[0]!)
  const { port } = dealer.bindToRandomPortSync("tcp://*")
  assert.deepEqual(dealer.endpoints.bound, [`tcp://0.0.0.0:${port}`])
  await dealer.unbind(`tcp://0.0.0.0:${port}`)
  const address = `tcp://*:${dealer.bindToRandomPortSync("tcp://*", { min: 20_000, max: 30_000 }).port}`
  await dealer.unbind(address)
  await dealer.bind("tcp://127.0.0.1:*")
  await dealer.unbind("tcp://127.0.0.1:*")
  assert.deepEqual(dealer.endpoints, { bound: [], connected: [] })
})

test("two wildcard binds are two endpoints, and each ends by itself", async () => {
  using router = new Router()
  await router.bind("tcp://127.0.0.1:*")
  await router.bind("tcp://127.0.0.1:*")
  const [first, second] = router.endpoints.bound as [string, string]
  assert.notEqual(first, second)
  await assert.rejects(router.unbind("tcp://127.0.0.1:*"), { code: "ENOENT" })
  await router.unbind(first)
  assert.deepEqual(router.endpoints.bound, [second])
})

test("a failed call changes nothing", async () => {
  using router = new Router()
  await router.bind("tcp://127.0.0.1:*")
  const before = router.endpoints
  using other = new Router()
  await assert.rejects(other.bind(before.bound[0]!), { code: "EADDRINUSE" })
  assert.throws(() => other.connect("nonsense"), { code: "EINVAL" })
  assert.throws(() => router.disconnect("tcp://127.0.0.1:1"), { code: "ENOENT" })
  assert.deepEqual(router.endpoints, before)
  assert.deepEqual(other.endpoints, { bound: [], connected: [] })
})

test("a second connect to the same endpoint is listed once, and one disconnect ends both", () => {
  using dealer = new Dealer()
  const peer = reservedEndpoint()
  dealer.connect(peer)
  dealer.connect(peer)
  assert.deepEqual(dealer.endpoints.connected, [peer])
  dealer.disconnect(peer)
  assert.deepEqual(dealer.endpoints.connected, [])
  assert.throws(() => dealer.disconnect(peer), { code: "ENOENT" })
})

test("the list is a copy, and that of a closed socket is empty", async () => {
  const router = new Router()
  await router.bind("tcp://127.0.0.1:*")
  router.endpoints.bound.length = 0
  assert.equal(router.endpoints.bound.length, 1)
  router.close()
  assert.deepEqual(router.endpoints, { bound: [], connected: [] })
})

test("the endpoints can be read when the context has ended", async () => {
  const context = new Context()
  using router = new Router({ context })
  await router.bind("tcp://127.0.0.1:*")
  context.shutdown()
  assert.equal(router.endpoints.bound.length, 1)
})
