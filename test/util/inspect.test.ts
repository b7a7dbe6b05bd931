import assert from "node:assert/strict"
import { test } from "node:test"
import { inspect } from "node:util"
import { Context, Dealer, Observer, Poller, Proxy, Pull, Router } from "#lib/index"
import { reservedEndpoint } from "../support/endpoints"

const flat = { breakLength: Number.POSITIVE_INFINITY, compact: 5 }

test("an open socket shows its type, its endpoints and what waits", async () => {
  using router = new Router()
  assert.equal(
    inspect(router, flat),
    "Router { state: 'open', bound: [], connected: [], waiting: { sends: 0, receives: 0 } }",
  )
  await router.bind("tcp://127.0.0.1:*")
  const { lastEndpoint } = router
  const peer = reservedEndpoint()
  router.connect(peer)
  const receive = router.receive()
  receive.catch(() => undefined)
  assert.equal(
    inspect(router, flat),
    `Router { state: 'open', bound: [ '${lastEndpoint}' ], connected: [ '${peer}' ], waiting: { sends: 0, receives: 1 } }`,
  )
})

test("prototypes, and objects that inherit from them, are shown without a state", () => {
  for (const { prototype } of [Context, Dealer, Observer, Poller, Proxy, Pull, Router]) {
    assert.match(inspect(Object.create(prototype)), /^\w+ \{.*\}$/s)
    assert.match(inspect(prototype), /\{.*\}$/s)
  }
})

test("a closed socket shows that it is closed", () => {
  const pull = new Pull()
  pull.close()
  assert.equal(inspect(pull), "Pull { state: 'closed' }")
})

test("a socket that a proxy has shows so, and where peers find it", async () => {
  using front = new Router()
  using back = new Dealer()
  await front.bind("tcp://127.0.0.1:*")
  await back.bind("tcp://127.0.0.1:*")
  const { lastEndpoint } = front
  const proxy = new Proxy(front, back)
  const run = proxy.run()
  assert.equal(inspect(front, flat), `Router { state: 'in a proxy', bound: [ '${lastEndpoint}' ], connected: [] }`)
  proxy.terminate()
  await run
  assert.equal(inspect(front), "Router { state: 'closed' }")
})

test("a poller shows the number of its items, and an observer its state, and nothing else", async () => {
  using pull = new Pull()
  const poller = new Poller().add(pull)
  const poll = poller.poll(1)
  assert.equal(inspect(poller, flat), "Poller { size: 1, waiting: 1 }")
  await poll
  assert.equal(inspect(poller, flat), "Poller { size: 1, waiting: 0 }")

  const observer = pull.events
  assert.equal(inspect(observer, flat), "Observer { state: 'open', version: 1, waiting: false }")
  observer.close()
  assert.equal(inspect(observer, flat), "Observer { state: 'closed', version: 1, waiting: false }")
})

test("a subclass is shown by its name", () => {
  class Orders extends Pull {}
  const orders = new Orders()
  orders.close()
  assert.equal(inspect(orders), "Orders { state: 'closed' }")
})

test("depth, colours and line breaks are the caller's", () => {
  using pull = new Pull()
  assert.equal(inspect({ a: { b: { c: { pull } } } }, { depth: 2, ...flat }), "{ a: { b: { c: [Object] } } }")
  assert.equal(inspect({ a: { b: pull } }, { depth: 1, ...flat }), "{ a: { b: [Pull] } }")
  assert.equal(
    inspect(pull, { depth: 0, ...flat }),
    "Pull { state: 'open', bound: [], connected: [], waiting: [Object] }",
  )
  assert.equal(inspect(pull, { depth: null, ...flat }), inspect(pull, flat))
  assert.ok(inspect(pull, { colors: true }).includes("\u001b[32m'open'"))
  assert.match(inspect(pull, { compact: false }), /^Pull \{\n {2}state: 'open',\n/)
})

test("keys and passwords are not shown at any depth", () => {
  const secrets = {
    curveSecretKey: "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6",
    curvePublicKey: "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID",
    plainPassword: "open sesame",
  }
  const context = new Context({ socketOptions: secrets })
  using dealer = new Dealer({ context, ...secrets })
  for (const thing of [dealer, context]) {
    const shown = inspect(thing, { depth: null, showHidden: true })
    for (const secret of Object.values(secrets)) assert.ok(!shown.includes(secret), shown)
  }
})

test("a context shows its state and how many sockets are open", async () => {
  const context = new Context()
  assert.equal(inspect(context), "Context { state: 'open', sockets: 0 }")
  const pull = new Pull({ context })
  assert.equal(inspect(context), "Context { state: 'open', sockets: 1 }")
  assert.equal(inspect([[context]], { depth: 1 }), "[ [ [Context] ] ]")
  context.shutdown()
  assert.equal(inspect(context), "Context { state: 'shut down', sockets: 1 }")
  assert.match(inspect(pull), /^Pull \{\n? *state: 'open'/)
  pull.close()
  await context.term()
  assert.equal(inspect(context), "Context { state: 'terminated', sockets: 0 }")
})
