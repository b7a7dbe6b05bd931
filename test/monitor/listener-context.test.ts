// AsyncLocalStorage in what the package calls back: listeners have the store of on(), an Authenticator's functions that of
// start().
import assert from "node:assert/strict"
import { AsyncLocalStorage, createHook } from "node:async_hooks"
import { once } from "node:events"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Authenticator, Context, type Event, Router } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"
import { ZapClient } from "../support/zap"

const storage = new AsyncLocalStorage<number>()

test("a listener runs in the store of its on()", async () => {
  const stores = 50
  const seen: string[] = []
  const routers = Array.from({ length: stores }, (_, store) => storage.run(1000 + store, () => new Router()))
  const observers = routers.map((router, store) => storage.run(2000 + store, () => router.events))
  observers.forEach((events, store) => {
    const note = ({ type }: Event) => seen.push(`${type} ${store} ${storage.getStore()}`)
    storage.run(store, () => events.on("bind", note).once("bind", note))
    storage.run(3000 + store, () => events.once("close", note))
    events.on("end", note)
  })
  await Promise.all(routers.map((router, store) => storage.run(4000 + store, () => bindFresh(router))))
  await until(() => seen.length === 2 * stores)
  for (const router of routers) storage.run(-1, () => router.close())
  await until(() => observers.every(({ closed }) => closed))
  const expected = routers.flatMap((_, store) => [
    ...[`bind ${store} ${store}`, `bind ${store} ${store}`],
    ...[`close ${store} ${3000 + store}`, `end ${store} undefined`],
  ])
  assert.deepEqual(seen.sort(), expected.sort())
})

test("the same function twice, in different stores: each call has its own, off() takes the last one away", async () => {
  using router = new Router()
  const events = storage.run(-1, () => router.events)
  const seen: (number | undefined)[] = []
  const note = () => seen.push(storage.getStore())
  for (const store of [1, 2, 3]) storage.run(store, () => events.on("bind", note))
  storage.run(4, () => events.once("bind", note))
  storage.run(5, () => events.on("bind", note).off("bind", note))
  await bindFresh(router)
  await until(() => seen.length === 4)
  assert.deepEqual(seen, [1, 2, 3, 4])
  storage.run(6, () => events.off("bind", note))
  await bindFresh(router)
  await until(() => seen.length === 6)
  assert.deepEqual(seen.slice(4), [1, 2])
  events.off("bind", note).off("bind", note).off("bind", note)
  await bindFresh(router)
  assert.equal((await events.receive(timeLimit)).type, "bind")
  assert.equal(seen.length, 6)
})

test("what a listener awaits goes on in its store", async () => {
  using router = new Router()
  const events = storage.run(-1, () => router.events)
  const seen: (number | undefined)[] = []
  for (const store of [1, 2]) {
    storage.run(store, () =>
      events.on("bind", async () => {
        await setImmediate()
        seen.push(storage.getStore())
      }),
    )
  }
  await bindFresh(router)
  await until(() => seen.length === 2)
  assert.deepEqual(seen, [1, 2])
})

test("listeners are not open handles for Jest, and nothing is left of them in the end", async () => {
  const alive = new Map<number, object>()
  const hook = createHook({
    init(id, type, _, resource) {
      if (type === "ZmqListener") alive.set(id, resource)
    },
    destroy(id) {
      alive.delete(id)
    },
  })
  hook.enable()
  try {
    const router = new Router()
    const { events } = router
    const listener = () => undefined
    events.on("bind", listener).once("bind", listener).on("accept", listener).on("end", listener)
    assert.equal(alive.size, 4)
    // What has no hasRef() counts as a handle that is open until it is destroyed.
    for (const resource of alive.values()) assert.equal((resource as { hasRef(): boolean }).hasRef(), false)
    events.off("accept", listener)
    await until(() => alive.size === 3)
    await bindFresh(router)
    await until(() => alive.size === 2)
    router.close()
    await until(() => alive.size === 0)
    using other = new Router()
    other.events.on("end", listener).close()
    await until(() => alive.size === 0)
  } finally {
    hook.disable()
  }
})

test("an Authenticator's callback, its signal's listeners and its log have the store of start()", async () => {
  const stores: Record<string, number | undefined> = {}
  const note = (name: string) => {
    stores[name] = storage.getStore()
  }
  await using context = new Context()
  const auth = storage.run(1, () => new Authenticator({ context, timeout: 1, log: ({ type }) => note(type) }))
  storage.run(2, () =>
    auth.configurePlain({
      async callback({ username }, { signal }) {
        note(username)
        if (username === "slow") await once(signal, "abort").then(() => note("abort"))
        return username === "friend"
      },
    }),
  )
  storage.run(3, () => auth.start())
  using _ = auth
  using zap = storage.run(4, () => new ZapClient(context))
  for (const name of ["friend", "foe", "slow"]) await zap.ask("home", "127.0.0.1", "PLAIN", name, "secret")
  await until(() => "abort" in stores)
  assert.deepEqual(stores, { friend: 3, allowed: 3, foe: 3, denied: 3, slow: 3, failed: 3, abort: 3 })
})
