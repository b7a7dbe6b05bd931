// AsyncLocalStorage: what awaits an operation goes on with the store in which it began, however many are under way.
import assert from "node:assert/strict"
import { AsyncLocalStorage } from "node:async_hooks"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Context, Dealer, device, Pair, Poller, Proxy, Pull, Push, Reply, Request, Router } from "#lib/index"
import { bindFresh, freshAddress } from "../support/endpoints"
import { Pipeline } from "../support/pipeline"
import { timeLimit, until } from "../support/waiting"

const storage = new AsyncLocalStorage<number>()
const stores = 50
const rounds = 100

/** Calls `program` in many stores at once, with a function that awaits and proves that the store is still the same. */
async function inManyStores(
  program: (awaited: <T>(operation: Promise<T>) => Promise<T>, store: number) => Promise<void>,
): Promise<void> {
  const run = async (store: number) => {
    const check = () => assert.equal(storage.getStore(), store)
    await program(async (operation) => {
      try {
        return await operation
      } finally {
        check()
      }
    }, store)
    check()
  }
  await Promise.all(Array.from({ length: stores }, (_, store) => storage.run(store, run, store)))
}

test("receives and sends that wait on the same two sockets, at once and after a wait", async () => {
  using pipeline = Pipeline.narrow()
  const { push, pull } = pipeline
  const received: number[] = []
  await inManyStores(async (awaited, store) => {
    for (let round = 0; round < rounds; round++) {
      const [, [message]] = await Promise.all([awaited(push.send(`${store}`)), awaited(pull.receive(timeLimit))])
      received.push(Number(message))
      if (round % 10 === store % 10) await awaited(setImmediate())
    }
  })
  assert.equal(received.length, stores * rounds)
})

test("receives that are served from one wake-up, over tcp", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  const loops = inManyStores(async (awaited) => {
    for (let round = 0; round < rounds; round++) await awaited(pull.receive(timeLimit))
  })
  await storage.run(-1, async () => {
    for (let sent = 0; sent < stores * rounds; sent += stores) await push.sendMany(Array(stores).fill("message"))
  })
  await loops
})

test("requests to a server whose loop has a store of its own", async () => {
  using server = new Router()
  const address = await bindFresh(server)
  const serving = storage.run(-1, async () => {
    for await (const [id, ...request] of server) {
      assert.equal(storage.getStore(), -1)
      await server.send([id, ...request])
      assert.equal(storage.getStore(), -1)
    }
  })
  await inManyStores(async (awaited, store) => {
    using client = new Request({ linger: 0 })
    client.connect(address)
    for (let round = 0; round < 20; round++) {
      await awaited(client.send(`${store}`))
      assert.equal(String((await awaited(client.receive(timeLimit)))[0]), `${store}`)
    }
  })
  server.close()
  await serving
})

test("sendMany, receiveMany, batches and loops, that wait and that go on at once", async () => {
  await inManyStores(async (awaited, store) => {
    using pipeline = Pipeline.narrow(10)
    const { push, pull } = pipeline
    const messages = Array.from({ length: 100 }, (_, number) => `${number}`)
    const sending = awaited(push.sendMany([...messages, ...messages, ...messages], timeLimit))
    for (let got = 0; got < 100; ) got += (await awaited(pull.receiveMany({ max: 100 - got, ...timeLimit }))).length
    let left = 100
    for await (const [number] of pull) {
      assert.equal(storage.getStore(), store)
      assert.equal(Number(number), 100 - left)
      if (--left === 0) break
    }
    for await (const batch of pull.batches({ max: 7 })) {
      assert.equal(storage.getStore(), store)
      if (Number(batch.at(-1)?.[0]) === 99) break
    }
    assert.equal(await sending, 300)
  })
})

test("values: text, JSON, structured clones", async () => {
  await inManyStores(async (awaited, store) => {
    using pipeline = Pipeline.joined()
    const { push, pull } = pipeline
    const text = awaited(pull.receiveString(timeLimit))
    await awaited(push.sendString("text"))
    assert.equal(await text, "text")
    const json = awaited(pull.receiveJson(timeLimit))
    await awaited(push.sendJson({ store }))
    assert.deepEqual(await json, { store })
    const object = awaited(pull.receiveObject(timeLimit))
    await awaited(push.sendObject(new Map([[store, store]])))
    assert.deepEqual(await object, new Map([[store, store]]))
  })
})

test("polls that wait for the same socket, and loops over a poller", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  const shared = new Poller().add(pull)
  await inManyStores(async (awaited, store) => {
    const poller = new Poller<Pull>().add(pull)
    const polls = [
      awaited(shared.poll(timeLimit.timeout)),
      awaited(poller.poll(timeLimit.timeout)),
      awaited(poller.poll(0)),
    ]
    if (store === stores - 1) await push.send("ready")
    await Promise.all(polls)
    for await (const ready of poller) {
      assert.equal(storage.getStore(), store)
      assert.equal(ready.get(pull)?.readable, true)
      break
    }
    await assert.rejects(awaited(new Poller().poll(-1)), { code: "EINVAL" })
    assert.equal((await awaited(new Poller().poll(1))).size, 0)
  })
})

test("events: receives that wait, and loops, whoever made the observer", async () => {
  await inManyStores(async (awaited, store) => {
    const router = storage.run(-1, () => new Router())
    const events = storage.run(-1, () => router.events)
    const first = awaited(events.receive(timeLimit))
    await awaited(router.bind("tcp://127.0.0.1:*"))
    assert.equal((await first).type, "bind")
    router.close()
    for await (const _ of events) assert.equal(storage.getStore(), store)
  })
})

test("proxies, devices and the end of a context", async () => {
  await inManyStores(async (awaited, store) => {
    if (store % 5 > 0) return
    await using context = new Context()
    const [front, back] = [new Pull({ context }), new Push({ context })]
    for (const socket of [front, back]) await awaited(bindFresh(socket, "inproc"))
    const proxy = new Proxy(front, back)
    const running = awaited(proxy.run())
    const endpoints = { frontend: freshAddress("inproc"), backend: freshAddress("inproc") }
    const streamer = device("streamer", { ...endpoints, context })
    const ended = awaited(streamer.ended)
    proxy.terminate()
    await running
    streamer.close()
    await ended
    await awaited(context.term())
  })
})

test("errors: a time-out, an abort, a close, a wrong state, and the end of a context", async () => {
  const ending = new Context()
  const [ended, abort] = [new Pull({ context: ending }), new AbortController()]
  using pull = new Pull()
  using request = new Request()
  using reply = new Reply()
  const closing = new Pair()
  const failures = inManyStores(async (awaited) => {
    await assert.rejects(awaited(pull.receive({ timeout: 0 })), { code: "EAGAIN" })
    await assert.rejects(awaited(pull.receive({ timeout: 1 })), { code: "EAGAIN" })
    await assert.rejects(awaited(request.send("", { timeout: 1 })), { code: "EAGAIN" })
    await assert.rejects(awaited(reply.send("", { timeout: 0 })), { code: "EFSM" })
    await Promise.all([
      assert.rejects(awaited(pull.receive({ signal: abort.signal })), { name: "AbortError" }),
      assert.rejects(awaited(new Poller().add(pull).poll(-1, { signal: abort.signal })), { name: "AbortError" }),
      assert.rejects(awaited(closing.receive()), { name: "SocketClosedError" }),
      assert.rejects(awaited(closing.send("")), { name: "SocketClosedError" }),
      assert.rejects(awaited(ended.receive()), { code: "ETERM" }),
    ])
    await assert.rejects(awaited(closing.receive()), { code: "EBADF" })
  })
  await until(() => closing.stats.waiting.sends === stores)
  storage.run(-1, () => {
    abort.abort()
    closing.close()
    ending.shutdown()
  })
  await failures
  ended.close()
  await ending.term()
})

test("listeners of a signal run in the store of the code that aborts", async () => {
  using dealer = new Dealer()
  const abort = new AbortController()
  const seen: (number | undefined)[] = []
  const note = () => abort.signal.addEventListener("abort", () => seen.push(storage.getStore()))
  note()
  const waiting = storage.run(1, () => dealer.receive({ signal: abort.signal }))
  storage.run(2, note)
  storage.run(3, () => abort.abort())
  assert.deepEqual(seen, [3, 3])
  await assert.rejects(waiting, { name: "AbortError" })
})
