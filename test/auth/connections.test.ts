import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { inspect } from "node:util"
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
} from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"

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
      test(`${name} over ${transport}: the right client is accepted, and its messages have its user id`, async () => {
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

  test("a temporary failure does not reject a client for good", async () => {
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

  test("after the stop CURVE accepts every client, unless the domain is enforced", async () => {
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

  test("a hundred clients at once, some of them slow", async () => {
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
