import assert from "node:assert/strict"
import { test } from "node:test"
import { answersOf, connected, type DriverName, end, wildcard } from "./peers"

const drivers = ["zmq-napi", "zeromq", "jszmq"] as const

/** What is refused: with a command once it is ready, else at the start. */
const refused: [DriverName, words: string, RegExp, command?: string][] = [
  ["zmq-napi", "role=cook style=each size=1", /^zmq-napi has no role "cook"$/],
  ["zmq-napi", "role=pull style=baroque size=1", /^zmq-napi has no style "baroque"$/],
  ["zmq-napi", "role=publish style=each size=1 bind=smoke://signals", /smoke:\/\/signals|not supported/],
  ["zmq-napi", "role=subscribe style=each size=1", /^A message of one byte cannot be told from a probe$/],
  ["zeromq", "role=pull style=batch size=1", /^zeromq has no style "batch"$/],
  ["jszmq", "role=router style=each size=1", /^jszmq has no Router here$/],
  ["jszmq", "role=pull style=iterate size=1", /^jszmq has no style "iterate"$/],
  ["jszmq", "role=pull style=each size=1 bind=tcp://127.0.0.1:*", /^jszmq binds to ws:/],
  ["libzmq", "role=nobody style=each size=1", /^There is no role "nobody"$/],
  ["libzmq", "role=push style=batch size=1", /^The style is each here, not "batch"$/],
  ["libzmq", "role=push style=each size=1 bind=nowhere", /^nowhere: Invalid argument$/],
  ["libzmq", "role=dealer style=each size=1 sockets=60000", /^60000 sockets take up to 180064 descriptors/],
  ["libzmq", "role=push style=each size=1 serverPublicKey=short", /^serverPublicKey: Invalid argument$/],
  ["libzmq", `role=push style=each size=1 serverPublicKey=${"0".repeat(40)}`, /^CURVE needs clientPublicKey$/],
  ["zmq-napi", "role=push style=each size=1", /^This role has no command dance$/, "dance"],
  ["zmq-napi", "role=push style=each size=1", /^This role has no command probe$/, "probe"],
  ["zmq-napi", "role=push style=each size=1", /nowhere|Invalid argument/, "connect nowhere"],
  ["zeromq", "role=push style=each size=1", /nowhere|Invalid argument/, "connect nowhere"],
  ["jszmq", "role=push style=each size=1", /^unsupported transport$/, "connect nowhere"],
  ["libzmq", "role=pull style=each size=1", /^pull has no command "say"\\"$/, 'say"\\ 1'],
  ["libzmq", "role=pull style=each size=1", /^pull has no command "probe"$/, "probe"],
  ["libzmq", "role=publish style=each size=1", /^A message of one byte cannot be told from a probe$/, "probe"],
  ["libzmq", "role=push style=each size=16", /^nowhere: Invalid argument$/, "connect nowhere"],
]

for (const [driver, words, error, command] of refused) {
  const commands = command === undefined ? [] : [command]
  test(`refused by ${[driver, words, ...commands].join(", ")}`, async () => {
    const { answers, how } = await answersOf(driver, words, ...commands)
    assert.match(answers.at(-1)?.error ?? "", error)
    assert.equal(answers.length, commands.length + 1)
    assert.equal(how, "ended with status 1")
  })
}

for (const driver of drivers) {
  for (const [sent, error] of [
    [{ size: 17 }, /A part has 17 bytes, not 16$/],
    [{ parts: 2 }, /A message has 2 parts, not 1$/],
  ] as const) {
    test(`${driver}: who pulls answers an error to ${JSON.stringify(sent)}`, async () => {
      await using pair = await connected(driver, ["pull", "push"], {}, sent)
      await Promise.all([assert.rejects(pair.server.run(2), error), pair.client.run(2)])
      await assert.rejects(pair.server.exit(), /ended with status 1/)
    })
  }

  test(`${driver}: a subscriber answers an error to what is neither a message nor a probe`, async () => {
    await using pair = await connected(driver, ["publish", "subscribe"], { size: 17 })
    await Promise.all([pair.server.probe(), pair.client.probe()])
    await Promise.all([assert.rejects(pair.client.run(2), /A part has 17 bytes, not 16$/), pair.server.run(2)])
  })
}

for (const [driver, words] of [
  ...drivers.map((driver) => [driver, `role=pull style=each size=16 bind=${wildcard(driver)}`] as const),
  ["zeromq", "role=threads style=each size=16"],
  ...["each", "batch", "sync"].map((style) => ["zmq-napi", `role=threads style=${style} size=16`] as const),
] as const) {
  test(`${driver}, ${words}: a peer ends when its input does, even in the middle of a run`, async () => {
    const { answers, how } = await answersOf(driver, words, `run 1000000000\n${end}`)
    assert.deepEqual([answers.length, how], [1, "ended with status 1"])
  })
}

for (const words of ["role=pull style=each size=16", "role=idle style=each size=1 sockets=5 bind=tcp://127.0.0.1:*"]) {
  test(`libzmq, ${words}: without more commands it ends, and well`, async () => {
    const { answers, how } = await answersOf("libzmq", words, end)
    assert.deepEqual([answers.length, how], [1, "ended with status 0"])
  })
}

test("commands that came at once are executed in turn", async () => {
  const words = "role=thread style=each size=16"
  const { answers, how } = await answersOf("zmq-napi", words, `run 1000\nusage\nexit\n${end}`)
  assert.equal(answers[1]?.messages, 1000)
  assert.ok(answers[2]?.cpu)
  assert.equal(how, "ended with status 0")
})
