// A Dish with conflate keeps the newest message of each Radio, and all of its groups.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Dish, Radio } from "#lib/draft"
import { Poller } from "#lib/index"
import { bindFresh, transports } from "../support/endpoints"
import { eventOf } from "../support/events"
import { patched } from "../support/patched"
import { timeLimit, until } from "../support/waiting"
import { untilJoined } from "./until-joined"

const skip = patched.skip

const looks: Record<string, (dish: Dish) => unknown> = {
  readable: (dish) => until(() => dish.readable),
  "a poll": async (dish) => assert.equal((await new Poller().add(dish).poll(10_000)).size, 1),
}

for (const transport of transports) {
  for (const [name, look] of Object.entries(looks)) {
    test(`the newest message is received, although an older one was found by ${name}, ${transport}`, {
      skip,
    }, async () => {
      using radio = new Radio()
      using dish = new Dish({ conflate: true })
      using observer = dish.observe({ events: ["disconnect"] })
      dish.join("one", "other")
      dish.connect(await bindFresh(radio, transport))
      for (const group of ["one", "other"]) await untilJoined(radio, dish, group)
      await radio.send("old", { group: "one" })
      await look(dish)
      await radio.send("older than the newest", { group: "other" })
      await radio.send("newest", { group: "one" })
      if (transport !== "inproc") {
        radio.close()
        await eventOf(observer, "disconnect")
      }
      const [message, { group }] = await dish.receive(timeLimit)
      assert.deepEqual([message, group].map(String), ["newest", "one"])
      assert.equal(dish.readable, false)
    })
  }
}

test("a group that is left takes the message that was found along, and leaves a newer one", { skip }, async () => {
  for (const [left, expected] of [
    ["one", "newest"],
    ["other", "found"],
  ] as const) {
    using radio = new Radio()
    using dish = new Dish({ conflate: true })
    dish.join("one", "other")
    dish.connect(await bindFresh(radio, "inproc"))
    for (const group of ["one", "other"]) await untilJoined(radio, dish, group)
    await radio.send("found", { group: "one" })
    assert.equal(dish.readable, true)
    await radio.send("newest", { group: "other" })
    dish.leave(left)
    assert.equal(String((await dish.receive(timeLimit))[0]), expected)
    assert.equal(dish.readable, false)
  }
})
