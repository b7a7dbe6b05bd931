// CURVE, PLAIN, and a ZAP handler by hand.
import { curveKeyPair, Dealer, Pull, Push, Reply, Router, type SocketOptions } from "zeromq"

async function curve(): Promise<void> {
  const server = curveKeyPair()
  const client = curveKeyPair()
  console.log(Object.keys(server).sort(), server.publicKey.length, server.secretKey.length)
  const options: SocketOptions<Push> = {
    linger: 0,
    curveServerKey: server.publicKey,
    curvePublicKey: client.publicKey,
    curveSecretKey: client.secretKey,
  }
  const push = new Push(options)
  const pull = new Pull({ curveServer: true, curveSecretKey: server.secretKey, receiveTimeout: 5000 })
  console.log(push.securityMechanism, pull.securityMechanism, push.curveServer, pull.curveServer)
  await pull.bind("tcp://127.0.0.1:*")
  push.connect(pull.lastEndpoint!)
  await push.send("secret")
  console.log(String((await pull.receive())[0]))
  push.close()
  pull.close()
}

async function plain(): Promise<void> {
  const handler = new Router()
  await handler.bind("inproc://zeromq.zap.01")
  const handling = (async () => {
    for await (const request of handler) {
      const [versionPart, , domain, , , mechanism, user, password] = request.slice(2)
      console.log([versionPart, domain, mechanism, user, password].map(String))
      const known = String(user) === "user" && String(password) === "password"
      await handler.send([...request.slice(0, 4), known ? "200" : "400", "", known ? "me" : "", ""])
    }
  })()
  const server = new Reply({ plainServer: true, zapDomain: "test", receiveTimeout: 5000 })
  await server.bind("tcp://127.0.0.1:*")
  const client = new Dealer({ plainUsername: "user", plainPassword: "password", linger: 0 })
  console.log(server.securityMechanism, client.securityMechanism, client.plainUsername)
  client.connect(server.lastEndpoint!)
  await client.send(["", "hello"])
  console.log(String((await server.receive())[0]))
  server.close()
  client.close()
  handler.close()
  await handling
}

void curve().then(plain)
