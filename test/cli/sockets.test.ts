import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, Dealer, Publisher, Pull, Push, Reply, Request, Router } from "zmq-napi"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"
import { Command } from "./command"

test("push sends each line of its input, and pull writes each on a line", async () => {
  using folder = new TemporaryFolder()
  const address = folder.ipc("feed")
  await using pull = new Command(["pull", "--bind", address, "--count", "3"])
  await using push = await Command.withInput(["push", "--connect", address], "one\ntwo\r\n\n")
  assert.deepEqual(await pull.exited(), ["one", "two", ""])
  await push.exited()
})

test("a socket has several endpoints of both kinds", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using first = new Push({ context })
  await first.bind(folder.ipc("first"))
  await using pull = new Command([
    ...["pull", "-c", folder.ipc("first"), "--connect", folder.ipc("second")],
    ...["-b", folder.ipc("third"), "-n", "3"],
  ])
  using second = new Push({ context })
  await second.bind(folder.ipc("second"))
  using third = new Push({ context })
  third.connect(folder.ipc("third"))
  for (const [index, socket] of [first, second, third].entries()) await socket.send(`from ${index}`)
  assert.deepEqual((await pull.exited()).sort(), ["from 0", "from 1", "from 2"])
})

test("pub waits for subscriptions with --peers, and sub takes only its topics", async () => {
  using folder = new TemporaryFolder()
  const address = folder.ipc("feed")
  await using pub = await Command.withInput(["pub", "-b", address, "--peers", "2", "--topic", "rain"], "3 mm\n4 mm\n")
  await using sub = new Command(["sub", "-c", address, "--topic", "snow", "--topic", "rain", "-n", "2"])
  assert.deepEqual(await sub.exited(), ["rain\t3 mm", "rain\t4 mm"])
  await pub.exited()
})

test("pub --peers counts every subscriber, though all subscribe to the same", async () => {
  using folder = new TemporaryFolder()
  const address = folder.ipc("feed")
  await using pub = new Command(["pub", "-b", address, "--peers", "2", "-m", "hello"])
  await using first = new Command(["sub", "-c", address, "-n", "1"])
  await using second = new Command(["sub", "-c", address, "-n", "1"])
  assert.deepEqual([await first.exited(), await second.exited()], [["hello"], ["hello"]])
  await pub.exited()
})

test("sub receives everything without a topic, from any publisher", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using publisher = new Publisher({ context, linger: 0 })
  await using sub = new Command(["sub", "-b", folder.ipc("feed"), "-n", "2", "--delimiter", "|"])
  publisher.connect(folder.ipc("feed"))
  let sent = 0
  while ((await Promise.race([sub.ended, publisher.send(["a", "b"]).then(() => undefined)])) === undefined) {
    sent += 1
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.ok(sent >= 2)
  assert.deepEqual(await sub.exited(), ["a|b", "a|b"])
})

test("req writes the reply to each request before it sends the next", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using reply = new Reply({ context })
  await reply.bind(folder.ipc("service"))
  await using req = await Command.withInput(["req", "-c", folder.ipc("service")], "one\ntwo\n")
  for (const text of ["one", "two"]) {
    const [request] = await reply.receive(timeLimit)
    assert.equal(String(request), text)
    await reply.send(["re", text])
  }
  assert.deepEqual(await req.exited(), ["re\tone", "re\ttwo"])
})

test("rep answers with the lines of its input, and ends with it", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  await using rep = await Command.withInput(["rep", "-b", folder.ipc("service")], "yes\nno\n")
  using request = new Request({ context })
  request.connect(folder.ipc("service"))
  for (const answer of ["yes", "no"]) {
    await request.send("is it?", timeLimit)
    assert.equal(String(await request.receive(timeLimit)), answer)
  }
  assert.deepEqual(await rep.exited(), ["is it?", "is it?"])
})

test("rep sends the reply that is typed after the request was shown", async () => {
  using folder = new TemporaryFolder()
  await using rep = new Command(["rep", "-b", folder.ipc("service")], { stdin: "pipe" })
  await using req = new Command(["req", "-c", folder.ipc("service"), "-m", "name?"])
  await rep.printed(/^name\?$/)
  await rep.write("Zoë\n")
  assert.deepEqual(await req.exited(), ["Zoë"])
  rep.endInput()
  await rep.exited()
})

test("rep --echo answers with the request", async () => {
  using folder = new TemporaryFolder()
  await using rep = new Command(["rep", "-b", folder.ipc("service"), "--echo", "-n", "2"])
  await using req = new Command(["req", "-c", folder.ipc("service"), "-m", "one", "-m", "two"])
  assert.deepEqual(await req.exited(), ["one", "two"])
  assert.deepEqual(await rep.exited(), ["one", "two"])
})

test("dealer speaks to REP with --envelope", async () => {
  using folder = new TemporaryFolder()
  await using _rep = new Command(["rep", "-b", folder.ipc("service"), "--echo"])
  const parameters = ["dealer", "-c", folder.ipc("service"), "--envelope", "-m", "one", "-m", "two", "-n", "2"]
  await using dealer = new Command(parameters)
  assert.deepEqual(await dealer.exited(), ["one", "two"])
})

test("router shows who says what, and sends to whom a line names", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  await using router = new Command(["router", "-b", folder.ipc("hub")], { stdin: "pipe" })
  using named = new Dealer({ context, routingId: "anna" })
  using binary = new Dealer({ context, routingId: Buffer.from([0xff, 0x01]) })
  for (const dealer of [named, binary]) dealer.connect(folder.ipc("hub"))
  await named.send("hello")
  await router.printed(/^anna\thello$/)
  await binary.send(["two", "parts"])
  await router.printed(/^0xff01\ttwo\tparts$/)
  await router.write("0xFF01\tfor you\nnobody\tlost\nanna\ta\tb\n")
  assert.equal(String(await binary.receive(timeLimit)), "for you")
  assert.equal(String(await named.receive(timeLimit)), "a\tb")
  await router.stderrMatches(/warning: There is no peer nobody \(EHOSTUNREACH\)/)
})

test("router --echo serves REQ and DEALER", async () => {
  using folder = new TemporaryFolder()
  await using router = new Command(["router", "-b", folder.ipc("hub"), "--echo", "--envelope", "-n", "1"])
  await using req = new Command(["req", "-c", folder.ipc("hub"), "-m", "hello"])
  assert.deepEqual(await req.exited(), ["hello"])
  const [line] = await router.exited()
  assert.match(line!, /^0x00[0-9a-f]{8}\thello$/)
})

test("pair sends and receives at the same time", async () => {
  using folder = new TemporaryFolder()
  await using one = await Command.withInput(["pair", "-b", folder.ipc("pair"), "-n", "2"], "a\nb\n")
  await using other = new Command(["pair", "-c", folder.ipc("pair")], { stdin: "pipe" })
  // Only now: a command that has received its --count ends, though there may be more of its input to send.
  await other.printed(/^b$/)
  await other.write("c\nd\n")
  assert.deepEqual(await one.exited(), ["c", "d"])
  other.kill("SIGTERM")
  const { signal, stderr } = await other.ended
  assert.deepEqual([other.lines, signal, stderr], [["a", "b"], "SIGTERM", ""])
})

test("--count, --repeat and --rate bound what is sent", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using pull = new Pull({ context })
  await pull.bind(folder.ipc("feed"))
  const parameters = [
    "push",
    "-c",
    folder.ipc("feed"),
    "-m",
    "a",
    "-m",
    "b",
    "--repeat",
    "--count",
    "5",
    "--rate",
    "50",
  ]
  await using push = new Command(parameters)
  await pull.receive(timeLimit)
  const began = performance.now()
  const rest: string[] = []
  for (let received = 1; received < 5; received++) rest.push(String(await pull.receive(timeLimit)))
  assert.deepEqual(rest, ["b", "a", "b", "a"])
  // Four intervals of 20 ms; a timer may be early by one, and the first message late by some.
  assert.ok(performance.now() - began > 50)
  await push.exited()
})

test("a socket bound to any port says which", async () => {
  await using pull = new Command(["pull", "-b", "tcp://127.0.0.1:*", "-n", "1"])
  await pull.stderrMatches(/Bound to tcp:\/\/127\.0\.0\.1:\d+\n/)
  pull.kill("SIGTERM")
  const { stderr } = await pull.ended
  await using context = new Context()
  using router = new Router({ context })
  await router.bind(/tcp:\S+/.exec(stderr)![0])
})
