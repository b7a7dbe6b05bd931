const { Pull, Push } = require("zmq-napi")

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
