import assert from "node:assert/strict"
import { test } from "node:test"
import { Client, Datagram, Dish, Gather, Peer, Radio, Scatter, Server } from "#lib/draft"
import { Dealer, MessageFormatError, Pair, Publisher, Request, Router, Stream, Subscriber } from "#lib/index"
import { runScript } from "../support/child"
import { bindFresh } from "../support/endpoints"
import { Pipeline } from "../support/pipeline"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

const value = { id: 7, name: "Grüße", list: [1, null, { deep: true }] }

test("a string arrives as text, in each encoding", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.sendString("Grüße, 世界")
  assert.equal(await pull.receiveString(), "Grüße, 世界")
  await push.sendString("Grüße", "latin1")
  assert.equal(await pull.receiveString({ encoding: "latin1", ...timeLimit }), "Grüße")
  await push.sendString("世界", { encoding: "utf16le", ...timeLimit })
  assert.equal(await pull.receiveString("utf16le"), "世界")
  await push.sendString("")
  assert.deepEqual(await pull.receive(), [Buffer.alloc(0)])
})

test("several strings are the parts of one message", async () => {
  using pipeline = Pipeline.joined()
  await pipeline.push.sendString(["topic", "", "Grüße"], "latin1")
  assert.deepEqual(await pipeline.pull.receiveStrings("latin1"), ["topic", "", "Grüße"])
  await pipeline.push.sendString(["one"])
  assert.deepEqual(await pipeline.pull.receiveStrings(), ["one"])
})

test("JSON and structured clones arrive as values", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.sendJson(value)
  assert.deepEqual(await pull.receiveJson<typeof value>(), value)
  await push.sendJson(value)
  assert.equal((await pull.receive(timeLimit))[0]?.toString(), JSON.stringify(value))
  const rich = new Map<string, unknown>([
    ["at", new Date(5)],
    ["amount", 10n ** 20n],
  ])
  await push.sendObject(rich)
  assert.deepEqual(await pull.receiveObject(), rich)
})

test("the blocking calls do the same", () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  push.sendStringSync("text")
  assert.equal(pull.receiveStringSync({ timeout: 1000 }), "text")
  push.sendStringSync(["Grüße", "text"], "latin1")
  assert.deepEqual(pull.receiveStringsSync("latin1"), ["Grüße", "text"])
  push.sendJsonSync(value, { envelope: "topic" })
  const { envelope, value: received } = pull.receiveJsonSync<typeof value>({ envelope: true })
  assert.deepEqual([text(envelope), received], [["topic"], value])
  push.sendObjectSync(new Set([1]))
  assert.deepEqual(pull.receiveObjectSync(), new Set([1]))
  assert.throws(() => pull.receiveJsonSync({ timeout: 0 }), { code: "EAGAIN" })
  push.sendSync("{")
  assert.throws(() => pull.receiveJsonSync(), { code: "ERR_MESSAGE_FORMAT" })
})

test("an envelope: the parts before the value, which is the last", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.sendJson(value, { envelope: ["topic", Buffer.from([0, 255])] })
  const received = await pull.receiveJson<typeof value>({ envelope: true, ...timeLimit })
  assert.deepEqual(received, { envelope: [Buffer.from("topic"), Buffer.from([0, 255])], value })
  await push.sendJson(1)
  assert.deepEqual(await pull.receiveJson({ envelope: true }), { envelope: [], value: 1 })
  await push.sendString(["a", "b"], { envelope: "topic" })
  assert.deepEqual(await pull.receiveStrings(), ["topic", "a", "b"])
  await push.sendObject(1n, { envelope: [] })
  assert.deepEqual(await pull.receiveObject({ envelope: true }), { envelope: [], value: 1n })
  await push.sendString("body", { envelope: null })
  assert.deepEqual(await pull.receiveString({ envelope: true }), { envelope: [Buffer.alloc(0)], value: "body" })
})

test("a topic before JSON is what a Subscriber filters by", async () => {
  using publisher = new Publisher()
  using subscriber = new Subscriber()
  subscriber.subscribe("prices")
  subscriber.connect(await bindFresh(publisher, "inproc"))
  await publisher.sendJson({ other: true }, { envelope: "weather" })
  await publisher.sendJson({ price: 3 }, { envelope: "prices" })
  const { envelope, value } = await subscriber.receiveJson({ envelope: true, ...timeLimit })
  assert.deepEqual([text(envelope), value], [["prices"], { price: 3 }])
})

test("a Router answers a Request in the envelope that came with it", async () => {
  using router = new Router()
  using request = new Request()
  request.connect(await bindFresh(router))
  await request.sendJson({ question: 1 })
  const { envelope, value } = await router.receiveJson<{ question: number }>({ envelope: true, ...timeLimit })
  assert.equal(envelope.length, 2)
  await router.sendJson({ answer: value.question + 1 }, { envelope })
  assert.deepEqual(await request.receiveJson(timeLimit), { answer: 2 })
})

test("a Router's values need an envelope: refused before anything is received or sent", async () => {
  using router = new Router()
  using dealer = new Dealer({ routingId: "d" })
  dealer.connect(await bindFresh(router, "inproc"))
  await dealer.sendString("text")
  for (const options of [undefined, { envelope: false }] as const) {
    await assert.rejects(router.receiveJson(options), {
      name: "TypeError",
      code: "ERR_INVALID_ARG_VALUE",
      message: /^"options.envelope" must be true: a Router's messages begin with a routing id/,
    })
  }
  assert.throws(() => router.receiveStringSync(), { code: "ERR_INVALID_ARG_VALUE" })
  assert.deepEqual(await router.receiveStrings(timeLimit), ["d", "text"])
  await assert.rejects(router.sendJson({}), { name: "TypeError", message: /routing id/ })
})

async function reasonOf(receive: () => Promise<unknown>): Promise<unknown> {
  try {
    await receive()
  } catch (reason) {
    return reason
  }
  assert.fail("It was taken")
}

test("a message that is not what was asked for is in the error, whole", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const wrong = Buffer.from([0x7b, 0xff])
  const cases: [unknown[], () => Promise<unknown>, RegExp][] = [
    [[wrong], () => pull.receiveString(), /^The message is not text in utf8: /],
    [[wrong], () => pull.receiveJson(), /^The message is not JSON: /],
    [["{"], () => pull.receiveJson(), /^The message is not JSON: .*JSON/],
    [["{"], () => pull.receiveObject(), /^The message is not a structured clone: /],
    [
      ["a", "b"],
      () => pull.receiveString(),
      /^The message has 2 parts; ask for the envelope, by \{ envelope: true \}$/,
    ],
    [["topic", "}"], () => pull.receiveJson({ envelope: true }), /^Part 2 of 2 of the message is not JSON: /],
    [["a", wrong, "c"], () => pull.receiveStrings(), /^Part 2 of 3 of the message is not text in utf8: /],
  ]
  for (const [message, receive, expected] of cases) {
    await push.send(message as string[])
    const error = await reasonOf(receive)
    assert.ok(error instanceof MessageFormatError)
    assert.equal(error.name, "MessageFormatError")
    assert.equal(error.code, "ERR_MESSAGE_FORMAT")
    assert.match(error.message, expected)
    assert.deepEqual(
      error.parts,
      message.map((part) => Buffer.from(part as string)),
    )
    assert.match(error.stack!, /values\.test/)
  }
  // The next is served as if nothing had been.
  await push.sendJson(1)
  assert.equal(await pull.receiveJson(), 1)
})

test("a MessageFormatError does not spill the message into a log", async () => {
  const { inspect } = await import("node:util")
  const error = new MessageFormatError("The message is not JSON", [Buffer.from("secret")])
  assert.doesNotMatch(inspect(error, { depth: 5 }), /parts|73 65 63/)
  assert.deepEqual(Object.keys(error).sort(), ["code", "name"])
})

test("a value that cannot be encoded is a TypeError, and nothing is sent", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const circle: unknown[] = []
  circle.push(circle)
  for (const bad of [undefined, () => 1, { big: 1n }, circle]) {
    await assert.rejects(push.sendJson(bad), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
    assert.throws(() => push.sendJsonSync(bad), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
  }
  await assert.rejects(push.sendObject({ call: () => 1 }), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
  await assert.rejects(push.sendString(["good", "€"], "latin1"), { message: /^"text\[1\]" must be text that latin1/ })
  await assert.rejects(push.sendString(1 as never), {
    code: "ERR_INVALID_ARG_TYPE",
    message: /^"text" must be a string/,
  })
  await assert.rejects(push.sendString([]), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
  await assert.rejects(push.sendJson(1, { envelope: {} as never }), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  await assert.rejects(push.sendString("x", "hex" as never), { code: "ERR_INVALID_ARG_VALUE" })
  await assert.rejects(pull.receive({ timeout: 0 }), { code: "EAGAIN" })
})

test("wrong options are refused, and no message is received", async () => {
  using pipeline = Pipeline.joined()
  await pipeline.push.sendJson(1)
  const { pull } = pipeline
  for (const bad of [null, 1] as never[]) {
    await assert.rejects(pull.receiveJson(bad), { code: "ERR_INVALID_ARG_TYPE", message: /^"options" must be/ })
    await assert.rejects(pull.receiveString(bad), { code: "ERR_INVALID_ARG_TYPE" })
    await assert.rejects(pull.receiveStrings(bad), { code: "ERR_INVALID_ARG_TYPE" })
    await assert.rejects(pipeline.push.sendObject(1, bad), { code: "ERR_INVALID_ARG_TYPE" })
  }
  await assert.rejects(pull.receiveObject({ envelope: 1 as never }), {
    message: /^"options.envelope" must be a boolean/,
  })
  await assert.rejects(pull.receiveJson({ timeout: -2 }), { code: "ERR_OUT_OF_RANGE" })
  await assert.rejects(pull.receiveString("base64" as never), { code: "ERR_INVALID_ARG_VALUE" })
  assert.equal(await pull.receiveJson(), 1)
})

test("time-outs, signals and close() end them as they end receive() and send()", async () => {
  using pair = new Pair()
  await bindFresh(pair)
  await assert.rejects(pair.receiveJson({ timeout: 1 }), { name: "TimeoutError" })
  await assert.rejects(pair.sendJson(1, { timeout: 0 }), { name: "TimeoutError" })
  const reason = new Error("changed my mind")
  await assert.rejects(pair.receiveString({ signal: AbortSignal.abort(reason) }), reason)
  const controller = new AbortController()
  const aborted = pair.sendObject(1, { signal: controller.signal })
  controller.abort(reason)
  await assert.rejects(aborted, reason)
  const receiving = pair.receiveObject()
  pair.close()
  await assert.rejects(receiving, { name: "SocketClosedError" })
  await assert.rejects(pair.receiveJson(), { code: "EBADF" })
  await assert.rejects(pair.sendJson(1), { code: "EBADF" })
})

test("receives of values and of messages are served in the order of their calls", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const receives = [pull.receiveJson(), pull.receive(), pull.receiveString(), pull.receiveJson()] as const
  for (const number of [1, 2, 3, 4]) await push.sendJson(number)
  const [first, second, third, fourth] = await Promise.all(receives)
  assert.deepEqual([first, String(second[0]), third, fourth], [1, "2", "3", 4])
})

test("only sockets that send have the senders, and only those that receive the receivers", () => {
  using pipeline = Pipeline.joined()
  for (const name of ["String", "Json", "Object"]) {
    for (const sync of ["", "Sync"]) {
      assert.equal(`send${name}${sync}` in pipeline.push, true)
      assert.equal(`receive${name}${sync}` in pipeline.push, false)
      assert.equal(`send${name}${sync}` in pipeline.pull, false)
      assert.equal(`receive${name}${sync}` in pipeline.pull, true)
    }
  }
})

test("sockets whose messages are not plain parts send and receive no values", () => {
  for (const Type of [Stream, Server, Peer, Radio, Dish, Datagram]) {
    assert.deepEqual(
      ["sendJson", "receiveJson"].filter((name) => name in Type.prototype),
      [],
      Type.name,
    )
  }
  assert.ok("sendJson" in Client.prototype && "receiveJson" in Client.prototype)
  assert.ok("sendJson" in Scatter.prototype && "receiveJson" in Gather.prototype)
})

test("values wait while the socket cannot send, and keep their order", async () => {
  using pipeline = new Pipeline()
  const sends = [1, 2, 3].map((number) => pipeline.push.sendJson(number, timeLimit))
  pipeline.join()
  await Promise.all(sends)
  for (const number of [1, 2, 3]) assert.equal(await pipeline.pull.receiveJson(timeLimit), number)
})

test("node:v8 is loaded only when a structured clone is sent or received", async () => {
  const program = `
    const zmq = require("zmq-napi")
    const push = new zmq.Push(), pull = new zmq.Pull()
    pull.bindSync("inproc://a")
    push.connect("inproc://a")
    const loaded = () => process.moduleLoadList.includes("NativeModule v8")
    const before = loaded()
    push.sendJson(1).then(() => pull.receiveJson()).then(() => {
      console.log(before, loaded())
      push.sendObject(1)
      console.log(loaded())
    })`
  assert.equal(await runScript(program), "false false\ntrue\n")
})
