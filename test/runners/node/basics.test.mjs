import assert from "node:assert/strict"
import { describe, test } from "node:test"
import standard, * as zmq from "zmq-napi"
import { Server } from "zmq-napi/draft"
import { basics } from "../common/basics.js"

test("both kinds of import give the same", () => {
  assert.equal(standard.Push, zmq.Push)
  assert.ok(Server.prototype instanceof zmq.Socket)
})

describe("basics", () => {
  for (const [name, run] of Object.entries(basics)) test(name, () => run(zmq))
})
