import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Context, Reply, Request, Router, SocketClosedError, TimeoutError } from "#lib/index"
import { bindFresh, transports } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

const outOfTurn = { name: "ZmqError", code: "EFSM", message: /^Operation cannot be accomplished in current state: / }

async function joined(options: object = {}): Promise<Disposable & { request: Request; reply: Reply }> {
  const request = new Request({ ...timeLimits, ...options })
  const reply = new Reply(timeLimits)
  request.connect(await bindFresh(reply, "inproc"))
  const close = () => {
    request.close()
    reply.close()
  }
  return { request, reply, [Symbol.dispose]: close }
}

/** So that an operation that waits for ever fails instead. */
const timeLimits = { sendTimeout: timeLimit.timeout, receiveTimeout: timeLimit.timeout }

/** Answers every request with its own text. */
async function echo(reply: Reply): Promise<void> {
  for await (const [question] of reply) await reply.send(question!)
}

for (const transport of transports) {
  test(`callers that share a Request are served one after the other, each with its own reply, over ${transport}`, async () => {
    using reply = new Reply(timeLimits)
    using request = new Request(timeLimits)
    request.connect(await bindFresh(reply, transport))
    const echoing = echo(reply)
    const order: number[] = []
    await Promise.all(
      Array.from({ length: 20 }, async (_, caller) => {
        for (let round = 0; round < 5; round++) {
          await request.send(`${caller} ${round}`)
          const [answer] = await request.receive()
          assert.equal(String(answer), `${caller} ${round}`)
          if (round === 0) order.push(caller)
        }
      }),
    )
    assert.deepEqual(
      order,
      [...order].sort((one, other) => one - other),
    )
    reply.close()
    await echoing
  })
}

test("a loop of receives runs beside a loop of sends", async () => {
  using pair = await joined()
  const { request, reply } = pair
  void echo(reply)
  const received: string[] = []
  const receiving = (async () => {
    for await (const [answer] of request) if (received.push(String(answer)) === 5) break
  })()
  for (let count = 0; count < 5; count++) await request.send(`question ${count}`)
  await receiving
  assert.deepEqual(
    received,
    [0, 1, 2, 3, 4].map((count) => `question ${count}`),
  )
})

test("sends and receives that are begun all at once alternate", async () => {
  using pair = await joined()
  const { request, reply } = pair
  const answers = [0, 1, 2].map(() => request.receive())
  const questions = [0, 1, 2].map((count) => request.send(`question ${count}`))
  const replies = [0, 1, 2].map((count) => reply.send(`answer ${count}`))
  const asked = [0, 1, 2].map(() => reply.receive())
  await Promise.all([...questions, ...replies])
  assert.deepEqual((await Promise.all(asked)).map(String), ["question 0", "question 1", "question 2"])
  assert.deepEqual((await Promise.all(answers)).map(String), ["answer 0", "answer 1", "answer 2"])
})

test("batches wait for their turn, too", async () => {
  using pair = await joined()
  const { request, reply } = pair
  void echo(reply)
  const sent = request.sendMany(["one", ["two", "parts"], "three"])
  const received: string[] = []
  for await (const batch of request.batches()) {
    received.push(...batch.map(String))
    if (received.length === 3) break
  }
  assert.equal(await sent, 3)
  assert.deepEqual(received, ["one", "two", "three"])
  const many = request.receiveMany()
  await request.send("four")
  assert.deepEqual((await many).map(String), ["four"])
})

test("values wait for their turn, too", async () => {
  using pair = await joined()
  const { request, reply } = pair
  const answer = request.receiveJson()
  await request.sendJson({ question: 1 })
  const next = request.sendJson({ question: 2 })
  assert.deepEqual(await reply.receiveJson(), { question: 1 })
  await reply.sendJson({ answer: 1 })
  assert.deepEqual(await answer, { answer: 1 })
  await next
  assert.deepEqual(await reply.receiveJson(), { question: 2 })
})

test("a reply that is given before its request waits for that", async () => {
  using pair = await joined()
  const { request, reply } = pair
  const early = reply.send("answer")
  await request.send("question")
  const [question, [answer]] = await Promise.all([reply.receive(), request.receive()])
  await early
  assert.equal(String(question), "question")
  assert.equal(String(answer), "answer")
})

test("with a time-out of 0, and when the thread blocks, what is out of turn is refused at once, and the socket goes on", async () => {
  using pair = await joined()
  const { request, reply } = pair
  const now = { timeout: 0 }
  for (const waiting of [false, true]) {
    const first = waiting ? request.receive() : undefined
    await assert.rejects(request.receive(now), outOfTurn)
    await assert.rejects(request.receiveMany(now), outOfTurn)
    assert.throws(() => request.receiveSync(), outOfTurn)
    await request.send("question")
    const second = waiting ? request.send("another") : undefined
    await assert.rejects(request.send("out of turn", now), outOfTurn)
    await assert.rejects(request.send(["out of", "turn"], now), outOfTurn)
    await assert.rejects(request.send(Buffer.alloc(10), { ...now, transfer: true }), outOfTurn)
    await assert.rejects(request.sendMany(["out of turn"], now), outOfTurn)
    assert.throws(() => request.sendSync("out of turn"), outOfTurn)
    assert.throws(() => request.sendSync(["out of", "turn"], { timeout: 100 }), outOfTurn)

    await assert.rejects(reply.send("out of turn", now), outOfTurn)
    assert.equal(String(await reply.receive()), "question")
    await assert.rejects(reply.receive(now), outOfTurn)
    assert.throws(() => reply.receiveSync(), outOfTurn)
    await reply.send("answer")
    assert.equal(String(await (first ?? request.receive())), "answer")
    if (second === undefined) continue
    await second
    assert.equal(String(await reply.receive()), "another")
    await reply.send("last")
    assert.equal(String(await request.receive()), "last")
  }
})

test("sockets whose time-outs are 0 refuse what is out of turn", async () => {
  using request = new Request({ sendTimeout: 0, receiveTimeout: 0 })
  using reply = new Reply({ sendTimeout: 0, receiveTimeout: 0 })
  request.connect(await bindFresh(reply, "inproc"))
  await assert.rejects(request.receive(), outOfTurn)
  await assert.rejects(reply.send("answer"), outOfTurn)
  await request.send("question")
  await assert.rejects(request.send("another"), outOfTurn)
})

test("the message of EFSM names the ways out", async () => {
  using request = new Request()
  await assert.rejects(request.receive({ timeout: 0 }), { message: /Await send\(\) first, or use a Dealer/ })
  await bindFresh(request)
  using reply = new Reply()
  await assert.rejects(reply.send("", { timeout: 0 }), {
    message: /Await receive\(\) first; set `relaxed` to give a request up, or use a Dealer/,
  })
})

test("a time-out that ends a wait for a turn says so", async () => {
  using pair = await joined()
  const { request, reply } = pair
  const brief = { timeout: 5 }
  const waited = { name: "TimeoutError", code: "EAGAIN", message: /within 5 ms; the socket waited for its turn: a Req/ }
  await assert.rejects(request.receive(brief), waited)
  await assert.rejects(request.receiveMany(brief), waited)
  await assert.rejects(reply.send("answer", brief), waited)
  await request.send("question")
  await assert.rejects(request.send("another", brief), waited)
  await assert.rejects(request.sendMany(["another"], brief), waited)
  const inTurn = (error: Error) => error instanceof TimeoutError && !error.message.includes("turn")
  await assert.rejects(request.receive(brief), inTurn)
  await reply.receive()
  await assert.rejects(reply.receive(brief), waited)
  // Nothing is left of them.
  await reply.send("answer")
  assert.equal(String(await request.receive()), "answer")
  await assert.rejects(reply.receive(brief), inTurn)
})

test("an abort takes an operation out of those that wait for their turn", async () => {
  using pair = await joined()
  const { request, reply } = pair
  await request.send("question")
  const abort = new AbortController()
  const given = request.send("given up", abort)
  const next = request.send("next")
  abort.abort(new Error("given up"))
  await assert.rejects(given, /given up/)
  assert.equal(String(await reply.receive()), "question")
  await reply.send("answer")
  await request.receive()
  await next
  assert.equal(String(await reply.receive()), "next")
})

test("with relaxed a second request goes at once, as libzmq has it", async () => {
  using pair = await joined({ relaxed: true, correlate: true })
  const { request, reply } = pair
  await request.send("given up")
  await request.send("another")
  assert.equal(String(await reply.receive()), "given up")
  await reply.send("too late")
  assert.equal(String(await reply.receive()), "another")
  await reply.send("answer")
  assert.equal(String(await request.receive()), "answer")
})

test("closing ends those that wait for their turn", async () => {
  using pair = await joined()
  const { request, reply } = pair
  await request.send("question")
  const waiting = [
    request.send("another"),
    reply.send("answer"),
    new Request().receive(timeLimit).catch((error) => error),
  ]
  request.close()
  reply.close()
  await assert.rejects(waiting[0]!, SocketClosedError)
  await assert.rejects(waiting[1]!, SocketClosedError)
  await assert.rejects(new Request().send("", { timeout: 0 }), TimeoutError)
})

test("drain() ends a receive of a Request that no reply is to come to, and lets a Reply answer first", async () => {
  using pair = await joined()
  const { request, reply } = pair
  await request.send("question")
  const asked = reply.receive()
  await asked
  const next = reply.receive()
  reply.drain()
  await setImmediate()
  await reply.send("answer")
  await assert.rejects(next, { code: "ECANCELED" })
  assert.equal(String(await request.receive()), "answer")
  const waiting = request.receive()
  request.drain()
  await assert.rejects(waiting, { code: "ECANCELED" })
  await assert.rejects(request.receive(), { code: "ECANCELED" })
})

test("a socket that waits for its turn takes no processor time", async () => {
  using router = new Router()
  using request = new Request()
  request.connect(await bindFresh(router))
  await request.send("question")
  const [routingId, , question] = await router.receive(timeLimit)
  assert.equal(String(question), "question")
  const waiting = request.send("another", timeLimit)
  // What signals the socket, and no operation in turn handles.
  await router.send([routingId!, "", "answer"])
  const before = process.cpuUsage()
  await new Promise((resolve) => setTimeout(resolve, 200))
  const { user, system } = process.cpuUsage(before)
  assert.ok(user + system < 100_000, `${user + system} µs of CPU in 200 ms`)
  assert.equal(String(await request.receive()), "answer")
  await waiting
})

test("a receive that has left its queue leaves no trace in what the next one is told", async () => {
  using pair = await joined()
  const { request, reply } = pair
  const timedOut = (error: Error) => error instanceof TimeoutError && !error.message.includes("turn")
  await assert.rejects(request.receive({ timeout: 5 }), TimeoutError)
  await request.send("question")
  await assert.rejects(request.receive({ timeout: 0 }), timedOut)
  await reply.receive()
  await assert.rejects(reply.receive({ timeout: 5 }), TimeoutError)
  await reply.send("answer")
  await assert.rejects(reply.receive({ timeout: 0 }), timedOut)
})

test("a receive that waits on a Reply for its turn ends when the context does", async () => {
  const context = new Context()
  using reply = new Reply({ context })
  using request = new Request({ context })
  const address = await bindFresh(reply, "inproc")
  request.connect(address)
  const first = reply.receive(timeLimit)
  const second = assert.rejects(reply.receive(timeLimit), { code: "ETERM" })
  await request.send("question")
  await first
  context.shutdown()
  await second
})
