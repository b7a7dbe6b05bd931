import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { describe, test } from "node:test"
import { format, inspect } from "node:util"
import {
  type AuthenticationEvent,
  Authenticator,
  type AuthenticatorOptions,
  Certificate,
  Context,
  curveKeyPair,
  z85Decode,
} from "#lib/index"
import { at, only } from "../support/elements"
import { TemporaryFolder } from "../support/temporary-folder"
import { firstLine } from "../support/text"
import { ZapClient } from "../support/zap"

const here = "127.0.0.1"

/** An authenticator in a context of its own, and somebody who asks it by hand. */
function open(options: AuthenticatorOptions = {}) {
  const context = new Context()
  const events: AuthenticationEvent[] = []
  const auth = new Authenticator({ context, log: (event) => events.push(event), ...options })
  auth.start()
  const zap = new ZapClient(context)
  const dispose = async () => {
    zap[Symbol.dispose]()
    auth.stop()
    await context.term()
  }
  return { context, auth, zap, events, [Symbol.asyncDispose]: dispose }
}

/** Lets a test decide when a callback answers. */
function later<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

describe("addresses", () => {
  const statuses = async (zap: ZapClient, addresses: string[]) => {
    const all: Record<string, number> = {}
    for (const address of addresses) all[address] = (await zap.ask("home", address, "NULL")).status
    return all
  }

  test("without a list, all who give no credentials come in, as anonymous", async () => {
    await using opened = open()
    assert.deepEqual(await opened.zap.ask("home", here, "NULL"), {
      status: 200,
      reason: "OK",
      userId: "anonymous",
      metadata: Buffer.alloc(0),
    })
  })

  test("allow: those in the list, by address, range and ipc", async () => {
    await using opened = open()
    opened.auth.allow("127.0.0.1", "10.0.0.0/8").allow("fd00::/8", "2001:db8::7", "::ffff:192.0.2.0/120", "ipc")
    assert.deepEqual(
      await statuses(opened.zap, [
        "127.0.0.1",
        "127.0.0.2",
        "10.255.0.1",
        "11.0.0.1",
        "::ffff:10.0.0.1",
        "fd12::1",
        "fe80::1%eth0",
        "2001:db8::7",
        "2001:DB8:0::7",
        "2001:db8::8",
        "192.0.2.9",
        "192.0.3.9",
        ":1000:1000:1",
        "",
      ]),
      {
        "127.0.0.1": 200,
        "127.0.0.2": 400,
        "10.255.0.1": 200,
        "11.0.0.1": 400,
        "::ffff:10.0.0.1": 200,
        "fd12::1": 200,
        "fe80::1%eth0": 400,
        "2001:db8::7": 200,
        "2001:DB8:0::7": 200,
        "2001:db8::8": 400,
        "192.0.2.9": 200,
        "192.0.3.9": 400,
        ":1000:1000:1": 200,
        "": 200,
      },
    )
  })

  test("deny: all but those in the list", async () => {
    await using opened = open()
    opened.auth.deny("127.0.0.0/8", "fe80::/10")
    assert.deepEqual(
      await statuses(opened.zap, ["127.9.9.9", "::ffff:127.0.0.1", "fe80::1%eth0", "10.0.0.1", ":0:0:1"]),
      { "127.9.9.9": 400, "::ffff:127.0.0.1": 400, "fe80::1%eth0": 400, "10.0.0.1": 200, ":0:0:1": 200 },
    )
  })

  test("an allowed address does not replace the credentials", async () => {
    await using opened = open()
    opened.auth.allow(here)
    assert.equal((await opened.zap.ask("home", here, "PLAIN", "a", "b")).status, 400)
  })

  test("a denied address is turned away before its credentials are looked at", async () => {
    await using opened = open()
    let asked = 0
    opened.auth.deny(here).configurePlain({ callback: () => ++asked > 0 })
    assert.equal((await opened.zap.ask("home", here, "PLAIN", "a", "b")).status, 400)
    assert.equal(asked, 0)
  })

  test("all of IPv6 holds all of IPv4", async () => {
    await using opened = open()
    opened.auth.allow("::/0")
    assert.deepEqual(await statuses(opened.zap, ["fd00::1", "10.0.0.1", "::ffff:10.0.0.1", ":0:0:1"]), {
      "fd00::1": 200,
      "10.0.0.1": 200,
      "::ffff:10.0.0.1": 200,
      ":0:0:1": 400,
    })
  })

  test("only one of the two lists, as with pyzmq", () => {
    const conflict = { code: "EINVAL", message: "Addresses can be allowed or denied, not both" }
    assert.throws(() => new Authenticator().allow(here).deny(here), conflict)
    assert.throws(() => new Authenticator().deny(here).allow(here), conflict)
  })

  test("what is no address is refused, and nothing is added", async () => {
    await using opened = open()
    const wrong = ["localhost", "", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "fd00::/129", "1.2.3"]
    for (const address of wrong) {
      assert.throws(() => opened.auth.deny("127.0.0.1", address), { code: "ERR_INVALID_ARG_VALUE" }, address)
    }
    for (const call of [() => opened.auth.deny(), () => opened.auth.deny(7 as never)]) {
      assert.throws(call, { code: "ERR_INVALID_ARG_TYPE" })
    }
    assert.equal((await opened.zap.ask("home", here, "NULL")).status, 200)
    opened.auth.allow(here)
  })
})

describe("PLAIN", () => {
  const users = { Zoë: "⚡ pass", "": "nameless", __proto__: "odd", empty: "" }

  test("turns everyone away as long as it is not configured", async () => {
    await using opened = open()
    assert.equal((await opened.zap.ask("home", here, "PLAIN", "Zoë", "⚡ pass")).status, 400)
    assert.deepEqual(opened.events, [
      {
        type: "denied",
        domain: "home",
        address: here,
        mechanism: "PLAIN",
        identity: "Zoë",
        reason: "PLAIN is not configured for this domain",
      },
    ])
  })

  for (const [name, given] of [
    ["an object", users],
    ["a Map", new Map(Object.entries(users))],
  ] as const) {
    test(`users of ${name}: the right password of the right user`, async () => {
      await using opened = open()
      opened.auth.configurePlain({ users: given })
      const ask = async (...credentials: string[]) => (await opened.zap.ask("", here, "PLAIN", ...credentials)).status
      assert.equal(await ask("Zoë", "⚡ pass"), 200)
      assert.equal(await ask("Zoë", "⚡ Pass"), 400)
      assert.equal(await ask("Zoë", ""), 400)
      assert.equal(await ask("Zoe", "⚡ pass"), 400)
      assert.equal(await ask("", "nameless"), 200)
      assert.equal(await ask("empty", ""), 200)
      for (const nobody of ["toString", "constructor", "__proto__"]) assert.equal(await ask(nobody, ""), 400)
    })
  }

  test("the user id is the user name", async () => {
    await using opened = open()
    opened.auth.configurePlain({ users })
    assert.equal((await opened.zap.ask("", here, "PLAIN", "Zoë", "⚡ pass")).userId, "Zoë")
    const subject = { domain: "", address: here, mechanism: "PLAIN" }
    assert.deepEqual(opened.events, [{ type: "allowed", ...subject, userId: "Zoë" }])
  })

  test("the most particular domain decides, and the others do not come after it", async () => {
    await using opened = open()
    opened.auth.configurePlain({ domain: "", users: { general: "g" } })
    opened.auth.configurePlain({ domain: "home", users: { own: "o" } })
    const ask = async (domain: string, user: string) =>
      (await opened.zap.ask(domain, here, "PLAIN", user, user.slice(0, 1))).status
    assert.deepEqual(
      [await ask("home", "own"), await ask("home", "general"), await ask("other", "general"), await ask("", "general")],
      [200, 400, 200, 200],
    )
    opened.auth.configurePlain({ domain: "*", users: {} })
    assert.equal(await ask("other", "general"), 400)
  })

  test("a callback gets the request, and its password is in nothing that is shown", async () => {
    await using opened = open()
    let shown = ""
    opened.auth.configurePlain({
      callback: async (request, { signal }) => {
        assert.equal(signal.aborted, false)
        shown = inspect(request, { showHidden: true }) + format("%o", request) + JSON.stringify({ ...request })
        const { domain, address, username, password, mechanism } = request
        assert.deepEqual([domain, address, username, mechanism], ["home", here, "Ada", "PLAIN"])
        return password === "hunter2"
      },
    })
    assert.equal((await opened.zap.ask("home", here, "PLAIN", "Ada", "hunter2")).status, 200)
    assert.equal((await opened.zap.ask("home", here, "PLAIN", "Ada", "hunter3")).status, 400)
    assert.ok(shown.includes("Ada") && !shown.includes("hunter"), shown)
    assert.ok(!inspect([opened.auth, opened.events], { depth: 9, showHidden: true }).includes("hunter"))
  })

  test("passwords are not kept, and not shown by the errors", () => {
    const auth = new Authenticator().configurePlain({ users: { Ada: "hunter2" } })
    assert.ok(!inspect(auth, { depth: 9, showHidden: true }).includes("hunter2"))
    for (const wrong of [{ Ada: ["hunter2"] }, "hunter2", ["hunter2"], new Map([[["hunter2"], "x"]])]) {
      assert.throws(
        () => auth.configurePlain({ users: wrong as never }),
        (error: Error) => !firstLine(inspect(error)).includes("hunter2") && error instanceof TypeError,
      )
    }
  })
})

describe("CURVE", () => {
  const { publicKey } = curveKeyPair()
  const stranger = curveKeyPair().publicKey

  async function statusOf(zap: ZapClient, key: string, domain = "home"): Promise<number> {
    return (await zap.ask(domain, here, "CURVE", z85Decode(key))).status
  }

  test("turns everyone away as long as it is not configured", async () => {
    await using opened = open()
    assert.equal(await statusOf(opened.zap, publicKey), 400)
  })

  for (const [name, keys] of [
    ["texts", [publicKey]],
    ["bytes", new Set([z85Decode(publicKey)])],
  ] as const) {
    test(`a list of keys as ${name}; the user id is the key as Z85`, async () => {
      await using opened = open()
      opened.auth.configureCurve({ domain: "home", keys })
      const { status, userId } = await opened.zap.ask("home", here, "CURVE", z85Decode(publicKey))
      assert.deepEqual({ status, userId }, { status: 200, userId: publicKey })
      assert.equal(await statusOf(opened.zap, stranger), 400)
      assert.equal(await statusOf(opened.zap, publicKey, "away"), 400)
    })
  }

  test("any key, when that is what was said", async () => {
    await using opened = open()
    opened.auth.configureCurve({ keys: "*" })
    assert.equal(await statusOf(opened.zap, stranger), 200)
  })

  test("a callback gets the key, may name the user and add metadata", async () => {
    await using opened = open()
    opened.auth.configureCurve({
      callback: ({ publicKey: key }) =>
        key === publicKey && { allow: true, userId: "pump 7", metadata: { "X-Site": "é" } },
    })
    assert.deepEqual(await opened.zap.ask("home", here, "CURVE", z85Decode(publicKey)), {
      status: 200,
      reason: "OK",
      userId: "pump 7",
      metadata: Buffer.from("\x06X-Site\0\0\0\x02é"),
    })
    assert.equal(await statusOf(opened.zap, stranger), 400)
  })

  test("a folder: what is in it when a peer comes", async () => {
    using folder = new TemporaryFolder()
    await using opened = open()
    opened.auth.configureCurve({ location: folder.path })
    const certificate = Certificate.generate({ name: "pump 7" })
    const ask = () => statusOf(opened.zap, certificate.publicKey)
    assert.equal(await ask(), 400)
    await certificate.write(folder.file("pump"))
    assert.equal(await ask(), 200)
    await Certificate.generate().write(folder.file("pump"))
    assert.equal(await ask(), 400)
    await certificate.write(folder.file("pump"))
    assert.equal(await ask(), 200)
    rmSync(folder.file("pump"))
    assert.equal(await ask(), 400)
    assert.deepEqual([...new Set(opened.events.map(({ type }) => type))].sort(), ["allowed", "denied"])
  })

  test("a folder that is gone lets nobody in, and says so", async () => {
    const folder = new TemporaryFolder()
    await using opened = open()
    opened.auth.configureCurve({ location: folder.path })
    folder[Symbol.dispose]()
    assert.equal(await statusOf(opened.zap, publicKey), 300)
    const event = only(opened.events)
    assert.equal(event.type === "failed" && (event.error as { code: string }).code, "ENOENT")
  })

  test("a folder that is not there is refused at once", () => {
    assert.throws(() => new Authenticator().configureCurve({ location: "/no/such/folder" }), { code: "ENOENT" })
    assert.throws(() => new Authenticator().configureCurve({ location: __filename }), { code: "ENOTDIR" })
    assert.throws(() => new Authenticator().configureCurve({ location: "*" }), /keys: "\*" lets in any/)
  })
})

describe("GSSAPI", () => {
  test("turns everyone away until it is configured, then lets in whom GSSAPI knows", async () => {
    await using opened = open()
    const ask = () => opened.zap.ask("home", here, "GSSAPI", "ada@EXAMPLE.ORG")
    assert.equal((await ask()).status, 400)
    opened.auth.configureGssapi()
    const { status, userId } = await ask()
    assert.deepEqual({ status, userId }, { status: 200, userId: "ada@EXAMPLE.ORG" })
    opened.auth.configureGssapi({ domain: "home", callback: ({ principal }) => !principal.startsWith("ada@") })
    assert.equal((await ask()).status, 400)
  })
})

describe("callbacks", () => {
  test("one that hangs does not keep others waiting; replies go to who asked", async () => {
    await using opened = open()
    const slow = later<boolean>()
    opened.auth.configurePlain({ callback: ({ username }) => (username === "slow" ? slow.promise : true) })
    await opened.zap.send("a", "home", here, "PLAIN", "slow", "")
    await opened.zap.send("b", "home", here, "PLAIN", "quick", "")
    assert.deepEqual(
      (await opened.zap.receive()).map((part) => (typeof part === "string" ? part : part.userId)),
      ["b", "quick"],
    )
    slow.resolve(true)
    assert.equal((await opened.zap.receive())[0], "a")
  })

  for (const [name, callback] of [
    ["throws", () => assert.fail("broken")],
    ["rejects", () => Promise.reject(new Error("broken"))],
    ["rejects with nothing", () => Promise.reject(undefined)],
    ["answers nothing", () => undefined],
    [
      "throws what has no text",
      () => {
        throw Object.create(null)
      },
    ],
    ["answers text", async () => "hunter2"],
    ["answers metadata with a NUL", () => ({ allow: true, metadata: { "X-A": "a\0b" } })],
    ["answers an object that does not say", () => ({ userId: "Ada" })],
    ["answers a user id that is no text", () => ({ allow: true, userId: 7 })],
    ["answers a user id that is too long", () => ({ allow: true, userId: "é".repeat(128) })],
    ["answers a user id with a NUL", () => ({ allow: true, userId: "a\0b" })],
    ["answers metadata that would be the peer's routing id", () => ({ allow: true, metadata: { Identity: "a" } })],
    ["answers metadata that is no text", () => ({ allow: true, metadata: { "X-A": 1 } })],
    ["answers metadata that is nothing", () => ({ allow: true, metadata: null })],
    ["answers metadata in a Map", () => ({ allow: true, metadata: new Map([["X-A", "a"]]) })],
    ["answers an empty user id", () => ({ allow: true, userId: "" })],
    ["answers a name that means nothing", () => ({ allow: true, userID: "root" })],
  ] as const) {
    const status = /^(throws|rejects)/.test(name) ? 300 : 500
    test(`one that ${name} lets nobody in: ${status}, and an event`, async () => {
      await using opened = open()
      opened.auth.configurePlain({ callback: callback as never })
      assert.deepEqual(await opened.zap.ask("home", here, "PLAIN", "Ada", "hunter2"), {
        status,
        reason: status === 300 ? "Try again" : "The handler failed",
        userId: "",
        metadata: Buffer.alloc(0),
      })
      const event = only(opened.events)
      assert.ok(event.type === "failed" && event.status === status)
      assert.ok(!inspect(event, { depth: 9 }).includes("hunter2"))
    })
  }

  test("metadata is sent as it was checked", async () => {
    await using opened = open()
    let reads = 0
    const metadata = Object.defineProperty({}, "X-A", { enumerable: true, get: () => (reads++ === 0 ? "a" : 7) })
    opened.auth.configurePlain({ callback: () => ({ allow: true, metadata }) })
    const answer = await opened.zap.ask("home", here, "PLAIN", "Ada", "")
    assert.deepEqual(answer.metadata, Buffer.from("\x03X-A\0\0\0\x01a"))
  })

  test("no more than pendingLimit wait for callbacks; one more may try again: 300", async () => {
    await using opened = open({ pendingLimit: 2 })
    const waiting = [later<boolean>(), later<boolean>()]
    let called = 0
    opened.auth.configurePlain({ callback: () => at(waiting, called++).promise })
    for (const id of ["1", "2", "3"]) await opened.zap.send(id, "home", here, "PLAIN", "Ada", "")
    const [id, { status }] = await opened.zap.receive()
    assert.deepEqual([id, status], ["3", 300])
    const event = at(opened.events, 0)
    assert.match(String(event.type === "failed" && event.error), /2 decisions are pending/)
    for (const { resolve } of waiting) resolve(true)
    const statuses = [await opened.zap.receive(), await opened.zap.receive()].map(([, answer]) => answer.status)
    assert.deepEqual(statuses, [200, 200])
    assert.equal(called, 2)
  })

  test('one that says "later" lets the peer try again: 300', async () => {
    await using opened = open()
    opened.auth.configurePlain({ callback: () => ({ allow: "later" }) })
    assert.equal((await opened.zap.ask("home", here, "PLAIN", "Ada", "")).status, 300)
    const event = at(opened.events, 0)
    assert.ok(event.type === "failed" && event.status === 300)
  })

  test("one that takes too long: 300, its signal is aborted, and what it says then does not count", async () => {
    await using opened = open({ timeout: 20 })
    const late = later<boolean>()
    let ended: unknown
    opened.auth.configurePlain({
      callback: (_request, { signal }) => {
        signal.addEventListener("abort", () => {
          ended = signal.reason
        })
        return late.promise
      },
    })
    assert.equal((await opened.zap.ask("home", here, "PLAIN", "Ada", "")).status, 300)
    assert.equal(String(ended), "TimeoutError: The callback did not answer within 20 ms")
    late.reject(new Error("too late"))
    opened.auth.configurePlain({ users: {} })
    assert.equal((await opened.zap.ask("home", here, "PLAIN", "Ada", "")).status, 400)
    assert.deepEqual(
      opened.events.map(({ type }) => type),
      ["failed", "denied"],
    )
  })
})

describe("arguments", () => {
  const auth = new Authenticator()
  for (const [name, call, code] of [
    ["options", () => new Authenticator(null as never), "ERR_INVALID_ARG_TYPE"],
    ["an unknown option", () => new Authenticator({ timeot: 1 } as never), "ERR_INVALID_ARG_VALUE"],
    [
      "PLAIN, of a misspelt domain",
      () => auth.configurePlain({ domian: "home", users: {} } as never),
      "ERR_INVALID_ARG_VALUE",
    ],
    [
      "CURVE, of a misspelt domain",
      () => auth.configureCurve({ domian: "home", keys: "*" } as never),
      "ERR_INVALID_ARG_VALUE",
    ],
    ["GSSAPI, of a misspelt domain", () => auth.configureGssapi({ domian: "home" } as never), "ERR_INVALID_ARG_VALUE"],
    ["a context", () => new Authenticator({ context: {} as never }), "ERR_INVALID_ARG_TYPE"],
    ["a time-out", () => new Authenticator({ timeout: "1" as never }), "ERR_INVALID_ARG_TYPE"],
    ["a time-out of 0", () => new Authenticator({ timeout: 0 }), "ERR_OUT_OF_RANGE"],
    ["a log", () => new Authenticator({ log: {} as never }), "ERR_INVALID_ARG_TYPE"],
    ["no users", () => auth.configurePlain({}), "ERR_INVALID_ARG_VALUE"],
    ["users and a callback", () => auth.configurePlain({ users: {}, callback: () => true }), "ERR_INVALID_ARG_VALUE"],
    ["users to come", () => auth.configurePlain({ users: Promise.resolve({}) as never }), "ERR_INVALID_ARG_TYPE"],
    ["users that are a Set", () => auth.configurePlain({ users: new Set() as never }), "ERR_INVALID_ARG_TYPE"],
    ["no configuration", () => auth.configurePlain(undefined as never), "ERR_INVALID_ARG_TYPE"],
    ["a domain", () => auth.configurePlain({ domain: 7 as never, users: {} }), "ERR_INVALID_ARG_TYPE"],
    ["a callback", () => auth.configurePlain({ callback: "yes" as never }), "ERR_INVALID_ARG_TYPE"],
    ["no keys", () => auth.configureCurve({}), "ERR_INVALID_ARG_VALUE"],
    ["keys and a folder", () => auth.configureCurve({ keys: [], location: "." }), "ERR_INVALID_ARG_VALUE"],
    ["one key", () => auth.configureCurve({ keys: curveKeyPair().publicKey as never }), "ERR_INVALID_ARG_TYPE"],
    ["what is no key", () => auth.configureCurve({ keys: ["key"] }), "ERR_INVALID_ARG_VALUE"],
    ["a location", () => auth.configureCurve({ location: 7 as never }), "ERR_INVALID_ARG_TYPE"],
    ["a GSSAPI callback", () => auth.configureGssapi({ callback: 7 as never }), "ERR_INVALID_ARG_TYPE"],
  ] as const) {
    test(`${name}: refused`, () => assert.throws(call, { name: /^(Type|Range)Error$/, code }))
  }
})
