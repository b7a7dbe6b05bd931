// CURVE server: encrypts, and lets in the clients alone whose public certificate is in a folder. Clients may be added and
// removed while it serves. Serves until Ctrl+C.
//
//   npm run example -- curve-server <folder> [endpoint]       by default tcp://*:5570
//   npm run example -- curve-server /tmp/keys
//
// In another terminal: npm run example -- curve-client /tmp/keys
import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { Authenticator, Certificate, Reply } from "zmq-napi"

async function main(folder: string, endpoint = "tcp://*:5570"): Promise<void> {
  const clients = join(folder, "clients")
  mkdirSync(clients, { recursive: true })
  const file = join(folder, "server")
  if (!existsSync(`${file}_secret`)) await Certificate.generate({ name: "server" }).write(file)
  const { secretKey } = await Certificate.read(`${file}_secret`)

  using auth = new Authenticator({
    log: (event) => {
      if (event.type === "allowed") console.log(`Allowed ${event.userId}`)
      else if (event.type === "denied") console.log(`Denied ${event.identity}: ${event.reason}`)
      else console.error(event)
    },
  })
  auth.configureCurve({ domain: "example", location: clients }).start()

  using server = new Reply({
    curveServer: true,
    curveSecretKey: secretKey!,
    zapDomain: "example",
    zapEnforceDomain: true,
    messageProperties: true,
  })
  process.once("SIGINT", () => server.close())
  process.once("SIGTERM", () => server.close())
  await server.bind(endpoint)
  console.log(`Listening at ${server.lastEndpoint}`)

  for await (const [request] of server) await server.send(`${request}, whoever you are`)
}

const [folder, endpoint] = process.argv.slice(2)
if (folder === undefined) throw new Error("Give a folder for the certificates")
main(folder, endpoint)
