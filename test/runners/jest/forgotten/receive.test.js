// Keeps Jest from ending: what it prints then, and what to do, is in docs/how-to/testing.md.
const { Pull } = require("zmq-napi")

test("a receive that waits is forgotten", async () => {
  const pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  pull.receive()
})
