// Options that are text take bytes too: what a program has read or made.
import assert from "node:assert/strict"
import { test } from "node:test"
import { Authenticator, Context, Dealer, type DealerOptions, Router } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

test("user name and password given as bytes are those of the peer", async () => {
  await using context = new Context({ socketOptions: { linger: 0, zapDomain: Buffer.from("global") } })
  using authenticator = new Authenticator({ context })
  authenticator.configurePlain({ domain: "global", users: { admin: "grün" } }).start()
  using router = new Router({ context, plainServer: true })
  assert.equal(router.zapDomain, "global")
  const endpoint = await bindFresh(router)
  const plainPassword = Buffer.from("grün")
  const options: DealerOptions = { context, plainUsername: Buffer.from("admin"), plainPassword }
  using dealer = new Dealer({ ...options, zapDomain: null })
  // It was copied.
  plainPassword.fill(0)
  dealer.connect(endpoint)
  await dealer.send("hello")
  assert.equal(String((await router.receive(timeLimit))[1]), "hello")
})

test("a context's own bytes may be changed afterwards", () => {
  const zapDomain = Buffer.from("global")
  const context = new Context({ socketOptions: { zapDomain } })
  zapDomain.fill("x")
  using dealer = new Dealer({ context })
  assert.equal(dealer.zapDomain, "global")
})

test("bytes that are not UTF-8 are set as they are, and read as far as they are text", () => {
  using dealer = new Dealer({ plainUsername: Buffer.from([0x67, 0xfc]), plainPassword: "x" })
  assert.equal(dealer.plainUsername, "g\ufffd")
  assert.throws(() => Object.assign(dealer, { plainUsername: Buffer.from([0x67, 0, 0xfc]) }), {
    name: "TypeError",
    code: "ERR_INVALID_ARG_VALUE",
  })
})

test("an empty Buffer unsets an option as an empty string does, for security too", async () => {
  using dealer = new Dealer({ plainUsername: "admin", plainPassword: "secret" })
  dealer.plainUsername = Buffer.alloc(0)
  dealer.plainPassword = new Uint8Array()
  assert.equal(dealer.securityMechanism, null)
  // With one of them left it would be refused, as it contradicts itself.
  dealer.connect("tcp://127.0.0.1:1")
  using other = new Dealer({ interface: Buffer.from("lo"), socksProxy: Buffer.from("127.0.0.1:1080") })
  other.interface = Buffer.alloc(0)
  other.socksProxy = new DataView(new ArrayBuffer(0)) as never
  assert.deepEqual([other.interface, other.socksProxy], [null, null])
})
