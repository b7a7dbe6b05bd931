// Groups of a Radio and its Dishes that are long, many, or said by a peer that keeps no rules.

import assert from "node:assert/strict"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { describe, test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Dish, Radio } from "#lib/draft"
import { Authenticator, Context } from "#lib/index"
import { bindFresh, transports } from "../support/endpoints"
import { patched } from "../support/patched"
import { timeLimit } from "../support/waiting"
import { command, message, part, RawPeer } from "../support/zmtp"
import { untilJoined } from "./until-joined"

const skip = patched.skip

describe("a group of a long name has several Dishes", { skip }, () => {
  for (const transport of transports) {
    test(transport, async () => {
      using radio = new Radio()
      const endpoint = await bindFresh(radio, transport)
      using one = new Dish()
      using another = new Dish()
      using third = new Dish()
      const all = [one, another, third]
      for (const dish of all) dish.connect(endpoint)
      for (const group of ["fifteen bytes..", "g".repeat(255)]) {
        for (const dish of all) dish.join(group)
        for (const dish of all) await untilJoined(radio, dish, group)
        // The short ones and the long ones are handed on in different ways.
        for (const text of ["short", "long ".repeat(100)]) {
          await radio.send(text, { group })
          for (const dish of all) {
            let received = await dish.receive(timeLimit)
            while (received[0].length === 1) received = await dish.receive(timeLimit)
            assert.deepEqual(received, [Buffer.from(text), { group: Buffer.from(group) }])
          }
        }
      }
    })
  }
})

describe("5,000 groups at once", { skip }, () => {
  const groups = Array.from({ length: 5000 }, (_, number) => `group ${String(number).padStart(4, "0")}`)
  for (const transport of transports) {
    for (const when of ["before", "after"]) {
      test(`joined ${when} connecting, ${transport}`, async () => {
        using radio = new Radio({ sendHighWaterMark: 0 })
        using dish = new Dish({ receiveHighWaterMark: 0 })
        const endpoint = await bindFresh(radio, transport)
        if (when === "before") dish.join(...groups)
        dish.connect(endpoint)
        if (when === "after") dish.join(...groups)
        await untilJoined(radio, dish, groups.at(-1)!)
        await radio.sendMany(groups.map((group) => ["hello", { group }]))
        for (const group of groups) {
          assert.deepEqual(await dish.receive(timeLimit), [Buffer.from("hello"), { group: Buffer.from(group) }])
        }
        dish.leave(...groups)
        dish.join("the last")
        await untilJoined(radio, dish, "the last")
        await radio.sendMany(groups.map((group) => ["left", { group }]))
        await radio.send("stays", { group: "the last" })
        assert.equal(String((await dish.receive(timeLimit))[0]), "stays")
      })
    }
  }
})

test("a peer is told of each group that is left, however many are left at once", { skip }, async () => {
  const groups = Array.from({ length: 5000 }, (_, number) => `group ${String(number).padStart(4, "0")}`.padEnd(200))
  using dish = new Dish()
  using peer = await RawPeer.connect(await bindFresh(dish))
  await peer.greet("RADIO")
  dish.join(...groups)
  for (const group of groups) assert.equal((await peer.frame()).toString("latin1", 1), `JOIN${group}`)
  dish.leave(...groups)
  for (const group of groups) assert.equal((await peer.frame()).toString("latin1", 1), `LEAVE${group}`)
})

test("a Dish that lets its peers authenticate receives their messages", { skip }, async () => {
  await using context = new Context()
  const authenticator = new Authenticator({ context }).configurePlain({ users: { user: "password" } })
  authenticator.start()
  using dish = new Dish({ context, plainServer: true, zapDomain: "home" })
  using radio = new Radio({ context, plainUsername: "user", plainPassword: "password" })
  dish.join("group")
  radio.connect(await bindFresh(dish))
  await untilJoined(radio, dish, "group")
  authenticator.stop()
})

test("a peer that joins a group whose name is too long is sent away", { skip }, async () => {
  using radio = new Radio()
  const endpoint = await bindFresh(radio)
  for (const length of [256, 70_000]) {
    using peer = await RawPeer.connect(endpoint)
    await peer.greet("DISH")
    const closed = once(peer.socket, "close")
    peer.socket.write(command("JOIN", Buffer.alloc(length, "g")))
    await closed
  }
  using dish = new Dish()
  dish.connect(endpoint)
  dish.join("g".repeat(255))
  await untilJoined(radio, dish, "g".repeat(255))
})

test("messages of the group without a name wait for a Dish whose queue is full", { skip }, async () => {
  using dish = new Dish({ receiveHighWaterMark: 1 })
  dish.join("")
  using peer = await RawPeer.connect(await bindFresh(dish))
  await peer.greet("RADIO")
  const count = 1000
  peer.socket.write(
    Buffer.concat(Array.from({ length: count }, (_, number) => [part(""), message(`${number}`)]).flat()),
  )
  for (let number = 0; number < count; number++) assert.equal(String((await dish.receive(timeLimit))[0]), `${number}`)
})

test("peers that go in the middle of a message leave nothing", { skip }, async () => {
  using dish = new Dish()
  dish.join("g".repeat(200))
  const endpoint = await bindFresh(dish)
  for (let round = 0; round < 20; round++) {
    using peer = await RawPeer.connect(endpoint)
    await peer.greet("RADIO")
    peer.socket.end(part("g".repeat(200)))
    await once(peer.socket, "close")
  }
  using peer = await RawPeer.connect(endpoint)
  await peer.greet("RADIO")
  peer.socket.write(Buffer.concat([part("g".repeat(200)), message("whole")]))
  assert.equal(String((await dish.receive(timeLimit))[0]), "whole")
})

test("the group that such a peer has said is freed", {
  skip: skip || (process.platform !== "linux" && "memory is looked at in /proc"),
}, async () => {
  const mebibytes = () => Number(/VmSize:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))![1]) / 1024
  // A group that is kept keeps the buffer that it has come in, of this size.
  using dish = new Dish({ inBatchSize: 2 ** 20 })
  const endpoint = await bindFresh(dish)
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round++) {
      using peer = await RawPeer.connect(endpoint)
      await peer.greet("RADIO")
      peer.socket.end(part("g".repeat(200)))
      await once(peer.socket, "close")
    }
  }
  await rounds(10)
  const before = mebibytes()
  await rounds(100)
  const grown = mebibytes() - before
  assert.ok(grown < 50, `the process grew by ${grown} MiB`)
})

test("heartbeats of a Radio and a Dish are no groups", { skip }, async () => {
  const heartbeats = { heartbeatInterval: 5, heartbeatTimeout: 60_000 }
  using radio = new Radio(heartbeats)
  using dish = new Dish(heartbeats)
  dish.join("group")
  const disconnects = dish.observe({ events: ["disconnect"] })
  dish.connect(await bindFresh(radio))
  await untilJoined(radio, dish, "group")
  using peer = await RawPeer.connect(radio.lastEndpoint!)
  await peer.greet("DISH")
  for (let count = 0; count < 10; count++) assert.equal((await peer.frame()).toString("latin1", 1, 5), "PING")
  await untilJoined(radio, dish, "group")
  disconnects.close()
  for await (const event of disconnects) assert.fail(event.type)
})

test("a group that a peer joins twice is joined once", { skip }, async () => {
  using radio = new Radio()
  using peer = await RawPeer.connect(await bindFresh(radio))
  await peer.greet("DISH")
  const [join, leave] = ["JOIN", "LEAVE"].map((name) => command(name, Buffer.from("twice")))
  peer.socket.write(Buffer.concat([join!, join!, leave!, command("JOIN", Buffer.from("end"))]))
  // A message's first frame is its group.
  let first: Buffer | undefined
  const received = peer.frame().then((frame) => {
    first = frame
  })
  while (first === undefined) {
    await radio.send("left", { group: "twice" })
    await radio.send("joined", { group: "end" })
    await setImmediate()
  }
  await received
  assert.equal(String(first), "end")
})
