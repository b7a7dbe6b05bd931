// The same, with each of the remedies: Jest ends by itself.
const { Pull } = require("zmq-napi")

let pull

beforeEach(async () => {
  pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
})

test("the socket is closed", async () => {
  const receiving = pull.receive()
  pull.close()
  await expect(receiving).rejects.toMatchObject({ name: "SocketClosedError" })
})

test("the socket does not keep the process alive", () => {
  pull.unref()
  pull.receive()
})

test("the receive is aborted", async () => {
  const controller = new AbortController()
  const receiving = pull.receive({ signal: controller.signal })
  controller.abort()
  await expect(receiving).rejects.toMatchObject({ name: "AbortError" })
})

test("the receive has a time-out", async () => {
  await expect(pull.receive({ timeout: 10 })).rejects.toMatchObject({ name: "TimeoutError" })
})
