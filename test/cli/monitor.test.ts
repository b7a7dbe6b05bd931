import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { test } from "node:test"
import { Context, Publisher, Router } from "zmq-napi"
import { TemporaryFolder } from "../support/temporary-folder"
import { Command } from "./command"

test("monitor prints what happens to a connection", async () => {
  await using context = new Context()
  const router = new Router({ context })
  await router.bind("tcp://127.0.0.1:*")
  const address = router.lastEndpoint!
  await using monitor = new Command(["monitor", "-c", address])
  await monitor.printed(/^\d\d:\d\d:\d\d\.\d{3} handshake tcp:/)
  router.close()
  await monitor.printed(new RegExp(`^\\S+ disconnect ${address}$`))
  await monitor.printed(/^\S+ connect:retry .* in \d+ ms/)
  assert.match(monitor.lines[0]!, /^\S+ connect:delay tcp:/)
})

test("monitor --until waits for a server", async () => {
  using folder = new TemporaryFolder()
  const parameters = ["monitor", "-c", folder.ipc("service"), "--until", "handshake", "--event", "handshake"]
  await using early = new Command([...parameters, "--timeout", "100ms"])
  await early.fails(2, /No event came in time \(--timeout\)/)
  await using monitor = new Command([...parameters, "--timeout", "20s", "--json"])
  await using context = new Context()
  using router = new Router({ context })
  await router.bind(folder.ipc("service"))
  const [line] = await monitor.exited()
  const { type, address, time } = JSON.parse(line!)
  assert.deepEqual([type, address], ["handshake", folder.ipc("service")])
  assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000)
})

test("monitor says that a connection ended before its handshake, of which libzmq reports no reason", async () => {
  using folder = new TemporaryFolder()
  const path = folder.file("feed")
  // It ends each connection when the greeting has come.
  const server = createServer((connection) => connection.once("data", () => connection.end()))
  server.listen(path)
  await once(server, "listening")
  try {
    await using monitor = new Command(["monitor", "-c", `ipc://${path}`])
    await monitor.printed(/^\S+ disconnect ipc:\S+ before the handshake: do the socket types/)
    await using json = new Command(["monitor", "-c", `ipc://${path}`, "--event", "disconnect", "-n", "1", "--json"])
    assert.equal(JSON.parse((await json.exited())[0]!).beforeHandshake, true)
    await using pull = new Command(["pull", "-c", `ipc://${path}`])
    await pull.stderrMatches(/^warning: disconnect .*before the handshake/m)
  } finally {
    server.close()
  }
})

test("monitor says that the handshake with a socket of a type that does not fit failed", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using publisher = new Publisher({ context })
  await publisher.bind(folder.ipc("feed"))
  await using monitor = new Command(["monitor", "-c", folder.ipc("feed")])
  await monitor.printed(/^\S+ handshake:error:protocol ipc:.*\(ERR_ZMTP_INVALID_METADATA\): do the socket types fit\?$/)
  await using pull = new Command(["pull", "-c", folder.ipc("feed")])
  await pull.stderrMatches(/^warning: handshake:error:protocol .*: do the socket types fit\?$/m)
  await using sub = new Command(["monitor", "-c", folder.ipc("feed"), "--type", "sub", "--until", "handshake"])
  await sub.exited()
})

test("monitor says so too if the peer's end of the connection was an error", async () => {
  // It resets the connection when the first bytes have come.
  const server = createServer((connection) => connection.once("data", () => connection.resetAndDestroy()))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
  await using monitor = new Command(["monitor", "-c", address])
  await monitor.printed(/^\S+ handshake:error:other tcp:.*\(ECONNRESET\)$/)
  await monitor.printed(/^\S+ disconnect tcp:\S+ before the handshake: do the socket types/)
  server.close()
})

test("monitor gives up although other events come than those that it prints", async () => {
  using folder = new TemporaryFolder()
  const parameters = ["monitor", "-c", folder.ipc("nobody"), "--event", "handshake", "--timeout", "500ms"]
  await using monitor = new Command([...parameters, "-o", "reconnectInterval=20"])
  await monitor.fails(2, /No event came in time/)
})

test("monitor of a bound endpoint reports who connects", async () => {
  using folder = new TemporaryFolder()
  await using monitor = new Command(["monitor", "-b", folder.ipc("hub"), "--type", "router", "--event", "accept"])
  await using context = new Context()
  using router = new Router({ context })
  router.connect(folder.ipc("hub"))
  await monitor.printed(/^\S+ accept ipc:/)
})
