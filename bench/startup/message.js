// Of zmq-napi or zeromq, which have these calls in common.
const { Pull, Push } = require(process.argv[2])

async function main() {
  const pull = new Pull()
  const push = new Push()
  await pull.bind("inproc://first")
  push.connect("inproc://first")
  await push.send("message")
  const [part] = await pull.receive()
  push.close()
  pull.close()
  process.exit(String(part) === "message" ? 0 : 1)
}

main()
