const { createServer } = require("node:http")
const { Pull, Push } = require("jszmq")

// It has no inproc, and binds to a free port by way of a server.
const server = createServer().listen(0, "127.0.0.1", () => {
  const address = `ws://127.0.0.1:${server.address().port}`
  const pull = new Pull()
  const push = new Push()
  pull.on("message", (part) => process.exit(String(part) === "message" ? 0 : 1))
  pull.bind(address, server)
  push.connect(address)
  push.send("message")
})
