// Binding to the name of a host: it is looked up first.
import assert from "node:assert/strict"
import dns from "node:dns"
import { networkInterfaces } from "node:os"
import { type TestContext, test } from "node:test"
import { binding } from "#lib/addon/binding"
import { Dish } from "#lib/draft"
import { capability, Pull, Push, Router, SocketClosedError } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

const skip = !binding.vendored && "a libzmq that resolves names when it binds"
const draft = { skip: skip || (!capability.draft && "needs libzmq's draft API") }

const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"))
const ipv4 = { address: "127.0.0.1", family: 4 }
const ipv6 = { address: "::1", family: 6 }

/** Has names looked up by `find`, which gets those that are asked for. */
function lookup(t: TestContext, find: (name: string) => (typeof ipv4)[] | Error): void {
  t.mock.method(dns, "lookup", (name: string, ...parameters: unknown[]) => {
    const callback = parameters.at(-1) as (error: Error | null, found?: unknown) => void
    const found = find(name)
    setImmediate(() => (found instanceof Error ? callback(found) : callback(null, found)))
  })
}

async function delivers(pull: Pull): Promise<void> {
  using push = new Push({ ipv6: true })
  push.connect(pull.lastEndpoint!)
  await push.send("a message")
  assert.deepEqual(text(await pull.receive(timeLimit)), ["a message"])
}

test("bindSync and bindToRandomPort take one too", { skip }, async () => {
  using pull = new Pull()
  pull.bindSync("tcp://localhost:*")
  await delivers(pull)
  pull.bindToRandomPortSync("tcp://localhost")
  await delivers(pull)
  const { address } = await pull.bindToRandomPort("ws://localhost/path")
  assert.match(address, /^ws:\/\/127\.0\.0\.1:\d+\/path$/)
  await delivers(pull)
})

test("a host name's IPv6 address is used with ipv6", { skip }, async () => {
  using pull = new Pull({ ipv6: true })
  await pull.bind("tcp://localhost:*")
  await delivers(pull)
  pull.bindSync("tcp://localhost:*")
  await delivers(pull)
})

test("which of a name's addresses is taken follows from ipv6", { skip }, async (t) => {
  lookup(t, () => [ipv4, ipv6])
  using one = new Pull()
  await one.bind("tcp://example:*")
  assert.match(one.lastEndpoint!, /^tcp:\/\/127\.0\.0\.1:/)
  if (!hasIPv6) return
  using other = new Pull({ ipv6: true })
  await other.bind("tcp://example:*")
  assert.match(other.lastEndpoint!, /^tcp:\/\/\[::1\]:/)
})

test("a name does not block while it is looked up, and what follows comes behind it", { skip }, async (t) => {
  const asked: string[] = []
  lookup(t, (name) => {
    asked.push(name)
    return [ipv4]
  })
  using pull = new Pull()
  const [first, second] = [pull.bind("tcp://example:*"), pull.bind("tcp://127.0.0.1:*")]
  assert.deepEqual(pull.endpoints.bound, [])
  await first
  assert.equal(pull.endpoints.bound.length, 1)
  await second
  assert.deepEqual(asked, ["example"])
  await pull.unbind("tcp://example:*")
  assert.deepEqual(pull.endpoints.bound, [pull.lastEndpoint])
})

test("neither addresses nor interfaces are looked up", { skip }, async (t) => {
  lookup(t, (name) => assert.fail(`${name} was looked up`))
  using pull = new Pull({ ipv6: true })
  const loopback = process.platform === "linux" ? ["tcp://lo:*"] : []
  for (const address of ["tcp://127.0.0.1:*", "tcp://*:*", "tcp://[::]:*", "ws://127.0.0.1:*/one/two", ...loopback]) {
    await pull.bind(address)
  }
})

test("a name is free for another bind when it was unbound", { skip }, async () => {
  using one = new Router()
  using other = new Router()
  await one.bind("tcp://localhost:*")
  const { port } = new URL(one.lastEndpoint!.replace("tcp:", "http:"))
  for (let round = 0; round < 20; round++) {
    void one.unbind(one.lastEndpoint!)
    await other.bind(`tcp://localhost:${port}`)
    await other.unbind(`tcp://localhost:${port}`)
    await one.bind(`tcp://localhost:${port}`)
  }
})

test("errors have the address that was given", { skip }, async () => {
  using one = new Pull()
  using other = new Pull()
  const address = (await bindFresh(one)).replace("127.0.0.1", "localhost")
  const expected = { code: "EADDRINUSE", address, message: `Address already in use: ${address}` }
  await assert.rejects(other.bind(address), expected)
  assert.throws(() => other.bindSync(address), expected)
})

test("an unknown name is an error that says so", async () => {
  using socket = new Pull()
  // Longer than a part of a host's name may be, so that nobody is asked for it.
  for (const address of [`tcp://${"x".repeat(64)}:*`, `ws://${"x".repeat(64)}:*/path`]) {
    const expected = { code: "ENODEV", address, message: /: x{64} is neither an interface nor a host that is known$/ }
    await assert.rejects(socket.bind(address), expected)
    assert.throws(() => socket.bindSync(address), expected)
  }
})

test("a name that cannot be looked up may be that of an interface which is down: libzmq knows", { skip }, async (t) => {
  lookup(t, () => new Error("no such name"))
  using pull = new Pull()
  await pull.bind("tcp://localhost:*")
  await delivers(pull)
})

test("close() while a name is looked up", { skip }, async (t) => {
  lookup(t, () => [ipv4])
  const pull = new Pull()
  const bound = pull.bind("tcp://example:*")
  pull.close()
  await assert.rejects(bound, (error) => error instanceof SocketClosedError && error.syscall === "zmq_bind")
})

test("host names over udp", draft, async () => {
  using dish = new Dish()
  await dish.bind("udp://localhost:*")
  const [bound] = dish.endpoints.bound
  await dish.unbind("udp://localhost:*")
  assert.match(bound!, /^udp:\/\/127\.0\.0\.1:/)
  assert.deepEqual(dish.endpoints.bound, [])
})
