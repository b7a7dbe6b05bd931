// CURVE client of curve-server: makes a certificate of its own, has the server know it by putting the public half into the
// server's folder, and asks. With a third argument it forgets to do that, and is turned away.
//
//   npm run example -- curve-client <folder> [endpoint [stranger]]     by default tcp://localhost:5570
import { join } from "node:path"
import { Certificate, Request, TimeoutError } from "zmq-napi"

async function main(folder: string, endpoint = "tcp://localhost:5570", stranger?: string): Promise<void> {
  const server = await Certificate.read(join(folder, "server"))
  const certificate = Certificate.generate({ name: "client" })
  if (stranger === undefined) {
    // On two machines this is what is sent to the server's administrator.
    await new Certificate({ publicKey: certificate.publicKey, metadata: certificate.metadata }).write(
      join(folder, "clients", "client"),
    )
  }
  console.log(`I am ${certificate.publicKey}`)

  using client = new Request({
    curvePublicKey: certificate.publicKey,
    curveSecretKey: certificate.secretKey!,
    curveServerKey: server.publicKey,
    linger: 0,
  })
  client.connect(endpoint)
  const timeout = stranger === undefined ? 10_000 : 1000
  try {
    // Also waits if the server was faster: a connection that it has turned away takes no messages.
    await client.send("Hello", { timeout })
    const [reply] = await client.receive({ timeout })
    console.log(`Received ${reply}`)
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error
    console.log("No answer: a server does not say more to those whom it turns away")
  }
}

const [folder, endpoint, stranger] = process.argv.slice(2)
if (folder === undefined) throw new Error("Give the folder of the server's certificates")
main(folder, endpoint, stranger)
