import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { Certificate } from "zmq-napi"
import { Peer, withoutPyzmq } from "../interop/peer"
import { TemporaryFolder } from "../support/temporary-folder"
import { Command } from "./command"

describe("the command line and pyzmq", { skip: withoutPyzmq }, () => {
  let peer: Peer
  before(async () => {
    peer = await Peer.start("pyzmq")
  })
  after(() => peer?.end())

  test("push, to a PULL of pyzmq that binds", async () => {
    await using pull = await peer.open("PULL")
    const address = await pull.bind("tcp://127.0.0.1:*")
    await using push = await Command.withInput(["push", "-c", address, "-f", "json"], '["a",{"b":1}]\n')
    assert.deepEqual((await pull.receive()).map(String), ["a", '{"b":1}'])
    await push.exited()
  })

  test("sub, from a PUB of pyzmq, with its topic", async () => {
    await using publisher = await peer.open("XPUB")
    const address = await publisher.bind("tcp://127.0.0.1:*")
    await using sub = new Command(["sub", "-c", address, "--topic", "rain", "-n", "1"])
    assert.equal(String((await publisher.receive())[0]), "\x01rain")
    for (const topic of ["snow", "rain"]) await publisher.send([topic, "3 mm"])
    assert.deepEqual(await sub.exited(), ["rain\t3 mm"])
  })

  test("pub --peers, to a SUB of pyzmq", async () => {
    using folder = new TemporaryFolder()
    await using sub = await peer.open("SUB", { subscribe: "" })
    await sub.connect(folder.ipc("feed"))
    await using pub = new Command(["pub", "-b", folder.ipc("feed"), "--peers", "1", "--topic", "t", "-m", "hello"])
    assert.deepEqual((await sub.receive()).map(String), ["t", "hello"])
    await pub.exited()
  })

  test("rep, router and dealer, with a REQ and a REP of pyzmq", async () => {
    for (const server of [
      ["rep", "--echo"],
      ["router", "--echo"],
    ]) {
      using folder = new TemporaryFolder()
      await using command = new Command([...server, "-b", folder.ipc("service"), "-n", "1"])
      await using request = await peer.open("REQ")
      await request.connect(folder.ipc("service"))
      await request.send(["hello"])
      assert.deepEqual((await request.receive()).map(String), ["hello"])
      await command.exited()
    }
    await using reply = await peer.open("REP")
    const address = await reply.bind("tcp://127.0.0.1:*")
    await using dealer = new Command(["dealer", "-c", address, "--envelope", "-m", "hello", "-n", "1"])
    assert.deepEqual((await reply.receive()).map(String), ["hello"])
    await reply.send(["hi"])
    assert.deepEqual(await dealer.exited(), ["hi"])
  })

  test("CURVE with certificates of keygen", async () => {
    using folder = new TemporaryFolder()
    await using keygen = new Command(["keygen", folder.file("server")])
    await keygen.exited()
    const { secretKey } = await Certificate.read(folder.file("server_secret"))
    await using reply = await peer.open("REP", { curveServer: true, curveSecretKey: secretKey! })
    const address = await reply.bind("tcp://127.0.0.1:*")
    const parameters = ["req", "-c", address, "--curve-server-key", folder.file("server"), "-m", "hello"]
    await using req = new Command(parameters)
    assert.deepEqual((await reply.receive()).map(String), ["hello"])
    await reply.send(["hi"])
    assert.deepEqual(await req.exited(), ["hi"])
  })
})
