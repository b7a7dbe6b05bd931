import assert from "node:assert/strict"
import { test } from "node:test"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"
import { type Copy, freshCopy, inAnotherRealm } from "./copy"

// What one copy of the package opened, another one in the thread may use.
for (const { name, make } of [
  { name: "required anew", make: freshCopy },
  { name: "required anew with the addon", make: () => freshCopy({ addon: true }) },
  { name: "of another realm", make: inAnotherRealm },
] as { name: string; make: () => Copy }[]) {
  const [one, other] = [make(), make()]

  test(`a Proxy forwards between sockets of another copy, ${name}`, async () => {
    const frontEnd = new one.Router()
    const backEnd = new one.Dealer()
    using request = new other.Request()
    using reply = new one.Reply()
    request.connect(await bindFresh(frontEnd as never))
    reply.connect(await bindFresh(backEnd as never))
    const proxy = new other.Proxy(frontEnd as never, backEnd as never)
    const running = proxy.run()
    await assert.rejects(frontEnd.send(["id", "in use"]), { code: "EBUSY" })
    const question = reply.receive(timeLimit)
    await request.send("question")
    assert.equal(String((await question)[0]), "question")
    await reply.send("answer")
    assert.equal(String((await request.receive(timeLimit))[0]), "answer")
    proxy.terminate()
    await running
    assert.equal(frontEnd.closed, true)
  })

  test(`a Poller waits for sockets of several copies, ${name}`, async () => {
    using pull = new one.Pull()
    using pair = new other.Pair()
    using push = new other.Push()
    push.connect(await bindFresh(pull as never))
    await pair.bind("inproc://never-used")
    const poller = new other.Poller().add(pull as never).add(pair as never)
    const ready = poller.poll(timeLimit.timeout)
    await push.send("message")
    assert.deepEqual([...(await ready).keys()], [pull])
    assert.equal(String((await pull.receive())[0]), "message")
  })

  test(`a socket is opened in a context of another copy, and observed by a third, ${name}`, async () => {
    const context = new one.Context()
    using push = new other.Push({ context: context as never })
    using pull = new one.Pull({ context })
    await pull.bind("inproc://shared")
    push.connect("inproc://shared")
    await push.send("message")
    assert.equal(String((await pull.receive(timeLimit))[0]), "message")
    const observer = new (make().Observer)(pull as never)
    const address = await bindFresh(pull as never)
    assert.equal((await observer.receive(timeLimit)).type, "bind")
    pull.unbindSync(address)
    push.close()
    pull.close()
    await context.term()
  })

  test(`copies share the default context, ${name}`, async () => {
    using pull = new one.Pull()
    using push = new other.Push()
    await pull.bind("inproc://default-context")
    push.connect("inproc://default-context")
    await push.send("message")
    assert.equal(String((await pull.receive(timeLimit))[0]), "message")
  })

  test(`objects that are not sockets are refused, ${name}`, () => {
    for (const value of [{}, null, "socket", Symbol("socket"), new one.Context()]) {
      assert.throws(() => new other.Poller().add(value as never), { code: "ERR_INVALID_ARG_TYPE" })
      assert.throws(() => new other.Proxy(value as never, value as never), { code: "ERR_INVALID_ARG_TYPE" })
    }
    assert.throws(() => new other.Push({ context: {} as never }), { code: "ERR_INVALID_ARG_TYPE" })
  })
}
