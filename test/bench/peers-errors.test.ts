import assert from "node:assert/strict"
import { test } from "node:test"
import type { PeerSpec, Role } from "../../bench/protocol"
import { type DriverName, PeerProcess, wildcard } from "./peers-process"

const drivers: DriverName[] = ["zmq-napi", "zeromq", "jszmq"]

async function assertRefused(driver: DriverName, parameters: string, error: RegExp): Promise<void> {
  await using peer = new PeerProcess(driver, parameters.split(" "))
  assert.match((await peer.answer()).error!, error)
  assert.equal(await peer.status(), 1)
}

for (const [parameters, error] of [
  ["style=each size=1", /^The argument role=\.\.\. is missing$/],
  ["role=pull size=1", /^The argument style=\.\.\. is missing$/],
  ["role=pull style=each", /^The argument size=\.\.\. is missing$/],
  ["role=pull style=each size=1 colour=red", /^There is no argument colour$/],
  ["role=pull style=each size=1 constructor=1", /^There is no argument constructor$/],
  ["role=pull style=each 1", /^Arguments have the form name=value: 1$/],
  ["role=cook style=each size=1", /^role must be one of push, pull, .*, and is cook$/],
  ["role=pull style=baroque size=1", /^style must be one of each, .*, and is baroque$/],
  ["role=pull style=each size=-1", /^size must be a whole number of at least 0, and is -1$/],
  ["role=pull style=each size=1e3", /^size must be a whole number of at least 0, and is 1e3$/],
  ["role=pull style=each size=", /^size must be a whole number of at least 0, and is empty$/],
  ["role=pull style=each size=1 parts=0", /^parts must be a whole number of at least 1, and is 0$/],
  ["role=pull style=each size=1 bind=", /^bind must not be empty$/],
  ["role=publish style=each size=1 bind=smoke://signals", /smoke:\/\/signals|not supported/],
  ["role=subscribe style=each size=1", /^A message of one byte cannot be told from a probe$/],
] as const) {
  test(`a peer refuses ${parameters}`, async () => {
    await assertRefused("zmq-napi", parameters, error)
  })
}

for (const [driver, parameters, error] of [
  ["zeromq", "role=pull style=batch size=1", /^zeromq has no style "batch"$/],
  ["zeromq", "role=pull style=sync size=1", /^zeromq has no style "sync"$/],
  ["zeromq", "role=push style=transfer size=1", /^zeromq has no style "transfer"$/],
  ["zmq-napi", "role=request style=batch size=1", /^The role "request" has no style "batch"$/],
  ["zmq-napi", "role=thread style=sync size=1", /^The role "thread" has no style "sync"$/],
  ["zmq-napi", "role=dealer style=each size=1 sockets=5 window=4", /^A window of 4 leaves some of 5 sockets/],
  ["zmq-napi", "role=push style=each size=1 security=curve", /^The argument serverPublicKey=\.\.\. is missing$/],
  ["zmq-napi", "role=idle style=each size=1", /sockets=\.\.\. must be at least 2$/],
  ["zmq-napi", "role=threads style=each size=1 security=curve", /^The argument server(Public|Secret)Key=/],
  ["jszmq", "role=router style=each size=1", /^jszmq has no role "router"$/],
  ["jszmq", "role=pull style=iterate size=1", /^jszmq has no style "iterate"$/],
  ["jszmq", "role=pull style=each size=1 bind=tcp://127.0.0.1:*", /^jszmq binds to ws:/],
  ["jszmq", "role=push style=each size=1 security=curve", /^jszmq has no CURVE$/],
] as const) {
  test(`${driver} refuses ${parameters}`, async () => {
    await assertRefused(driver, parameters, error)
  })
}

async function pair(driver: DriverName, [server, client]: readonly [Role, Role], sent: Partial<PeerSpec>) {
  const expected = { style: "each", size: 16 } as const
  const { peer, ready } = await PeerProcess.start(driver, { role: server, bind: wildcard(driver), ...expected })
  const { peer: other } = await PeerProcess.start(driver, { role: client, ...expected, ...sent })
  await other.call(`connect ${ready.address}`)
  return { peer, other }
}

for (const driver of drivers) {
  for (const [sent, error] of [
    [{ size: 17 }, /^A part has 17 bytes, not 16$/],
    [{ parts: 2 }, /^A message has 2 parts, not 1$/],
  ] as const) {
    test(`${driver}: pull answers an error to ${JSON.stringify(sent)}`, async () => {
      const { peer, other } = await pair(driver, ["pull", "push"], sent)
      await using pull = peer
      await using push = other
      const [received] = await Promise.all([pull.call("run 2"), push.call("run 2")])
      assert.match(received.error!, error)
      assert.equal(await pull.status(), 1)
    })
  }

  test(`${driver}: a subscriber answers an error to a message of another size`, async () => {
    const { peer, other } = await pair(driver, ["publish", "subscribe"], { size: 17 })
    await using publish = peer
    await using subscribe = other
    await Promise.all([publish.call("probe"), subscribe.call("probe")])
    const [received] = await Promise.all([subscribe.call("run 2"), publish.call("run 2")])
    assert.equal(received.error, "A part has 16 bytes, not 17")
    assert.equal(await subscribe.status(), 1)
  })

  for (const [command, error] of [
    ["run", /^count must be a whole number of at least 1, and is empty$/],
    ["run 0", /^count must be a whole number of at least 1, and is 0$/],
    ["run ten", /^count must be .*, and is ten$/],
    ["dance", /^There is no command dance$/],
    ["probe", /^This role has no command probe$/],
    ["connect nowhere", /nowhere|Invalid argument/],
  ] as const) {
    test(`${driver}: the command "${command}" is an error`, async () => {
      const { peer } = await PeerProcess.start(driver, { role: "push", style: "each", size: 1 })
      await using _peer = peer
      assert.match((await peer.call(command)).error!, error)
      assert.equal(await peer.status(), 1)
    })
  }

  test(`${driver}: a peer ends when its input does, even in the middle of a run`, async () => {
    const { peer, other } = await pair(driver, ["pull", "push"], {})
    await using pull = peer
    await using _push = other
    const answer = pull.answer()
    answer.catch(() => {})
    pull.write("run 1000000")
    pull.endInput()
    assert.equal(await pull.status(), 1)
    await assert.rejects(answer, /^Error: The peer ended without an answer, with status 1$/)
  })
}

for (const driver of ["zmq-napi", "zeromq"] as const) {
  for (const style of driver === "zeromq" ? (["each"] as const) : (["each", "batch", "sync"] as const)) {
    test(`${driver}, ${style}: a process with threads ends when its input does, even in the middle of a run`, async () => {
      await using peer = (await PeerProcess.start(driver, { role: "threads", style, size: 16 })).peer
      peer.write("run 1000000000")
      peer.endInput()
      assert.equal(await peer.status(), 1)
    })
  }
}

test("commands that came at once are executed in turn", async () => {
  await using peer = (await PeerProcess.start("zmq-napi", { role: "thread", style: "each", size: 16 })).peer
  peer.write("run 1000\nusage\nexit")
  peer.endInput()
  assert.equal((await peer.answer()).messages, 1000)
  assert.ok((await peer.answer()).cpu)
  assert.equal(await peer.status(), 0)
})
