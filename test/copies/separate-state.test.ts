import assert from "node:assert/strict"
import { test } from "node:test"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"
import { type Copy, freshCopy, inAnotherRealm } from "./copy"

// What each copy has for itself, although the addon is one.
const copies: { name: string; make: () => Copy }[] = [
  { name: "required anew", make: freshCopy },
  { name: "required anew with the addon", make: () => freshCopy({ addon: true }) },
  { name: "of another realm", make: inAnotherRealm },
]

for (const { name, make } of copies) {
  test(`errors of the addon are of the class of the copy that was called, ${name}`, async () => {
    const all = [make(), make(), make()]
    for (const copy of all) {
      using socket = new copy.Router({ mandatory: true })
      assert.throws(() => socket.connect("tcp://nowhere"), copy.ZmqError)
      await assert.rejects(socket.send(["nobody", "message"]), copy.ZmqError)
      await assert.rejects(socket.receive({ timeout: 1 }), copy.TimeoutError)
      const waiting = socket.receive()
      socket.close()
      await assert.rejects(waiting, copy.SocketClosedError)
    }
  })

  test(`copies that send in turn do not see each other's messages, ${name}`, async () => {
    const senders = await Promise.all(
      [make(), make()].map(async ({ Pull, Push }, index) => {
        const pull = new Pull()
        const push = new Push()
        push.connect(await bindFresh(pull as never))
        return { pull, push, text: `copy ${index}` }
      }),
    )
    const rounds = 100
    for (let round = 0; round < rounds; round++) {
      for (const { push, text } of senders) await push.sendMany([[text, `${round}`], [text], [text, "x".repeat(round)]])
    }
    for (const { pull, push, text } of senders) {
      for (let round = 0; round < rounds; round++) {
        // Arrays of another realm are no equals of ours.
        assert.equal((await pull.receive(timeLimit)).join(), `${text},${round}`)
        assert.equal((await pull.receive(timeLimit)).join(), text)
        assert.equal((await pull.receive(timeLimit)).join(), `${text},${"x".repeat(round)}`)
      }
      push.close()
      pull.close()
    }
  })

  test(`time-outs end in every copy, ${name}`, async () => {
    const all = [make(), make(), make()].map(({ Pull, TimeoutError }) => ({ pull: new Pull(), TimeoutError }))
    await Promise.all(
      all.map(({ pull, TimeoutError }, index) =>
        assert.rejects(pull.receive({ timeout: 5 + index }), (error: Error) => error instanceof TimeoutError),
      ),
    )
    for (const { pull } of all) pull.close()
  })

  test(`a context that one copy has terminated has ended for the others too, ${name}`, async () => {
    const [one, other] = [make(), make()] as [Copy, Copy]
    const context = new one.Context()
    const attached = other.Context.attach(context.share())
    assert.equal(attached.closed, false)
    await context.term()
    assert.equal(attached.closed, true)
    assert.throws(() => new other.Push({ context: attached }), { code: "ETERM" })
  })

  test(`what is known of a message's connection is found by every copy, ${name}`, async () => {
    const [one, other] = [make(), make()] as [Copy, Copy]
    using pull = new one.Pull({ messageProperties: true })
    using push = new one.Push()
    push.connect(await bindFresh(pull as never))
    await push.send("message")
    const message = await pull.receive(timeLimit)
    assert.equal(one.propertiesOf(message)?.socketType, "PUSH")
    assert.deepEqual(other.propertiesOf(message), one.propertiesOf(message))
  })
}
