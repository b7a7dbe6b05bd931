import assert from "node:assert/strict"
import standard, * as zmq from "zmq-napi"
import { Server } from "zmq-napi/draft"
import { basics } from "../common/basics.js"

it("both kinds of import give the same", () => {
  assert.equal(standard.Push, zmq.Push)
  assert.ok(Server.prototype instanceof zmq.Socket)
})

for (const [name, run] of Object.entries(basics)) it(name, () => run(zmq))
