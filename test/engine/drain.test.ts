import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Dealer, Pull, Push, Reply, Request, Router } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { numbers, receiveText } from "../support/pipeline"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

const drained = { name: "ZmqError", code: "ECANCELED", message: "Socket is drained: no message waits" }

/** A Pull with messages that wait, more than one look takes. */
async function filled(count: number) {
  const pull = new Pull({ receiveHighWaterMark: 0 })
  const push = new Push({ linger: 0, sendHighWaterMark: 0 })
  push.connect(await bindFresh(pull, "inproc"))
  await push.sendMany(numbers(count))
  const close = () => {
    pull.close()
    push.close()
  }
  return { pull, push, [Symbol.dispose]: close }
}

test("an iteration hands out all that has arrived, and ends", async () => {
  using both = await filled(2000)
  const received: string[] = []
  for await (const [part] of both.pull) {
    received.push(String(part))
    if (received.length === 3) both.pull.drain()
  }
  assert.deepEqual(received, numbers(2000))
  assert.equal(both.pull.closed, false)
})

test("batches end too", async () => {
  using both = await filled(2000)
  both.pull.drain()
  const received: string[] = []
  for await (const batch of both.pull.batches()) received.push(...batch.map(String))
  assert.deepEqual(received, numbers(2000))
})

test("waiting operations end: iterations finish, receives reject", async () => {
  using pull = new Pull()
  await bindFresh(pull)
  const iterations = [pull[Symbol.asyncIterator]().next(), pull.batches().next()]
  const receives = [pull.receive(), pull.receiveMany({ timeout: 10_000 })]
  for (const receive of receives) receive.catch(() => undefined)
  await setImmediate()
  pull.drain()
  for (const next of iterations) assert.deepEqual(await next, { done: true, value: undefined })
  for (const receive of receives) await assert.rejects(receive, drained)
})

test("messages that are there go first to operations that wait", async () => {
  using both = await filled(0)
  const receives = numbers(3).map(() => both.pull.receive())
  for (const receive of receives) receive.catch(() => undefined)
  await both.push.sendMany(["a", "b"])
  both.pull.drain()
  assert.deepEqual(text((await receives[0])!), ["a"])
  assert.deepEqual(text((await receives[1])!), ["b"])
  await assert.rejects(receives[2]!, drained)
})

test("afterwards every way to receive gives the messages that are there, then rejects at once", async () => {
  using both = await filled(0)
  both.pull.drain()
  both.pull.drain()
  await assert.rejects(both.pull.receive(), drained)
  await assert.rejects(both.pull.receive(timeLimit), drained)
  await assert.rejects(both.pull.receiveMany(), drained)
  assert.throws(() => both.pull.receiveSync(), drained)
  for await (const _ of both.pull) assert.fail("nothing was sent")
  await both.push.sendMany(["later", "and later", "at last"])
  assert.equal(await receiveText(both.pull), "later")
  assert.equal(String(both.pull.receiveSync()), "and later")
  assert.deepEqual(text((await both.pull.receiveMany())[0]!), ["at last"])
  await assert.rejects(both.pull.receive(), drained)
})

test("the stack of what is refused leads to the caller", async () => {
  using pull = new Pull()
  pull.drain()
  await assert.rejects(pull.receive(), ({ stack }: Error) => /drain\.test/.test(stack!))
})

test("other failures are not mistaken for the end", async () => {
  using pull = new Pull()
  pull.drain()
  const next = pull[Symbol.asyncIterator]()
  pull.close()
  assert.throws(() => pull.drain(), { code: "EBADF", message: "Socket is closed" })
  assert.deepEqual(await next.next(), { done: true, value: undefined })
})

test("a Reply answers what it has taken, and every request that has arrived", async () => {
  using reply = new Reply()
  const endpoint = await bindFresh(reply, "inproc")
  const clients = numbers(5).map(() => new Request({ linger: 0 }))
  for (const [number, client] of clients.entries()) {
    client.connect(endpoint)
    await client.send(`request ${number}`)
  }
  for await (const [request] of reply) {
    reply.drain()
    await reply.send(`answer to ${request}`)
  }
  for (const [number, client] of clients.entries()) {
    assert.equal(String(await client.receive(timeLimit)), `answer to request ${number}`)
    client.close()
  }
})

test("queued receives of a Reply get the requests that have arrived", async () => {
  using reply = new Reply()
  using client = new Dealer({ linger: 0 })
  client.connect(await bindFresh(reply, "inproc"))
  const receives = [reply.receive(), reply.receive(), reply.receive()]
  for (const receive of receives) receive.catch(() => undefined)
  await client.sendMany([
    ["", "1"],
    ["", "2"],
  ])
  assert.deepEqual(text((await receives[0])!), ["1"])
  reply.drain()
  await reply.send("first")
  assert.deepEqual(text((await receives[1])!), ["2"])
  await reply.send("second")
  await assert.rejects(receives[2]!, drained)
  assert.deepEqual(text(await client.receive(timeLimit)), ["", "first"])
  assert.deepEqual(text(await client.receive(timeLimit)), ["", "second"])
})

test("a Router still sends the replies that are under way when its iteration has ended", async () => {
  using router = new Router()
  using client = new Dealer({ linger: 0 })
  client.connect(await bindFresh(router, "inproc"))
  await client.sendMany(numbers(20))
  router.drain()
  const answers: Promise<void>[] = []
  for await (const [id, request] of router) {
    answers.push(setImmediate().then(() => router.send([id!, `${request}!`])))
  }
  await Promise.all(answers)
  for (const number of numbers(20)) assert.equal(await receiveText(client), `${number}!`)
})

test("unbind() before it lets a peer that sends without a pause send no more, and what has arrived is handed out", async () => {
  const pull = new Pull()
  const push = new Push({ linger: 0 })
  const endpoint = await bindFresh(pull)
  push.connect(endpoint)
  let sent = 0
  const sending = (async () => {
    for (;;) await push.send(String(sent++))
  })()
  let next = 0
  for await (const [part] of pull) {
    assert.equal(String(part), String(next++))
    if (next !== 1000) continue
    await pull.unbind(endpoint)
    pull.drain()
  }
  assert.ok(next >= 1000 && next <= sent)
  pull.close()
  push.close()
  await assert.rejects(sending, { code: /EAGAIN|EBADF/ })
})
