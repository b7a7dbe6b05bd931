import standard, * as zmq from "zmq-napi"
import { Server } from "zmq-napi/draft"
import { basics } from "../common/basics.js"

test("both kinds of import give the same", () => {
  expect(standard.Push).toBe(zmq.Push)
  expect(Server.prototype).toBeInstanceOf(zmq.Socket)
})

test.each(Object.entries(basics))("%s", (_, run) => run(zmq))
