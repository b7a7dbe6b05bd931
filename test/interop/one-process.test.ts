import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { runProgram } from "../support/child"

describe("in one process with the zeromq package, which brings a libzmq of its own", () => {
  for (const first of ["zmq-napi", "zeromq"]) {
    test(`both packages talk to each other when ${first} is loaded first, and the process ends by itself`, async () => {
      const { addons, received } = JSON.parse(await runProgram("interop/one-process", [first]))
      assert.equal(addons.length, 2, `two addons, each with its libzmq: ${addons}`)
      assert.equal(received, 4000)
    })
  }
})
