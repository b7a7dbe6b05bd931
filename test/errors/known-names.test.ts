// A name that an object of options does not have is refused, wherever there is such an object: it would be passed over, and
// what was meant would not be done.
import assert from "node:assert/strict"
import { test } from "node:test"
import { readAdmission } from "#lib/auth/credentials"
import {
  Authenticator,
  Certificate,
  Context,
  curveKeyPair,
  device,
  Pair,
  Poller,
  Proxy,
  Pull,
  Push,
  Router,
  Stream,
} from "#lib/index"
import { KnownNames } from "#lib/options/known-names"
import { Pipeline, receiveText } from "../support/pipeline"

/** What takes an object of options, with a misspelt name and the one that was meant. */
type Case = [call: (options: never) => unknown, misspelt: string, meant: string, value?: unknown]

const pair = new Pair({ linger: 0 })
const router = new Router({ linger: 0 })
const { publicKey } = curveKeyPair()
const endpoints = { frontend: "inproc://names.front", backend: "inproc://names.back" }

const cases: Record<string, Case> = {
  receive: [(options) => pair.receive(options), "timeuot", "timeout", 1],
  receiveMany: [(options) => pair.receiveMany(options), "maxx", "max", 1],
  receiveSync: [(options) => pair.receiveSync(options), "time_out", "timeout", 1],
  batches: [(options) => pair.batches(options), "Max", "max", 1],
  send: [(options) => pair.send("lost", options), "singal", "signal"],
  "send, several parts": [(options) => pair.send(["lost", ""], options), "tranfer", "transfer", true],
  sendMany: [(options) => pair.sendMany(["lost"], options), "timout", "timeout", 1],
  sendSync: [(options) => pair.sendSync("lost", options), "timeOut", "timeout", 1],
  sendString: [(options) => pair.sendString("lost", options), "encodng", "encoding", "latin1"],
  sendStringSync: [(options) => pair.sendStringSync("lost", options), "envelop", "envelope", "topic"],
  sendJson: [(options) => pair.sendJson({}, options), "envelop", "envelope", "topic"],
  sendJsonSync: [(options) => pair.sendJsonSync({}, options), "timeuot", "timeout", 1],
  sendObject: [(options) => pair.sendObject({}, options), "envelop", "envelope", "topic"],
  sendObjectSync: [(options) => pair.sendObjectSync({}, options), "timeuot", "timeout", 1],
  receiveString: [(options) => pair.receiveString(options), "encodng", "encoding", "latin1"],
  receiveStringSync: [(options) => pair.receiveStringSync(options), "encodng", "encoding", "latin1"],
  receiveStrings: [(options) => pair.receiveStrings(options), "encodng", "encoding", "latin1"],
  receiveStringsSync: [(options) => pair.receiveStringsSync(options), "encodng", "encoding", "latin1"],
  receiveJson: [(options) => pair.receiveJson(options), "envelop", "envelope", true],
  "receiveJson of a Router": [(options) => router.receiveJson(options), "envelop", "envelope", true],
  receiveJsonSync: [(options) => pair.receiveJsonSync(options), "envelop", "envelope", true],
  receiveObject: [(options) => pair.receiveObject(options), "envelop", "envelope", true],
  receiveObjectSync: [(options) => pair.receiveObjectSync(options), "envelop", "envelope", true],
  observe: [(options) => pair.observe(options), "event", "events", ["end"]],
  "events.receive": [(options) => pair.events.receive(options), "timeuot", "timeout", 1],
  bindToRandomPort: [(options) => pair.bindToRandomPort("tcp://127.0.0.1", options), "maxx", "max", 50_000],
  bindToRandomPortSync: [(options) => pair.bindToRandomPortSync("tcp://127.0.0.1", options), "trie", "tries", 5],
  "connect of a Router": [(options) => router.connect("inproc://names", options), "routing_id", "routingId", "x"],
  "connect of a Stream": [
    (options) => new Stream().connect("tcp://127.0.0.1:1", options),
    "routngId",
    "routingId",
    "x",
  ],
  "new Push": [(options) => new Push(options), "lingr", "linger", 0],
  "new Push, what is no option of libzmq": [(options) => new Push(options), "pendingSendLimt", "pendingSendLimit", 1],
  "new Push, hwm": [(options) => new Push(options), "hmw", "hwm", 1],
  "new Context": [(options) => new Context(options), "ioThread", "ioThreads", 2],
  "new Context, socketOptions": [(options) => new Context(options), "socketOption", "socketOptions", {}],
  "the socketOptions of a context": [(options) => new Context({ socketOptions: options }), "hmw", "hwm", 1],
  "new Proxy": [(options) => new Proxy(new Pull(), new Push(), options), "captur", "capture", new Push()],
  device: [(options) => device("queue", Object.assign(options, endpoints)), "contxt", "context"],
  "device, an end": [
    (options) => device("queue", { ...endpoints, frontend: options }),
    "binds",
    "bind",
    "tcp://127.0.0.1:*",
  ],
  "device, options": [(options) => device("queue", { ...endpoints, options }), "frontEnd", "frontend", { linger: 0 }],
  "device, options of a socket": [
    (options) => device("queue", { ...endpoints, options: { frontend: options } }),
    "lingr",
    "linger",
    0,
  ],
  "new Certificate": [(options) => new Certificate(Object.assign(options, { publicKey })), "metaData", "metadata", {}],
  "Certificate.read": [(options) => Certificate.read("/nowhere", options), "allowInsecre", "allowInsecure", true],
  "Certificate.readSync": [
    (options) => Certificate.readSync("/nowhere", options),
    "allowInsecre",
    "allowInsecure",
    true,
  ],
  "new Authenticator": [(options) => new Authenticator(options), "pendingLimt", "pendingLimit", 1],
  configurePlain: [(options) => new Authenticator().configurePlain(options), "user", "users", {}],
  configureCurve: [(options) => new Authenticator().configureCurve(options), "key", "keys", "*"],
  "the answer of a callback": [
    (answer) => readAdmission(Object.assign(answer, { allow: true })),
    "userid",
    "userId",
    "x",
  ],
  configureGssapi: [(options) => new Authenticator().configureGssapi(options), "calback", "callback"],
  poll: [(options) => new Poller<Pair>().poll(options), "timeuot", "timeout", 0],
  "poll, a time-out and options": [(options) => new Poller<Pair>().poll(0, options), "signa", "signal"],
  pollSync: [(options) => new Poller<Pair>().pollSync(options), "timeuot", "timeout", 0],
  "poller.add": [(options) => new Poller<Pair>().add(pair, options), "writeable", "writable", true],
  "poller.modify": [(options) => new Poller<Pair>().add(pair).modify(pair, options), "readble", "readable", true],
}

for (const [name, [call, misspelt, meant, value = null]] of Object.entries(cases)) {
  test(`${name}: "${misspelt}" is refused, and the error suggests "${meant}"`, async () => {
    await assert.rejects(
      async () => call({ [misspelt]: value } as never),
      (error) => {
        assert.ok(error instanceof TypeError, String(error))
        assert.equal((error as { code?: string }).code, "ERR_INVALID_ARG_VALUE")
        const [, unknown, hint] =
          /^Unknown (?:name|\w+ option) "(\w+)".*; did you mean "(\w+)"\?$/.exec(error.message) ?? []
        assert.deepEqual([unknown, hint], [misspelt, meant], error.message)
        return true
      },
    )
  })
}

test("the refused calls have done nothing", async () => {
  assert.deepEqual(pair.endpoints, { bound: [], connected: [] })
  assert.deepEqual(router.endpoints, { bound: [], connected: [] })
  assert.deepEqual(pair.stats.waiting, { sends: 0, receives: 0 })
  pair.close()
  router.close()
})

test("an operation refuses options that it would ignore", async () => {
  using pull = new Pull()
  using push = new Push()
  const { signal } = new AbortController()
  const refused = (name: string) => ({
    code: "ERR_INVALID_ARG_VALUE",
    message: new RegExp(`^Unknown name "${name}" in `),
  })
  assert.throws(() => pull.receiveSync({ signal } as never), refused("signal"))
  assert.throws(() => pull.receiveStringSync({ signal } as never), refused("signal"))
  assert.throws(() => pull.batches({ timeout: 1 } as never), refused("timeout"))
  await assert.rejects(pull.receive({ max: 1 } as never), refused("max"))
  await assert.rejects(push.sendString("", { transfer: true } as never), refused("transfer"))
  await assert.rejects(pull.receiveStrings({ envelope: true } as never), refused("envelope"))
})

test("where no name is similar, the error lists them all", async () => {
  using pull = new Pull()
  const message = 'Unknown name "colour" in the options of a receive; the known ones are timeout, signal'
  await assert.rejects(pull.receive({ colour: "red" } as never), { name: "TypeError", message })
})

/** Objects that have the option timeout, and no other that counts. */
const wellSpelt: Record<string, () => object> = {
  "a frozen object": () => Object.freeze({ timeout: 10_000 }),
  "an object without a prototype": () => Object.assign(Object.create(null), { timeout: 10_000 }),
  "an object that inherits it": () => Object.create({ timeout: 10_000 }),
  "an object that inherits others": () => Object.create({ timeout: 10_000, colour: "red" }),
  "an instance with a getter": () =>
    new (class {
      readonly #timeout = 10_000
      get timeout(): number {
        return this.#timeout
      }
    })(),
  "a name that is undefined": () => ({ timeout: 10_000, colour: undefined }),
  "a symbol": () => ({ timeout: 10_000, [Symbol("colour")]: "red" }),
  "a name that is not enumerable": () => Object.defineProperty({ timeout: 10_000 }, "colour", { value: "red" }),
}

for (const [name, make] of Object.entries(wellSpelt)) {
  test(`${name} is accepted each time`, async () => {
    using pipeline = Pipeline.joined()
    const options = make()
    for (const text of ["0", "1"]) {
      await pipeline.push.send(text, options)
      assert.equal(await receiveText(pipeline.pull, options), text)
    }
  })
}

test("names that were added to Object.prototype are not options", async () => {
  using pipeline = Pipeline.joined()
  Object.defineProperty(Object.prototype, "added", { value: 1, enumerable: true, configurable: true })
  try {
    await pipeline.push.send("arrives", { timeout: 10_000 })
    assert.equal(await receiveText(pipeline.pull, {}), "arrives")
    new Push({ linger: 0 }).close()
    new Poller<Pull>().add(pipeline.pull, { readable: true })
  } finally {
    delete (Object.prototype as { added?: number }).added
  }
})

test("names of Object.prototype are not options", () => {
  const names = new KnownNames("options", ["timeout"])
  for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty"]) {
    const given = Object.defineProperty({}, name, { value: 1, enumerable: true })
    assert.throws(() => names.check(given), {
      message: `Unknown name "${name}" in the options; the known ones are timeout`,
    })
  }
  names.check({})
})

test("a constructor reads each of its options once", () => {
  const reads = new Map<string, number>()
  const counted = (values: Record<string, unknown>) =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          {
            enumerable: true,
            get: () => {
              reads.set(name, (reads.get(name) ?? 0) + 1)
              return value
            },
          },
        ]),
      ),
    )
  const context = new Context(counted({ ioThreads: 2, socketOptions: counted({ hwm: 5, linger: 0 }) }))
  const options = { context, pendingSendLimit: 5, messageProperties: true, hwm: 6, sendTimeout: 1, linger: 1 }
  new Push(counted(options)).close()
  assert.deepEqual(Object.fromEntries(reads), {
    ioThreads: 1,
    socketOptions: 1,
    hwm: 2,
    linger: 2,
    context: 1,
    pendingSendLimit: 1,
    messageProperties: 1,
    sendTimeout: 1,
  })
})
