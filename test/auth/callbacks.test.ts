import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { inspect } from "node:util"
import { originOf } from "#lib/auth/pending-decisions"
import { at, only } from "../support/elements"
import { deferred, localhost, openAuthenticator } from "./authenticator-fixture"

describe("callbacks", () => {
  test("a callback that hangs does not keep others waiting, and each reply goes to its own request", async () => {
    await using opened = openAuthenticator()
    const slow = deferred<boolean>()
    opened.auth.configurePlain({ callback: ({ username }) => (username === "slow" ? slow.promise : true) })
    await opened.zap.send("a", "home", localhost, "PLAIN", "slow", "")
    await opened.zap.send("b", "home", localhost, "PLAIN", "quick", "")
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
    test(`a callback that ${name} rejects the client: ${status}, and an event`, async () => {
      await using opened = openAuthenticator()
      opened.auth.configurePlain({ callback: callback as never })
      assert.deepEqual(await opened.zap.ask("home", localhost, "PLAIN", "Ada", "hunter2"), {
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
    await using opened = openAuthenticator()
    let reads = 0
    const metadata = Object.defineProperty({}, "X-A", { enumerable: true, get: () => (reads++ === 0 ? "a" : 7) })
    opened.auth.configurePlain({ callback: () => ({ allow: true, metadata }) })
    const answer = await opened.zap.ask("home", localhost, "PLAIN", "Ada", "")
    assert.deepEqual(answer.metadata, Buffer.from("\x03X-A\0\0\0\x01a"))
  })

  test("at most pendingLimit requests wait for callbacks; the next one gets 300 and may try again", async () => {
    await using opened = openAuthenticator({ pendingLimit: 2, pendingLimitPerOrigin: 2 })
    const waiting = [deferred<boolean>(), deferred<boolean>()]
    let called = 0
    opened.auth.configurePlain({ callback: () => at(waiting, called++).promise })
    for (const id of ["1", "2", "3"]) await opened.zap.send(id, "home", localhost, "PLAIN", "Ada", "")
    const [id, { status }] = await opened.zap.receive()
    assert.deepEqual([id, status], ["3", 300])
    const event = at(opened.events, 0)
    assert.match(String(event.type === "failed" && event.error), /2 decisions are pending/)
    for (const { resolve } of waiting) resolve(true)
    const statuses = [await opened.zap.receive(), await opened.zap.receive()].map(([, answer]) => answer.status)
    assert.deepEqual(statuses, [200, 200])
    assert.equal(called, 2)
  })

  test("one origin cannot take all places: others are decided meanwhile, by default", async () => {
    await using opened = openAuthenticator({ pendingLimit: 4 })
    const slow = deferred<boolean>()
    opened.auth.configurePlain({ callback: ({ username }) => (username === "slow" ? slow.promise : true) })
    for (const id of ["1", "2", "3"]) await opened.zap.send(id, "home", localhost, "PLAIN", "slow", "")
    const refused = await opened.zap.receive()
    assert.deepEqual([refused[0], refused[1].status], ["3", 300])
    const event = at(opened.events, 0)
    assert.match(String(event.type === "failed" && event.error), /2 decisions for peers of the same origin are pending/)
    await opened.zap.send("4", "home", "10.1.2.3", "PLAIN", "Ada", "")
    const accepted = await opened.zap.receive()
    assert.deepEqual([accepted[0], accepted[1].status], ["4", 200])
    slow.resolve(true)
    for (const _ of ["1", "2"]) assert.equal((await opened.zap.receive())[1].status, 200)
    // Their places are free again.
    assert.equal((await opened.zap.ask("home", localhost, "PLAIN", "Ada", "")).status, 200)
  })

  for (const [address, other, same] of [
    ["10.1.2.3", "10.1.2.4", false],
    ["10.1.2.3", "::ffff:10.1.2.3", true],
    ["2001:db8:1:2::1", "2001:DB8:1:2:3:4:5:6", true],
    ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
    ["fe80::1%eth0", "fe80::2", true],
    ["::1", "::2", true],
    ["::1", "1::", false],
    [":1000:1000:47", ":1000:1001:48", true],
    [":1000:1000:47", ":1001:1000:47", false],
  ] as const) {
    test(`peers at ${address} and ${other} are of ${same ? "one origin" : "two origins"}`, () => {
      assert.equal(originOf(address) === originOf(other), same)
    })
  }

  test('a callback that says "later" lets the peer try again: 300', async () => {
    await using opened = openAuthenticator()
    opened.auth.configurePlain({ callback: () => ({ allow: "later" }) })
    assert.equal((await opened.zap.ask("home", localhost, "PLAIN", "Ada", "")).status, 300)
    const event = at(opened.events, 0)
    assert.ok(event.type === "failed" && event.status === 300)
  })

  test("a callback that takes too long: 300, its signal is aborted, and its late answer is ignored", async () => {
    await using opened = openAuthenticator({ timeout: 20 })
    const late = deferred<boolean>()
    let ended: unknown
    opened.auth.configurePlain({
      callback: (_request, { signal }) => {
        signal.addEventListener("abort", () => {
          ended = signal.reason
        })
        return late.promise
      },
    })
    assert.equal((await opened.zap.ask("home", localhost, "PLAIN", "Ada", "")).status, 300)
    assert.equal(String(ended), "TimeoutError: The callback did not answer within 20 ms")
    late.reject(new Error("too late"))
    opened.auth.configurePlain({ users: {} })
    assert.equal((await opened.zap.ask("home", localhost, "PLAIN", "Ada", "")).status, 400)
    assert.deepEqual(
      opened.events.map(({ type }) => type),
      ["failed", "denied"],
    )
  })
})
