import assert from "node:assert/strict"
import { test } from "node:test"
import { answersOf, connected, type DriverName, end, type Roles, wildcard } from "./peers"

const drivers = ["zmq-napi", "zeromq", "jszmq"] as const
const bound = "style=each size=16 bind=tcp://127.0.0.1:*"

/** What is refused: with a command once it is ready, else at the start. */
const refused: [DriverName, words: string, RegExp, command?: string][] = [
  ["zmq-napi", "style=each size=1", /^The argument role=\.\.\. is missing$/],
  ["zmq-napi", "role=pull size=1", /^The argument style=\.\.\. is missing$/],
  ["zmq-napi", "role=pull style=each", /^The argument size=\.\.\. is missing$/],
  ["zmq-napi", "role=pull style=each size=1 colour=red", /^There is no argument colour$/],
  ["zmq-napi", "role=pull style=each size=1 constructor=1", /^There is no argument constructor$/],
  ["zmq-napi", "role=pull style=each 1", /^Arguments have the form name=value: 1$/],
  ["zmq-napi", "role=cook style=each size=1", /^role must be one of push, pull, .*, and is cook$/],
  ["zmq-napi", "role=pull style=baroque size=1", /^style must be one of each, .*, and is baroque$/],
  ["zmq-napi", "role=pull style=each size=-1", /^size must be a whole number of at least 0, and is -1$/],
  ["zmq-napi", "role=pull style=each size=1e3", /^size must be a whole number of at least 0, and is 1e3$/],
  ["zmq-napi", "role=pull style=each size=", /^size must be a whole number of at least 0, and is empty$/],
  ["zmq-napi", "role=pull style=each size=1 parts=0", /^parts must be a whole number of at least 1, and is 0$/],
  ["zmq-napi", "role=pull style=each size=1 bind=", /^bind must not be empty$/],
  ["zmq-napi", "role=publish style=each size=1 bind=smoke://signals", /smoke:\/\/signals|not supported/],
  ["zmq-napi", "role=subscribe style=each size=1", /^A message of one byte cannot be told from a probe$/],
  ["zmq-napi", "role=request style=batch size=1", /^The role "request" has no style "batch"$/],
  ["zmq-napi", "role=thread style=sync size=1", /^The role "thread" has no style "sync"$/],
  ["zmq-napi", "role=dealer style=each size=1 sockets=5 window=4", /^A window of 4 leaves some of 5 sockets/],
  ["zmq-napi", "role=push style=each size=1 security=curve", /^The argument serverPublicKey=\.\.\. is missing$/],
  ["zmq-napi", "role=idle style=each size=1", /sockets=\.\.\. must be at least 2$/],
  ["zmq-napi", "role=threads style=each size=1 security=curve", /The argument server(Public|Secret)Key=/],
  ["zeromq", "role=pull style=batch size=1", /^zeromq has no style "batch"$/],
  ["zeromq", "role=pull style=sync size=1", /^zeromq has no style "sync"$/],
  ["zeromq", "role=push style=transfer size=1", /^zeromq has no style "transfer"$/],
  ["jszmq", "role=router style=each size=1", /^jszmq has no role "router"$/],
  ["jszmq", "role=pull style=iterate size=1", /^jszmq has no style "iterate"$/],
  ["jszmq", "role=pull style=each size=1 bind=tcp://127.0.0.1:*", /^jszmq binds to ws:/],
  ["jszmq", "role=push style=each size=1 security=curve", /^jszmq has no CURVE$/],
  ["libzmq", "role=push style=each", /^role, style and size must be given$/],
  ["libzmq", "role=nobody style=each size=1", /^There is no role "nobody"$/],
  ["libzmq", "role=push style=iterate size=1", /^style must be each, sync or transfer here, not "iterate"$/],
  ["libzmq", "role=push style=batch size=1", /not "batch"$/],
  ["libzmq", "role=push style=each size=many", /^size must be an integer from 0 to \d+, not "many"$/],
  ["libzmq", "role=push style=each size=-1", /not "-1"$/],
  ["libzmq", "role=push style=each size=1 parts=0", /^parts must be an integer from 1/],
  ["libzmq", "role=push style=each size=1 colour=red", /^There is no argument "colour"$/],
  ["libzmq", "role=push style=each size", /^An argument is name=value, not "size"$/],
  ["libzmq", "role=push style=each size=1 sockets=2", /^push has one socket, not 2$/],
  ["libzmq", "role=push style=each size=1 bind=nowhere", /^zmq_bind nowhere: Invalid argument$/],
  ["libzmq", "role=dealer style=each size=1 sockets=2 bind=tcp://127.0.0.1:*", /^Only one socket can be bound/],
  ["libzmq", "role=dealer style=each size=1 sockets=2 window=1", /^A window of 1 messages leaves some of 2 sockets/],
  ["libzmq", "role=dealer style=each size=1 sockets=60000 window=60000", /^60000 sockets take up to 180064 desc/],
  ["libzmq", "role=publish style=each size=1", /would be taken for a probe$/],
  ["libzmq", "role=thread style=each size=1 bind=tcp://127.0.0.1:*", /^thread is joined by inproc/],
  ["libzmq", "role=thread style=each size=1 security=curve", /^thread has no security$/],
  ["libzmq", "role=push style=each size=1 security=plain", /^security must be none or curve, not "plain"$/],
  ["libzmq", "role=push style=each size=1 security=curve", /^CURVE needs serverPublicKey$/],
  ["libzmq", "role=push style=each size=1 security=curve serverPublicKey=short", /^serverPublicKey "short": Invalid/],
  ["libzmq", "role=idle style=each size=1", /^idle needs two sockets or more$/],
  ["zmq-napi", "role=push style=each size=1", /^count must be a whole number of at least 1, and is empty$/, "run"],
  ["zmq-napi", "role=push style=each size=1", /^count must be a whole number of at least 1, and is 0$/, "run 0"],
  ["zmq-napi", "role=push style=each size=1", /^count must be .*, and is ten$/, "run ten"],
  ["zmq-napi", "role=push style=each size=1", /^There is no command dance$/, "dance"],
  ["zmq-napi", "role=push style=each size=1", /^This role has no command probe$/, "probe"],
  ["zmq-napi", "role=push style=each size=1", /nowhere|Invalid argument/, "connect nowhere"],
  ["zeromq", "role=push style=each size=1", /nowhere|Invalid argument/, "connect nowhere"],
  ["jszmq", "role=push style=each size=1", /nowhere|Invalid argument/, "connect nowhere"],
  ["libzmq", `role=pull ${bound}`, /^There is no command "dance"$/, "dance"],
  ["libzmq", `role=pull ${bound}`, /^There is no command "say"$/, 'say "\\\t"'],
  ["libzmq", `role=pull ${bound}`, /^run takes a count of messages, not ""1""$/, 'run "1"'],
  ["libzmq", `role=pull ${bound}`, /not "0"$/, "run 0"],
  ["libzmq", `role=pull ${bound}`, /not "1 2"$/, "run 1 2"],
  ["libzmq", `role=pull ${bound}`, /^pull knows no probes$/, "probe"],
  ["libzmq", `role=pull ${bound}`, /^The peer is bound to tcp:.* connects to nothing$/, "connect tcp://127.0.0.1:1"],
  ["libzmq", "role=push style=each size=16", /^A run needs a connection$/, "run 1"],
  ["libzmq", "role=push style=each size=16", /^zmq_connect nowhere: Invalid argument$/, "connect nowhere"],
  ["libzmq", "role=subscribe style=each size=16", /^A probe needs a connection$/, "probe"],
  ["libzmq", "role=idle style=each size=16 sockets=2", /^idle runs nothing$/, "run 1"],
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
  for (const [[server, client], sent, error] of [
    [["pull", "push"], { size: 17 }, /A part has 17 bytes, not 16$/],
    [["pull", "push"], { parts: 2 }, /A message has 2 parts, not 1$/],
    [["publish", "subscribe"], { size: 17 }, /A part has 17 bytes, not 16$/],
  ] as [Roles, object, RegExp][]) {
    test(`${driver}: of ${server} and ${client}, who receives answers an error to ${JSON.stringify(sent)}`, async () => {
      const publishes = server === "publish"
      await using pair = await connected(driver, [server, client], { [publishes ? "server" : "client"]: sent })
      const [receiver, sender] = publishes ? [pair.client, pair.server] : [pair.server, pair.client]
      if (publishes) await Promise.all([sender.probe(), receiver.probe()])
      await Promise.all([assert.rejects(receiver.run(2), error), sender.run(2)])
      await assert.rejects(receiver.exit(), /ended with status 1/)
    })
  }
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

test("libzmq: without more commands it ends, and well", async () => {
  for (const words of [`role=pull ${bound}`, "role=idle style=each size=1 sockets=5"]) {
    const { answers, how } = await answersOf("libzmq", words, end)
    assert.deepEqual([answers.length, how], [1, "ended with status 0"])
  }
})

test("commands that came at once are executed in turn", async () => {
  const words = "role=thread style=each size=16"
  const { answers, how } = await answersOf("zmq-napi", words, `run 1000\nusage\nexit\n${end}`)
  assert.equal(answers[1]?.messages, 1000)
  assert.ok(answers[2]?.cpu)
  assert.equal(how, "ended with status 0")
})
