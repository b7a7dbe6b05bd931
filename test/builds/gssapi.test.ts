// GSSAPI: what the build option --gssapi brings. `npm run test:builds` builds it.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { runProgram } from "../support/program"
import { lacks } from "./build"
import { Kerberos, lacksKerberos } from "./kerberos"

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

  test("a client that asks for another server's ticket is not served", async () => {
    assert.equal(await talk("server", "client", "other", "encrypted"), "EAGAIN\n")
  })

  test("a client that the realm does not know is not served, and the process goes on", async () => {
    assert.equal(await talk("server", "nobody", "server", "encrypted"), "EAGAIN\n")
  })
})
