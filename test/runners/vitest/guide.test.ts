// The block of docs/how-to/testing.md that is of TypeScript.
import { expect, test } from "vitest"
import { Pull, Push } from "zmq-napi"

test("a job arrives", async () => {
  using pull = new Pull({ receiveTimeout: 1000 })
  using push = new Push()
  await pull.bind("inproc://jobs")
  push.connect("inproc://jobs")
  await push.send("job")
  expect(String(await pull.receive())).toBe("job")
})
