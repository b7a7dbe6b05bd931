import assert from "node:assert/strict"
import { once } from "node:events"
import { describe, test } from "node:test"
import { inspect } from "node:util"
import { Worker } from "node:worker_threads"
import {
  type AuthenticationEvent,
  Authenticator,
  Context,
  curveKeyPair,
  Pull,
  type PullOptions,
  Push,
  type PushOptions,
  propertiesOf,
  Reply,
} from "#lib/index"
import { runProgram } from "../support/child"
import { exactly, only } from "../support/elements"
import { bindFresh } from "../support/endpoints"
import { SeededRandom } from "../support/seeded-random"
import { timeLimit, until } from "../support/waiting"
import { ZapClient } from "../support/zap"

const endpoint = "inproc://zeromq.zap.01"
const inUse = {
  name: "ZmqError",
  code: "EADDRINUSE",
  syscall: "zmq_bind",
  address: endpoint,
  message: /^A context has one ZAP handler, and this one is served already/,
}

describe("starting and stopping", () => {
  test("it runs from the start to the stop, and can be started again at once", async () => {
    await using context = new Context()
    const auth = new Authenticator({ context })
    for (let round = 0; round < 50; round++) {
      assert.equal(auth.running, false)
      auth.start()
      assert.equal(auth.running, true)
      auth.stop()
      auth.stop()
    }
    {
      using again = new Authenticator({ context })
      again.start()
    }
    await using last = new Authenticator({ context })
    last.start()
  })

  test("a context has one, whoever it is", async () => {
    await using context = new Context()
    await using other = new Context()
    using auth = new Authenticator({ context })
    auth.start()
    assert.throws(() => auth.start(), inUse)
    const second = new Authenticator({ context })
    assert.throws(() => second.start(), inUse)
    assert.equal(auth.running, true)
    assert.equal(second.running, false)
    second.stop()
    using elsewhere = new Authenticator({ context: other })
    elsewhere.start()
    auth.stop()
    // libzmq would end the process when the next peer connects.
    using unfit = new Pull({ context })
    const unable = { code: "EINVAL", syscall: "zmq_bind", address: endpoint, message: /^A Pull socket cannot authent/ }
    await assert.rejects(unfit.bind(endpoint), unable)
    assert.throws(() => unfit.bindSync(endpoint), unable)
    using foreign = new Reply({ context })
    await foreign.bind(endpoint)
    assert.throws(() => auth.start(), inUse)
  })

  test("the end of the context ends it, and it does not keep the context from ending", async () => {
    for (const end of ["term", "shutdown"] as const) {
      const context = new Context()
      const auth = new Authenticator({ context })
      auth.start()
      if (end === "shutdown") {
        context.shutdown()
        await until(() => !auth.running)
      }
      await context.term()
      assert.equal(auth.running, false)
      assert.throws(() => auth.start(), { code: "ETERM" })
    }
  })

  test("what is not decided when it stops may be tried again, and the callback is told", async () => {
    await using context = new Context()
    const events: AuthenticationEvent[] = []
    const auth = new Authenticator({ context, log: (event) => events.push(event) })
    let reason: unknown
    auth.configurePlain({
      callback: (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reason = signal.reason
            reject(signal.reason)
          })
        }),
    })
    auth.start()
    using zap = new ZapClient(context)
    await zap.send("a", "", "127.0.0.1", "PLAIN", "Ada", "")
    await zap.send("b", "", "127.0.0.1", "NULL")
    assert.equal((await zap.receive())[0], "b")
    auth.stop()
    const [id, { status }] = await zap.receive()
    assert.deepEqual([id, status], ["a", 300])
    assert.equal(String(reason), "Error: The authenticator was stopped")
    assert.deepEqual(
      events.map(({ type }) => type),
      ["allowed"],
    )
  })

  for (const how of ["idle", "deciding", "exit", "worker"]) {
    test(`it does not keep the process: ${how}`, async () => {
      const code = how === "exit" ? 3 : 0
      assert.equal(await runProgram("lifetimes/authenticator", [how], { code }), "done\n")
    })
  }

  test("one in a worker thread serves the default context of all threads", async () => {
    const program = `
      const { Authenticator, context } = require(${JSON.stringify(require.resolve("#lib/index"))})
      const auth = new Authenticator({ log: () => {} }).configurePlain({ users: { Ada: "hunter2" } })
      auth.start()
      require("node:worker_threads").parentPort.postMessage("started")
      setInterval(() => {}, 1000)`
    const worker = new Worker(program, { eval: true })
    await new Promise((resolve) => worker.once("message", resolve))
    using pull = new Pull({ plainServer: true })
    using push = new Push({ plainUsername: "Ada", plainPassword: "hunter2" })
    push.connect(await bindFresh(pull))
    await push.send("hello", timeLimit)
    // This thread blocks, which an authenticator in it could not survive.
    assert.equal(String(pull.receiveSync(timeLimit)[0]), "hello")
    assert.throws(() => new Authenticator().start(), inUse)
    await worker.terminate()
    await until(() => {
      try {
        const auth = new Authenticator()
        auth.start()
        auth.stop()
        return true
      } catch {
        return false
      }
    })
  })
})

describe("malformed requests", () => {
  const { publicKey } = curveKeyPair()
  const good = ["", "1.0", "7", "home", "127.0.0.1", "", "NULL"]
  const cases: [name: string, parts: (string | Buffer)[], reason: RegExp][] = [
    ["one part", ["hello"], /has no empty part in front/],
    ["an empty part alone", [""], /version is not 1.0/],
    ["another version", ["", "1.1", ...good.slice(2)], /version is not 1.0/],
    ["no request id", ["", "1.0"], /no request id/],
    ["a long request id", ["", "1.0", "7".repeat(256), ...good.slice(3)], /no request id/],
    ["too few parts", good.slice(0, 6), /too few parts/],
    ["an unknown mechanism", [...good.slice(0, 6), "OTHER"], /mechanism is none of/],
    ["NULL with credentials", [...good, "x"], /has 1 credentials, and its mechanism has 0/],
    ["PLAIN with one", [...good.slice(0, 6), "PLAIN", "hunter2"], /has 1 credentials, and its mechanism has 2/],
    ["PLAIN with three", [...good.slice(0, 6), "PLAIN", "hunter2", "b", "c"], /has 3 credentials/],
    ["a user name with a NUL", [...good.slice(0, 6), "PLAIN", "admin\0x", "b"], /user name or password is no text/],
    ["a principal with a NUL", [...good.slice(0, 6), "GSSAPI", "admin\0@HOME"], /principal is no text/],
    ["a password that is no text", [...good.slice(0, 6), "PLAIN", "a", Buffer.of(0xff)], /is no text/],
    ["a password that is too long", [...good.slice(0, 6), "PLAIN", "a", "p".repeat(256)], /is no text/],
    ["CURVE with a key as text", [...good.slice(0, 6), "CURVE", publicKey], /key is not of 32 bytes/],
    ["CURVE without a key", [...good.slice(0, 6), "CURVE"], /has 0 credentials, and its mechanism has 1/],
    ["GSSAPI without a principal", [...good.slice(0, 6), "GSSAPI"], /has 0 credentials/],
    ["a principal that is no text", [...good.slice(0, 6), "GSSAPI", Buffer.of(0xc0)], /principal is no text/],
    ["a domain that is no text", ["", "1.0", "7", Buffer.of(0xff), "", "", "NULL"], /domain or address is no text/],
    ["a long routing id", ["", "1.0", "7", "", "", Buffer.alloc(256), "NULL"], /routing id is too long/],
    ["a megabyte", ["", Buffer.alloc(2 ** 20, 0x31)], /version is not 1.0/],
    ["a thousand parts", Array.from({ length: 1000 }, () => ""), /version is not 1.0/],
  ]
  for (const [name, parts, reason] of cases) {
    test(`${name}: 500, and an event that shows no credentials`, async () => {
      await using context = new Context()
      const events: AuthenticationEvent[] = []
      using auth = new Authenticator({ context, log: (event) => events.push(event) })
      auth.configureGssapi().start()
      using zap = new ZapClient(context)
      const [delimiter, version, id, status, text, userId, metadata] = exactly(7, await zap.exchange(parts))
      assert.deepEqual([delimiter.length, String(version), String(status)], [0, "1.0", "500"])
      assert.match(String(text), reason)
      assert.deepEqual([userId.length, metadata.length], [0, 0])
      if (parts[2] === "7") assert.equal(String(id), "7")
      const event = only(events)
      assert.ok(event.type === "malformed")
      assert.match(event.reason, reason)
      assert.ok(!inspect(events, { depth: 9 }).includes("hunter2"))
      // And it goes on.
      assert.equal((await zap.ask("home", "127.0.0.1", "NULL")).status, 200)
    })
  }

  test("at random: every request is answered, and it goes on", async () => {
    await using context = new Context()
    using auth = new Authenticator({ context, log: () => {} })
    auth
      .configureCurve({ keys: "*" })
      .configurePlain({ users: { a: "b" } })
      .start()
    using zap = new ZapClient(context)
    const random = new SeededRandom(3)
    const words = ["", "1.0", "7", "home", "NULL", "PLAIN", "CURVE", "a", "b", Buffer.alloc(32, 9), Buffer.of(255)]
    for (let round = 0; round < 1000; round++) {
      const parts: (string | Buffer)[] = [...good, ...Array.from({ length: random.below(3) }, () => random.pick(words))]
      for (let change = random.below(4); change > 0; change--) parts[random.below(parts.length)] = random.pick(words)
      const whole = parts.slice(0, 1 + random.below(parts.length + 3))
      const reply = await zap.exchange(whole)
      assert.match(String(reply.at(-4)), /^(200|400|500)$/)
    }
    assert.equal((await zap.ask("home", "127.0.0.1", "NULL")).status, 200)
  })

  test("without a log the first of a kind is a process warning; one that throws is, too", async () => {
    await using context = new Context()
    const warnings: Error[] = []
    const keep = (warning: Error) => {
      if (warning.name === "ZmqAuthenticationWarning") warnings.push(warning)
    }
    process.on("warning", keep)
    using auth = new Authenticator({ context })
    auth.configurePlain({ callback: () => assert.fail("broken") }).start()
    using zap = new ZapClient(context)
    for (let round = 0; round < 3; round++) {
      await zap.exchange(["hello"])
      await zap.ask("", "127.0.0.1", "PLAIN", "a", "hunter2")
      await zap.ask("", "127.0.0.1", "NULL")
    }
    auth.stop()
    using loud = new Authenticator({ context, log: () => assert.fail("the log is full") })
    loud.start()
    // Over inproc nobody connects again.
    using again = new ZapClient(context)
    for (let round = 0; round < 3; round++) assert.equal((await again.ask("", "127.0.0.1", "NULL")).status, 200)
    await until(() => warnings.length >= 3)
    process.off("warning", keep)
    assert.deepEqual(
      warnings.map(({ message }) => message.slice(0, 32)),
      ["A ZAP request was refused: it ha", "Authentication of a peer failed:", "The log function failed: Asserti"],
    )
    assert.ok(!inspect(warnings).includes("hunter2"))
  })

  for (const [name, fail, shown] of [
    [
      "throws what has no text",
      () => {
        throw Object.create(null)
      },
      "what was thrown cannot be shown",
    ],
    [
      "throws a Symbol",
      () => {
        throw Symbol("full")
      },
      "Symbol(full)",
    ],
    [
      "is async and rejects",
      async () => {
        throw Object.create(null)
      },
      "what was thrown cannot be shown",
    ],
  ] as const) {
    test(`a log function that ${name} is a process warning, and peers are answered`, async () => {
      await using context = new Context()
      const warned = once(process, "warning")
      using auth = new Authenticator({ context, log: fail })
      auth.start()
      using zap = new ZapClient(context)
      assert.equal((await zap.ask("", "127.0.0.1", "NULL")).status, 200)
      assert.equal((await zap.exchange(["hello"])).at(-4)?.toString(), "500")
      assert.equal((await zap.ask("", "127.0.0.1", "NULL")).status, 200)
      const [{ name: kind, message }] = await warned
      assert.equal(kind, "ZmqAuthenticationWarning")
      assert.ok(message.startsWith(`The log function failed: ${shown}.`), message)
    })
  }

  test("without a log, a callback that throws what has no text is a process warning", async () => {
    await using context = new Context()
    const warned = once(process, "warning")
    using auth = new Authenticator({ context })
    const callback = () => {
      throw Object.create(null)
    }
    auth.configurePlain({ callback }).start()
    using zap = new ZapClient(context)
    assert.equal((await zap.ask("", "127.0.0.1", "PLAIN", "a", "b")).status, 300)
    const [{ message }] = await warned
    assert.ok(message.startsWith("Authentication of a peer failed: what was thrown cannot be shown."), message)
  })
})

describe("real connections", () => {
  const server = curveKeyPair()
  const client = curveKeyPair()
  const stranger = curveKeyPair()
  const curveServer: PullOptions = { curveServer: true, curveSecretKey: server.secretKey, zapDomain: "home" }
  const curveClient = (keys: typeof client): PushOptions => ({
    curvePublicKey: keys.publicKey,
    curveSecretKey: keys.secretKey,
    curveServerKey: server.publicKey,
  })
  const plain = { plainUsername: "Ada", plainPassword: "hunter2" }

  function open() {
    const context = new Context()
    const events: AuthenticationEvent[] = []
    const auth = new Authenticator({ context, log: (event) => events.push(event) })
    auth.configurePlain({ domain: "home", users: { Ada: "hunter2" } })
    auth.configureCurve({
      domain: "home",
      callback: ({ publicKey }) => publicKey === client.publicKey && { allow: true, metadata: { "X-Site": "Łódź" } },
    })
    return { context, auth, events, [Symbol.asyncDispose]: () => context[Symbol.asyncDispose]() }
  }

  for (const [name, serves, right, wrong, userId] of [
    ["NULL", { zapDomain: "home" }, {}, undefined, "anonymous"],
    ["PLAIN", { plainServer: true, zapDomain: "home" }, plain, { ...plain, plainPassword: "guessed" }, "Ada"],
    ["CURVE", curveServer, curveClient(client), curveClient(stranger), client.publicKey],
  ] as const) {
    for (const transport of ["tcp", "ipc"] as const) {
      test(`${name} over ${transport}: who may comes in, and its messages say who it is`, async () => {
        await using opened = open()
        const { context, auth, events } = opened
        auth.start()
        using pull = new Pull({ context, ...serves, messageProperties: ["X-Site"] })
        const bound = await bindFresh(pull, transport)
        if (wrong !== undefined) {
          using outsider = new Push({ context, ...wrong, linger: 0 })
          outsider.connect(bound)
          await until(() => events.some(({ type }) => type === "denied"))
        }
        using push = new Push({ context, ...right, linger: 0 })
        push.connect(bound)
        await push.send("hello", timeLimit)
        const message = await pull.receive(timeLimit)
        const properties = propertiesOf(message)
        assert.equal(properties?.userId, userId)
        assert.deepEqual(properties?.metadata, name === "CURVE" ? { "X-Site": "Łódź" } : {})
        const address = transport === "tcp" ? "127.0.0.1" : (properties?.peerAddress ?? "")
        const subject = { domain: "home", address, mechanism: name }
        assert.deepEqual(events.at(-1), { type: "allowed", ...subject, userId })
        assert.equal(pull.readable, false)
        assert.ok(!inspect(events, { depth: 9 }).includes("hunter2"))
      })
    }
  }

  test("a failure that passes does not turn a client away for good", async () => {
    await using opened = open()
    const { context, auth, events } = opened
    let asked = 0
    auth.configurePlain({ domain: "home", callback: () => ({ allow: ++asked > 2 || "later" }) })
    auth.start()
    // libzmq hangs up on a client with status 300 when the time for its handshake is over.
    using pull = new Pull({ context, plainServer: true, zapDomain: "home", handshakeInterval: 50 })
    using push = new Push({ context, ...plain, reconnectInterval: 1, linger: 0 })
    push.connect(await bindFresh(pull))
    await push.send("hello", timeLimit)
    assert.equal(String((await pull.receive(timeLimit))[0]), "hello")
    assert.deepEqual(
      events.map(({ type }) => type),
      ["failed", "failed", "allowed"],
    )
  })

  test("after the stop: CURVE lets in everyone, unless the domain is enforced", async () => {
    await using opened = open()
    const { context, auth, events } = opened
    auth.start()
    auth.stop()
    using careless = new Pull({ context, ...curveServer })
    using careful = new Pull({ context, ...curveServer, zapEnforceDomain: true })
    using push = new Push({ context, ...curveClient(stranger), linger: 0 })
    push.connect(await bindFresh(careless))
    await push.send("hello", timeLimit)
    assert.equal(String((await careless.receive(timeLimit))[0]), "hello")

    using outsider = new Push({ context, ...curveClient(stranger), reconnectInterval: 1, linger: 0 })
    outsider.connect(await bindFresh(careful))
    await outsider.send("let me in", timeLimit)
    // As soon as there is a handler again, whom it knows comes in; the other one, who has tried all the time, did not.
    auth.start()
    await until(() => events.some(({ type }) => type === "denied"))
    using known = new Push({ context, ...curveClient(client), linger: 0 })
    known.connect(careful.lastEndpoint!)
    await known.send("hello", timeLimit)
    assert.equal(String((await careful.receive(timeLimit))[0]), "hello")
    assert.equal(careful.readable, false)
  })

  test("a hundred clients at once, some of whom take their time", async () => {
    await using opened = open()
    const { context, auth } = opened
    let asked = 0
    auth.configurePlain({
      callback: async ({ username }) => {
        asked += 1
        for (let turn = Number(username) % 5; turn > 0; turn--) await new Promise(setImmediate)
        return true
      },
    })
    auth.start()
    using pull = new Pull({ context, plainServer: true, messageProperties: true })
    const bound = await bindFresh(pull)
    const pushes = Array.from(
      { length: 100 },
      (_, number) => new Push({ context, plainUsername: `${number}`, linger: 0 }),
    )
    for (const push of pushes) push.connect(bound)
    await Promise.all(pushes.map((push, number) => push.send(`${number}`, timeLimit)))
    for (let count = 0; count < 100; count++) {
      const message = await pull.receive(timeLimit)
      assert.equal(propertiesOf(message)?.userId, String(message[0]))
    }
    assert.equal(asked, 100)
    for (const push of pushes) push.close()
  })
})
