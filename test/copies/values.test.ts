import assert from "node:assert/strict"
import { test } from "node:test"
import { runInNewContext } from "node:vm"
import {
  Authenticator,
  Certificate,
  Context,
  curvePublicKey,
  Pull,
  Push,
  Router,
  Subscriber,
  z85Encode,
} from "zmq-napi"
import { bindFresh } from "../support/endpoints"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"
import { inAnotherRealm } from "./copy"

// Values of a realm that is not the package's: of a test file that a runner evaluates in a context of `vm`.
const realm = runInNewContext("globalThis") as typeof globalThis

async function joined(): Promise<Disposable & { pull: Pull; push: Push }> {
  const pull = new Pull()
  const push = new Push()
  push.connect(await bindFresh(pull, "inproc"))
  const close = () => {
    push.close()
    pull.close()
  }
  return { pull, push, [Symbol.dispose]: close }
}

test("bytes of another realm are sent like those of this one", async () => {
  using pair = await joined()
  const { pull, push } = pair
  const bytes = new realm.Uint8Array([1, 2, 3, 4])
  const memory = new realm.ArrayBuffer(4)
  new Uint8Array(memory).set(bytes)
  const shared = new realm.SharedArrayBuffer(4)
  new Uint8Array(shared).set(bytes)
  const parts = [bytes, memory, shared, new realm.DataView(memory), new realm.Uint32Array(memory)]
  for (const part of parts) {
    await push.send(part)
    await push.send(realm.Array.of(part, part))
    await push.sendMany(realm.Array.of<never>(part as never, realm.Array.of(part) as never))
    push.sendSync(part)
    for (const count of [1, 2, 1, 1, 1]) {
      const message = await pull.receive(timeLimit)
      assert.equal(message.length, count)
      for (const received of message) assert.deepEqual([...received], [1, 2, 3, 4])
    }
  }
  await push.send(memory, { transfer: true })
  assert.equal(memory.byteLength, 0)
  await assert.rejects(push.send(memory), { code: "ERR_INVALID_ARG_VALUE" })
})

test("a signal of another realm aborts operations", async () => {
  const signalled = runInNewContext("new AbortController()", {
    AbortController: realmAbortController(),
  }) as AbortController
  using pair = await joined()
  const waiting = pair.pull.receive({ signal: signalled.signal })
  signalled.abort(new Error("enough"))
  await assert.rejects(waiting, /enough/)
})

/** A controller whose signal is none of Node's classes, as those of other implementations are not. */
function realmAbortController(): unknown {
  return class {
    readonly target = new EventTarget()
    readonly signal = Object.assign(this.target, { aborted: false, reason: undefined as unknown })
    abort(reason: unknown): void {
      Object.assign(this.signal, { aborted: true, reason })
      this.target.dispatchEvent(new Event("abort"))
    }
  }
}

test("options of another realm are accepted: objects, bytes, arrays, maps, sets", async () => {
  const text = (value: string) => realm.Uint8Array.from(Buffer.from(value))
  const options = Object.assign(new realm.Object(), { routingId: text("binary"), linger: 0 })
  using router = new Router(options as { linger: number })
  assert.equal(String(router.routingId), "binary")
  router.connect("tcp://127.0.0.1:9", { routingId: text("peer") as Buffer })
  using subscriber = new Subscriber()
  subscriber.subscribe(text("topic") as Buffer)
  subscriber.unsubscribe(text("topic") as Buffer)
  const context = new Context(
    Object.assign(new realm.Object(), { socketOptions: { routingId: text("default") } }) as object,
  )
  using dealer = new Router({ context })
  assert.equal(String(dealer.routingId), "default")
  using pull = new Pull({ messageProperties: realm.Array.of("X-One") })
  assert.deepEqual([...(pull.messageProperties as string[])], ["X-One"])

  const { publicKey } = Certificate.generate()
  const authenticator = new Authenticator()
  authenticator.configureCurve({ keys: new realm.Set([publicKey]) as Set<string> })
  authenticator.configureCurve({ keys: realm.Array.of(publicKey) })
  authenticator.configurePlain({ users: new realm.Map([["admin", "secret"]]) as Map<string, string> })
  assert.equal(z85Encode(new realm.Uint8Array(4)), z85Encode(Buffer.alloc(4)))
  assert.equal(typeof curvePublicKey(new realm.Uint8Array(32) as never), "string")
})

test("a package of another realm accepts values of this one", async () => {
  const copy = inAnotherRealm()
  using pull = new copy.Pull({ receiveTimeout: timeLimit.timeout })
  using push = new copy.Push()
  push.connect(await bindFresh(pull as never, "inproc"))
  await push.send([Buffer.from("a"), new ArrayBuffer(1), "text", null])
  assert.equal((await pull.receive()).map(String).join(), "a,\0,text,")
  await push.sendObject(new Map([["key", 1]]))
  // What is made of a structured clone is of Node's own realm.
  assert.ok((await pull.receiveObject()) instanceof Map)
  const controller = new AbortController()
  const waiting = pull.receive({ signal: controller.signal })
  controller.abort()
  await assert.rejects(waiting, { name: "AbortError" })
  using folder = new TemporaryFolder()
  new copy.Authenticator().configureCurve({ location: folder.path })
})

test("methods for `using` are there in another realm, which has no Symbol.dispose before Node 24", () => {
  const copy = inAnotherRealm()
  assert.equal(copy.realm.Symbol.dispose, Symbol.dispose)
  for (const { prototype } of [copy.Socket, copy.Proxy, copy.Observer, copy.Authenticator]) {
    assert.equal(Object.hasOwn(prototype, "undefined"), false)
    assert.equal(typeof (prototype as Partial<Disposable>)[Symbol.dispose], "function")
  }
  new copy.Pull()[Symbol.dispose]()
})
