import { expect, test } from "vitest"
import standard, * as zmq from "zmq-napi"
import { basics } from "../common/basics.js"
import { checkPlace } from "../common/place.js"

test("this file runs where the configuration says", checkPlace)

test("both kinds of import give the same", () => {
  expect(standard.Push).toBe(zmq.Push)
})

test.each(Object.entries(basics))("%s", (_, run) => run(zmq))

test("what is thrown is an Error of the test's realm", async () => {
  const pull = new zmq.Pull()
  await expect(pull.receive({ timeout: 0 })).rejects.toThrow(zmq.TimeoutError)
  await expect(pull.receive({ timeout: 0 })).rejects.toBeInstanceOf(Error)
  expect(() => new zmq.Pull({ linger: "long" })).toThrow(TypeError)
  pull.close()
})
