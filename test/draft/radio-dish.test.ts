import assert from "node:assert/strict"
import { createSocket } from "node:dgram"
import { once } from "node:events"
import { networkInterfaces } from "node:os"
import { test } from "node:test"
import { Dish, Radio } from "#lib/draft"
import { Poller, TimeoutError } from "#lib/index"
import { at } from "../support/elements"
import { bindFresh } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"
import { udpEndpoint } from "./udp"
import { untilJoined } from "./until-joined"

async function joined(...groups: [...string[], string]) {
  const radio = new Radio()
  const dish = new Dish()
  dish.join(...groups)
  dish.connect(await bindFresh(radio))
  await untilJoined(radio, dish, at(groups, groups.length - 1))
  const close = () => {
    radio.close()
    dish.close()
  }
  return { radio, dish, [Symbol.dispose]: close }
}

test("a Dish gets the messages of the groups that it has joined, whole names and no others", async () => {
  using pair = await joined("a", "ab", "")
  await pair.radio.sendMany([
    ["1", { group: "a" }],
    ["2", { group: "abc" }],
    ["3", { group: "ab" }],
    ["4", { group: "b" }],
    ["5", { group: "" }],
    ["6", { group: Buffer.from("a") }],
  ])
  for (const [text, group] of [
    ["1", "a"],
    ["3", "ab"],
    ["5", ""],
    ["6", "a"],
  ] as const) {
    assert.deepEqual(await pair.dish.receive(timeLimit), [Buffer.from(text), { group: Buffer.from(group) }])
  }
})

test("a group can be any bytes but 0, of which at most 255", async () => {
  const long = Buffer.alloc(255, "g")
  const binary = Buffer.from([255, 1, 128])
  using radio = new Radio()
  using dish = new Dish()
  dish.join(long, binary, "Köln")
  dish.connect(await bindFresh(radio))
  await untilJoined(radio, dish, "Köln")
  for (const group of [long, binary, Buffer.from("Köln")]) {
    await radio.send("text", { group })
    assert.deepEqual(await dish.receive(timeLimit), [Buffer.from("text"), { group }])
  }

  const wrong: [unknown, string][] = [
    [undefined, "ERR_INVALID_ARG_TYPE"],
    [1, "ERR_INVALID_ARG_TYPE"],
    ["a\0b", "ERR_INVALID_ARG_VALUE"],
    ["g".repeat(256), "ERR_OUT_OF_RANGE"],
    ["ö".repeat(128), "ERR_OUT_OF_RANGE"],
  ]
  for (const [group, code] of wrong) {
    await assert.rejects(radio.send("one", { group: group as string }), { code })
    await assert.rejects(radio.sendMany([["one", { group: group as string }]]), { code })
    assert.throws(() => radio.sendSync("one", { group: group as string }), { code })
    assert.throws(() => dish.join("fine", group as string), { code })
    assert.throws(() => dish.leave("Köln", group as string), { code })
  }
  // Nothing was done in part.
  dish.join("fine")
  dish.leave("Köln")
})

test("joining or leaving a group twice is refused, with the group's name", () => {
  using dish = new Dish()
  dish.join("a")
  const twice = { code: "EINVAL", syscall: "zmq_join", message: 'Group "a" was joined already' }
  assert.throws(() => dish.join("b", "a"), twice)
  assert.throws(() => dish.join("c", "c"), { code: "EINVAL" })
  assert.throws(() => dish.leave("b"), { code: "EINVAL", syscall: "zmq_leave", message: 'Group "b" was not joined' })
  dish.leave("a")
  dish.join("a")
  dish.close()
  assert.throws(() => dish.join("d"), { code: "EBADF" })
  assert.throws(() => dish.leave("a"), { code: "EBADF" })
})

test("a message of a group that is left is dropped, although it was looked at", async () => {
  using pair = await joined("a", "b")
  for (const look of [() => pair.dish.readable, () => new Poller().add(pair.dish).pollSync(0).size > 0]) {
    await pair.radio.sendMany([
      ["a1", { group: "a" }],
      ["b1", { group: "b" }],
    ])
    await until(look)
    pair.dish.leave("a")
    assert.equal(String((await pair.dish.receive(timeLimit))[0]), "b1")
    pair.dish.join("a")
    await untilJoined(pair.radio, pair.dish, "a")
  }
})

test("prefetched messages of a group that is left are dropped", async () => {
  using pair = await joined("a", "b")
  await pair.radio.sendMany(["a1", "b1", "a2", "b2", "a3"].map((text) => [text, { group: text.charAt(0) }]))
  while (String((await pair.dish.receive(timeLimit))[0]) !== "a1");
  pair.dish.leave("a")
  assert.equal(String((await pair.dish.receive(timeLimit))[0]), "b1")
  assert.equal(String((await pair.dish.receive(timeLimit))[0]), "b2")
  await assert.rejects(pair.dish.receive({ timeout: 0 }), TimeoutError)
})

test("several Dishes get each what they joined, and a Radio without any drops", async () => {
  using radio = new Radio()
  await radio.send("nobody", { group: "a" })
  const endpoint = await bindFresh(radio)
  using one = new Dish()
  using other = new Dish()
  one.join("a", "both")
  other.join("b", "both")
  for (const dish of [one, other]) {
    dish.connect(endpoint)
    await untilJoined(radio, dish, "both")
  }
  await radio.sendMany([
    ["to one", { group: "a" }],
    ["to the other", { group: "b" }],
    ["to both", { group: "both" }],
  ])
  const seen = async (dish: Dish) => {
    const texts: string[] = []
    while (texts.at(-1) !== "to both") texts.push(String((await dish.receive(timeLimit))[0]))
    return texts.filter((text) => text.length > 1)
  }
  assert.deepEqual(await seen(one), ["to one", "to both"])
  assert.deepEqual(await seen(other), ["to the other", "to both"])
})

test("over udp a Radio sends to a Dish at an address", async () => {
  const endpoint = udpEndpoint()
  using dish = new Dish()
  using radio = new Radio()
  dish.join("news")
  await dish.bind(endpoint)
  radio.connect(endpoint)
  await until(async () => {
    await radio.send("other", { group: "other" })
    await radio.send("update", { group: "news" })
    return dish.readable
  })
  assert.deepEqual(await dish.receive(timeLimit), [Buffer.from("update"), { group: Buffer.from("news") }])
})

test("over udp a message that is larger than a datagram is refused", async () => {
  const endpoint = udpEndpoint()
  using dish = new Dish()
  using radio = new Radio()
  dish.join("news")
  await dish.bind(endpoint)
  radio.connect(endpoint)
  // One byte for the group's size, and the group.
  const largest = Buffer.alloc(8192 - 1 - 4, 1)
  const tooLarge = { code: "EMSGSIZE", syscall: "zmq_msg_send" }
  for (const message of [Buffer.alloc(largest.length + 1), "x".repeat(100_000), new ArrayBuffer(9000)]) {
    await assert.rejects(radio.send(message, { group: "news" }), tooLarge)
    await assert.rejects(radio.sendMany([[message, { group: "news" }]]), tooLarge)
    assert.throws(() => radio.sendSync(message, { group: "news" }), tooLarge)
  }
  await until(async () => {
    await radio.send(largest, { group: "news" })
    return dish.readable
  })
  assert.deepEqual((await dish.receive(timeLimit))[0], largest)
})

test("what a datagram can hold bounds messages only while the Radio is connected by udp", async () => {
  using dish = new Dish()
  using radio = new Radio()
  dish.join("news")
  assert.throws(() => radio.connect("udp://no such address:5555"), { code: /^E/ })
  const endpoint = udpEndpoint()
  radio.connect(endpoint)
  const large = Buffer.alloc(9000, 1)
  await assert.rejects(radio.send(large, { group: "news" }), { code: "EMSGSIZE" })
  radio.disconnect(endpoint)
  await dish.bind("tcp://127.0.0.1:*")
  radio.connect(dish.lastEndpoint!)
  await until(async () => {
    await radio.send(large, { group: "news" })
    return dish.readable
  })
  assert.deepEqual((await dish.receive(timeLimit))[0], large)
})

test("a udp connect that failed bounds no message", async () => {
  using radio = new Radio()
  assert.throws(() => radio.connect("udp://no such address:5555"), { code: /^E/ })
  await radio.send(Buffer.alloc(9000), { group: "news" })
})

test("over udp whatever datagrams come do no harm", async () => {
  const endpoint = udpEndpoint()
  using dish = new Dish()
  dish.join("news")
  await dish.bind(endpoint)
  const { hostname, port } = new URL(endpoint.replace("udp:", "http:"))
  const attacker = createSocket("udp4")
  const send = async (bytes: Buffer) => {
    attacker.send(bytes, Number(port), hostname)
    await new Promise(setImmediate)
  }
  try {
    for (const bytes of [[], [255], [128, 1], [200, 65, 66], [4, 1, 2], [0], [1]]) await send(Buffer.from(bytes))
    for (const first of [255, 128, 127]) await send(Buffer.alloc(9000, first))
    await until(async () => {
      await send(Buffer.concat([Buffer.from([4]), Buffer.from("newsupdate")]))
      return dish.readable
    })
    assert.deepEqual(await dish.receive(timeLimit), [Buffer.from("update"), { group: Buffer.from("news") }])
  } finally {
    attacker.close()
    await once(attacker, "close")
  }
})

const canMulticast = Object.values(networkInterfaces()).some((list) => list?.some(({ internal }) => !internal))

test("over udp multicast several Dishes get the same", { skip: !canMulticast && "no network interface" }, async () => {
  const port = 20_000 + (process.pid % 10_000)
  const address = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address
  const endpoint = `udp://${address};239.192.7.7:${port}`
  using one = new Dish()
  using other = new Dish()
  using radio = new Radio()
  for (const dish of [one, other]) {
    dish.join("news")
    await dish.bind(endpoint)
  }
  radio.connect(endpoint)
  await until(async () => {
    await radio.send("update", { group: "news" })
    return one.readable && other.readable
  })
  assert.equal(String((await one.receive(timeLimit))[0]), "update")
  assert.equal(String((await other.receive(timeLimit))[0]), "update")
})

test("over udp a Radio only connects and a Dish only binds", async () => {
  using dish = new Dish()
  using radio = new Radio()
  const endpoint = udpEndpoint()
  assert.throws(() => dish.connect(endpoint), { code: "ENOCOMPATPROTO", address: endpoint })
  await assert.rejects(radio.bind(endpoint), { code: "ENOCOMPATPROTO", address: endpoint })
})
