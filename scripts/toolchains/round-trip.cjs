// Loads the package from the current folder, and sends a message there and back over each transport, also with CURVE.
const { Reply, Request, capability, curveKeyPair, version } = require("zmq-napi")

async function exchange(address, server = {}, client = {}) {
  const reply = new Reply({ ...server, receiveTimeout: 10_000 })
  const request = new Request({ ...client, receiveTimeout: 10_000 })
  try {
    await reply.bind(address)
    request.connect(reply.lastEndpoint)
    await request.send(["ping", Buffer.alloc(1 << 20, "x")])
    const [word, body] = await reply.receive()
    await reply.send([word, String(body.length)])
    const answer = (await request.receive()).join(" ")
    if (answer !== "ping 1048576") throw new Error(`${address} brought ${answer}`)
  } finally {
    request.close()
    reply.close()
  }
}

async function main() {
  for (const name of ["draft", "curve", "ws"]) if (!capability[name]) throw new Error(`Built without ${name}`)
  const addresses = ["tcp://127.0.0.1:*", "ipc://*", "inproc://here", "ws://127.0.0.1:*"]
  for (const address of addresses) await exchange(address)
  const [server, client] = [curveKeyPair(), curveKeyPair()]
  await exchange(
    "tcp://127.0.0.1:*",
    { curveServer: true, curveSecretKey: server.secretKey },
    { curveServerKey: server.publicKey, curvePublicKey: client.publicKey, curveSecretKey: client.secretKey },
  )
  console.log(`libzmq ${version}: ${addresses.join(", ")} and CURVE`)
}

main()
