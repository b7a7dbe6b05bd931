import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Authenticator } from "#lib/index"
import type { ZapClient } from "../support/zap"
import { localhost, openAuthenticator } from "./authenticator-fixture"

describe("addresses", () => {
  const statuses = async (zap: ZapClient, addresses: string[]) => {
    const all: Record<string, number> = {}
    for (const address of addresses) all[address] = (await zap.ask("home", address, "NULL")).status
    return all
  }

  test("without a list, every client without credentials is accepted as anonymous", async () => {
    await using opened = openAuthenticator()
    assert.deepEqual(await opened.zap.ask("home", localhost, "NULL"), {
      status: 200,
      reason: "OK",
      userId: "anonymous",
      metadata: Buffer.alloc(0),
    })
  })

  test("allow: those in the list, by address, range and ipc", async () => {
    await using opened = openAuthenticator()
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
    await using opened = openAuthenticator()
    opened.auth.deny("127.0.0.0/8", "fe80::/10")
    assert.deepEqual(
      await statuses(opened.zap, ["127.9.9.9", "::ffff:127.0.0.1", "fe80::1%eth0", "10.0.0.1", ":0:0:1"]),
      { "127.9.9.9": 400, "::ffff:127.0.0.1": 400, "fe80::1%eth0": 400, "10.0.0.1": 200, ":0:0:1": 200 },
    )
  })

  test("an allowed address does not replace the credentials", async () => {
    await using opened = openAuthenticator()
    opened.auth.allow(localhost)
    assert.equal((await opened.zap.ask("home", localhost, "PLAIN", "a", "b")).status, 400)
  })

  test("a denied address is rejected before its credentials are checked", async () => {
    await using opened = openAuthenticator()
    let asked = 0
    opened.auth.deny(localhost).configurePlain({ callback: () => ++asked > 0 })
    assert.equal((await opened.zap.ask("home", localhost, "PLAIN", "a", "b")).status, 400)
    assert.equal(asked, 0)
  })

  test("the IPv6 range ::/0 contains every IPv4 address", async () => {
    await using opened = openAuthenticator()
    opened.auth.allow("::/0")
    assert.deepEqual(await statuses(opened.zap, ["fd00::1", "10.0.0.1", "::ffff:10.0.0.1", ":0:0:1"]), {
      "fd00::1": 200,
      "10.0.0.1": 200,
      "::ffff:10.0.0.1": 200,
      ":0:0:1": 400,
    })
  })

  test("only one of the two lists can be used, as with pyzmq", () => {
    const conflict = { code: "EINVAL", message: "Addresses can be allowed or denied, not both" }
    assert.throws(() => new Authenticator().allow(localhost).deny(localhost), conflict)
    assert.throws(() => new Authenticator().deny(localhost).allow(localhost), conflict)
  })

  test("an invalid address is refused, and nothing is added", async () => {
    await using opened = openAuthenticator()
    const wrong = ["localhost", "", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "fd00::/129", "1.2.3"]
    for (const address of wrong) {
      assert.throws(() => opened.auth.deny("127.0.0.1", address), { code: "ERR_INVALID_ARG_VALUE" }, address)
    }
    for (const call of [() => opened.auth.deny(), () => opened.auth.deny(7 as never)]) {
      assert.throws(call, { code: "ERR_INVALID_ARG_TYPE" })
    }
    assert.equal((await opened.zap.ask("home", localhost, "NULL")).status, 200)
    opened.auth.allow(localhost)
  })
})
