import assert from "node:assert/strict"
import { once } from "node:events"
import { describe, test } from "node:test"
import { inspect } from "node:util"
import { type AuthenticationEvent, Authenticator, Context, curveKeyPair } from "#lib/index"
import { exactly, only } from "../support/elements"
import { SeededRandom } from "../support/seeded-random"
import { until } from "../support/waiting"
import { ZapClient } from "../support/zap"

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

  test("random requests are each answered, and the handler goes on", async () => {
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

  test("without a log, the first failure of a kind is a process warning, as it is when the log throws", async () => {
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
