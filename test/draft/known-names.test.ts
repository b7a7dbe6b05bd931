// As in test/errors/known-names.test.ts, for the sends of draft sockets, whose options say where a message goes.
import assert from "node:assert/strict"
import { test } from "node:test"
import { Dish, Radio, Server } from "#lib/draft"
import { timeLimit } from "../support/waiting"

const refused = (name: string, meant: string) => ({
  name: "TypeError",
  code: "ERR_INVALID_ARG_VALUE",
  message: new RegExp(`^Unknown name "${name}" in the options of .*; did you mean "${meant}"\\?$`),
})

test("a misspelt name in the options of a send is refused, and nothing is sent", async () => {
  using radio = new Radio()
  using dish = new Dish()
  dish.bindSync("inproc://draft-names")
  dish.join("group")
  radio.connect("inproc://draft-names")
  const group = "group"
  await assert.rejects(radio.send("lost", { gruop: group } as never), refused("gruop", "group"))
  await assert.rejects(radio.send("lost", { group, timeuot: 1 } as never), refused("timeuot", "timeout"))
  await assert.rejects(radio.sendMany([["lost", { group }]], { timeuot: 1 } as never), refused("timeuot", "timeout"))
  assert.throws(() => radio.sendSync("lost", { group, timeuot: 1 } as never), refused("timeuot", "timeout"))
  await radio.send("arrives", { group, timeout: 1000 })
  assert.equal(String((await dish.receive(timeLimit))[0]), "arrives")
  assert.equal(dish.readable, false)
})

test("an unknown name in the options of a send to a peer is refused", async () => {
  using server = new Server()
  await assert.rejects(server.send("lost", { routingid: 1 } as never), refused("routingid", "routingId"))
  assert.throws(
    () => server.sendSync("lost", { routingId: 1, singal: 1 } as never),
    /^TypeError: Unknown name "singal"/,
  )
  await assert.rejects(server.receive({ timeuot: 1 } as never), refused("timeuot", "timeout"))
})
