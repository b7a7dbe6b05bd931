// GSSAPI: what the build option --gssapi brings. `npm run test:builds` builds it.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { runProgram } from "../support/child"
import { lacks } from "./build"
import { Kerberos, lacksKerberos, lacksPython } from "./kerberos"

describe("the GSSAPI mechanism, with a Kerberos of its own", { skip: lacks("gssapi") || lacksKerberos() }, () => {
  let kerberos: Kerberos
  before(async () => {
    kerberos = await Kerberos.start(["server", "client", "other"])
  })
  after(() => kerberos[Symbol.dispose]())

  function talk(server: string, client: string, wanted: string, protection: string): Promise<string> {
    const principals = [server, client, wanted].map((name) => kerberos.principal(name))
    return runProgram("builds/gssapi", [...principals, protection], { env: kerberos.environment })
  }

  for (const protection of ["encrypted", "plain"]) {
    test(`a client whose ticket is good is served, ${protection}`, async () => {
      assert.equal(await talk("server", "client", "server", protection), "question 5000 gssapi gssapi\n")
    })
  }

  function run(scenario: string, protection: string): Promise<string> {
    const principals = ["server", "client"].map((name) => kerberos.principal(name))
    return runProgram("builds/gssapi-security", [scenario, ...principals, protection], { env: kerberos.environment })
  }

  for (const protection of ["encrypted", "plain"]) {
    test(`a client whom the ZAP handler denies is not let in, ${protection}`, async () => {
      const principal = kerberos.principal("client")
      assert.equal(await run("admit", protection), `${principal} handshake a message\n`)
      assert.equal(await run("deny", protection), `${principal} handshake:error:auth disconnect EAGAIN\n`)
    })

    test(`without the ZAP handler that its domain needs, a server lets nobody in, ${protection}`, async () => {
      assert.equal(await run("unhandled", protection), "handshake:error:other\n")
    })

    test(`subscriptions reach a publisher, ${protection}`, async () => {
      assert.equal(await run("publish", protection), "all\n")
    })

    test(`more subscriptions than the high-water mark reach a publisher, again when it comes back, ${protection}`, async () => {
      assert.equal(await run("resubscribe", protection), "3000 twice\n")
    })

    test(`messages leave no memory behind, ${protection}`, async () => {
      assert.equal(await run("leak", protection), "little\n")
    })
  }

  test("peers that begin the handshake with a malformed token leave no memory behind", async () => {
    assert.equal(await run("strangers", "encrypted"), "little\n")
  })

  for (const fault of ["empty", "unencrypted"]) {
    test(`an ${fault} message ends its connection, and the process goes on`, { skip: lacksPython() }, async () => {
      assert.equal(await run(fault, "encrypted"), "ended, another message\n")
    })
  }

  test("a client that asks for another server's ticket is not served", async () => {
    assert.equal(await talk("server", "client", "other", "encrypted"), "EAGAIN\n")
  })

  test("a client that the realm does not know is not served, and the process goes on", async () => {
    assert.equal(await talk("server", "nobody", "server", "encrypted"), "EAGAIN\n")
  })
})
