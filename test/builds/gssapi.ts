// A server and a client of the GSSAPI mechanism: `gssapi.js <server's principal> <client's principal> <the principal that
// the client asks for> <plain|encrypted>`. Prints what came back, or the peer's absence after the handshake failed.

import { Dealer } from "#lib/index"
import { exactly } from "../support/elements"
import { bindFresh } from "../support/endpoints"

const [server, client, wanted, protection] = exactly(4, process.argv.slice(2))
const common = {
  gssapiPrincipalNameType: "krb5Principal",
  gssapiServicePrincipalNameType: "krb5Principal",
  gssapiPlainText: protection === "plain",
  linger: 0,
} as const

async function main(): Promise<void> {
  using service = new Dealer({ ...common, gssapiServer: true, gssapiPrincipal: server })
  using user = new Dealer({ ...common, gssapiPrincipal: client, gssapiServicePrincipal: wanted })
  user.connect(await bindFresh(service))
  await user.send(["question", Buffer.alloc(5000, 7)])
  await service.send(await service.receive({ timeout: 5000 }))
  const [question, body] = exactly(2, await user.receive({ timeout: 5000 }))
  console.log(`${question} ${body.length} ${service.securityMechanism} ${user.securityMechanism}`)
}

main().catch((error) => {
  console.log(error.code)
})
