import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { describe, test } from "node:test"
import { format, inspect } from "node:util"
import { Authenticator, Certificate, curveKeyPair, z85Decode } from "#lib/index"
import { only } from "../support/elements"
import { TemporaryFolder } from "../support/temporary-folder"
import { firstLine } from "../support/text"
import type { ZapClient } from "../support/zap"
import { localhost, openAuthenticator } from "./authenticator-fixture"

describe("PLAIN", () => {
  const users = { Zoë: "⚡ pass", "": "nameless", __proto__: "odd", empty: "" }

  test("rejects every client as long as it is not configured", async () => {
    await using opened = openAuthenticator()
    assert.equal((await opened.zap.ask("home", localhost, "PLAIN", "Zoë", "⚡ pass")).status, 400)
    assert.deepEqual(opened.events, [
      {
        type: "denied",
        domain: "home",
        address: localhost,
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
      await using opened = openAuthenticator()
      opened.auth.configurePlain({ users: given })
      const ask = async (...credentials: string[]) =>
        (await opened.zap.ask("", localhost, "PLAIN", ...credentials)).status
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
    await using opened = openAuthenticator()
    opened.auth.configurePlain({ users })
    assert.equal((await opened.zap.ask("", localhost, "PLAIN", "Zoë", "⚡ pass")).userId, "Zoë")
    const subject = { domain: "", address: localhost, mechanism: "PLAIN" }
    assert.deepEqual(opened.events, [{ type: "allowed", ...subject, userId: "Zoë" }])
  })

  test("the most specific domain decides alone", async () => {
    await using opened = openAuthenticator()
    opened.auth.configurePlain({ domain: "", users: { general: "g" } })
    opened.auth.configurePlain({ domain: "home", users: { own: "o" } })
    const ask = async (domain: string, user: string) =>
      (await opened.zap.ask(domain, localhost, "PLAIN", user, user.slice(0, 1))).status
    assert.deepEqual(
      [await ask("home", "own"), await ask("home", "general"), await ask("other", "general"), await ask("", "general")],
      [200, 400, 200, 200],
    )
    opened.auth.configurePlain({ domain: "*", users: {} })
    assert.equal(await ask("other", "general"), 400)
  })

  test("a callback gets the request, and its password is never printed", async () => {
    await using opened = openAuthenticator()
    let shown = ""
    opened.auth.configurePlain({
      callback: async (request, { signal }) => {
        assert.equal(signal.aborted, false)
        shown = inspect(request, { showHidden: true }) + format("%o", request) + JSON.stringify({ ...request })
        const { domain, address, username, password, mechanism } = request
        assert.deepEqual([domain, address, username, mechanism], ["home", localhost, "Ada", "PLAIN"])
        return password === "hunter2"
      },
    })
    assert.equal((await opened.zap.ask("home", localhost, "PLAIN", "Ada", "hunter2")).status, 200)
    assert.equal((await opened.zap.ask("home", localhost, "PLAIN", "Ada", "hunter3")).status, 400)
    assert.ok(shown.includes("Ada") && !shown.includes("hunter"), shown)
    assert.ok(!inspect([opened.auth, opened.events], { depth: 9, showHidden: true }).includes("hunter"))
  })

  test("passwords are not kept, and not shown in errors", () => {
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
    return (await zap.ask(domain, localhost, "CURVE", z85Decode(key))).status
  }

  test("rejects every client as long as it is not configured", async () => {
    await using opened = openAuthenticator()
    assert.equal(await statusOf(opened.zap, publicKey), 400)
  })

  for (const [name, keys] of [
    ["texts", [publicKey]],
    ["bytes", new Set([z85Decode(publicKey)])],
  ] as const) {
    test(`a list of keys as ${name}; the user id is the key as Z85`, async () => {
      await using opened = openAuthenticator()
      opened.auth.configureCurve({ domain: "home", keys })
      const { status, userId } = await opened.zap.ask("home", localhost, "CURVE", z85Decode(publicKey))
      assert.deepEqual({ status, userId }, { status: 200, userId: publicKey })
      assert.equal(await statusOf(opened.zap, stranger), 400)
      assert.equal(await statusOf(opened.zap, publicKey, "away"), 400)
    })
  }

  test("any key is accepted when that was configured", async () => {
    await using opened = openAuthenticator()
    opened.auth.configureCurve({ keys: "*" })
    assert.equal(await statusOf(opened.zap, stranger), 200)
  })

  test("a callback gets the key, may name the user and add metadata", async () => {
    await using opened = openAuthenticator()
    opened.auth.configureCurve({
      callback: ({ publicKey: key }) =>
        key === publicKey && { allow: true, userId: "pump 7", metadata: { "X-Site": "é" } },
    })
    assert.deepEqual(await opened.zap.ask("home", localhost, "CURVE", z85Decode(publicKey)), {
      status: 200,
      reason: "OK",
      userId: "pump 7",
      metadata: Buffer.from("\x06X-Site\0\0\0\x02é"),
    })
    assert.equal(await statusOf(opened.zap, stranger), 400)
  })

  test("a folder: its certificates at the time when a peer connects count", async () => {
    using folder = new TemporaryFolder()
    await using opened = openAuthenticator()
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

  test("a folder that was removed rejects every client, with an event", async () => {
    const folder = new TemporaryFolder()
    await using opened = openAuthenticator()
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
  test("rejects every client until it is configured, then accepts those whom GSSAPI has authenticated", async () => {
    await using opened = openAuthenticator()
    const ask = () => opened.zap.ask("home", localhost, "GSSAPI", "ada@EXAMPLE.ORG")
    assert.equal((await ask()).status, 400)
    opened.auth.configureGssapi()
    const { status, userId } = await ask()
    assert.deepEqual({ status, userId }, { status: 200, userId: "ada@EXAMPLE.ORG" })
    opened.auth.configureGssapi({ domain: "home", callback: ({ principal }) => !principal.startsWith("ada@") })
    assert.equal((await ask()).status, 400)
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
