const { Reply, Request, version } = require("zmq-napi")

async function main() {
  const reply = new Reply()
  const request = new Request()
  await reply.bind("tcp://127.0.0.1:*")
  request.connect(reply.lastEndpoint)
  await request.send("ping")
  await reply.send(await reply.receive())
  console.log(`${await request.receive()} by libzmq ${version}`)
  reply.close()
  request.close()
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
