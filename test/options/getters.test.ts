import assert from "node:assert/strict"
import { test } from "node:test"
import {
  type MessageLike,
  Pair,
  Pull,
  type Push,
  type ReceiveManyOptions,
  type SendOptions,
  TimeoutError,
} from "#lib/index"
import { numbers, Pipeline, receiveTexts } from "../support/pipeline"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

// To read a message or options may run anything: a getter, which may send, close the socket, or throw.

/** A message of two or more parts, the last of which comes from a getter. */
function reading(get: () => string, ...before: string[]): string[] {
  return Object.defineProperty([...before], before.length, { get, enumerable: true, configurable: true })
}

/** Each way to send one message; the promise of the blocking one rejects instead of a throw. */
const ways: Record<string, (socket: Push | Pair, message: string[], options?: SendOptions) => Promise<unknown>> = {
  send: (socket, message, options) => socket.send(message, options),
  "send with transfer": (socket, message, options) => socket.send(message, { ...options, transfer: true }),
  sendMany: (socket, message, options) => socket.sendMany([message], options),
  sendSync: async (socket, message, options) => socket.sendSync(message, options),
}

for (const [name, send] of Object.entries(ways)) {
  test(`${name}: a getter that throws ends it with nothing sent`, async () => {
    using pipeline = Pipeline.joined()
    const failure = new Error("thrown by the getter")
    const message = reading(() => {
      throw failure
    }, "first")
    for (const options of [undefined, timeLimit, { timeout: 0 }]) {
      await assert.rejects(send(pipeline.push, message, options), failure)
    }
    await assert.rejects(pipeline.push.sendMany(["first", message]), failure)
    assert.equal(pipeline.pull.readable, false)
  })

  test(`${name}: a getter that closes the socket ends it with nothing sent, as on a closed socket`, async () => {
    for (const options of [undefined, timeLimit, { timeout: 0 }]) {
      using pipeline = Pipeline.joined()
      const { push, pull } = pipeline
      const message = reading(() => {
        push.close()
        return "last"
      }, "first")
      await assert.rejects(send(push, message, options), {
        name: "ZmqError",
        code: "EBADF",
        message: "Socket is closed",
      })
      assert.equal(pull.readable, false)
    }
  })

  test(`${name}: what a getter sends goes first`, async () => {
    using pipeline = Pipeline.joined()
    const { push, pull } = pipeline
    const message = reading(
      () => {
        void push.send(["of", "the", "getter", "itself"])
        return "last"
      },
      "first",
      "second",
    )
    await send(push, message)
    assert.deepEqual(text(await pull.receive(timeLimit)), ["of", "the", "getter", "itself"])
    assert.deepEqual(text(await pull.receive(timeLimit)), ["first", "second", "last"])
  })

  test(`${name}: behind a send that waited until the getter let it go`, async () => {
    using pair = new Pair({ linger: 0 })
    using peer = new Pair({ linger: 0 })
    const address = `inproc://${name}`
    await pair.bind(address)
    const waiting = pair.send("waits")
    const message = reading(() => {
      peer.connect(address)
      pair.sendSync("of the getter", timeLimit)
      return "last"
    }, "first")
    await send(pair, message, timeLimit)
    assert.deepEqual(await receiveTexts(peer, 2), ["waits", "of the getter"])
    assert.deepEqual(text(await peer.receive(timeLimit)), ["first", "last"])
    await waiting
  })

  test(`${name} with a time-out of 0 does not overtake a send of the getter that waits`, async () => {
    using pipeline = Pipeline.narrow(2)
    const { push, pull } = pipeline
    const sends: Promise<void>[] = []
    const message = reading(() => {
      for (const number of numbers(3)) sends.push(push.send(number))
      // Now there is room, for the one that waits.
      assert.equal(String(pull.receiveSync(timeLimit)[0]), "0")
      return "last"
    }, "lost")
    await assert.rejects(send(push, message, { timeout: 0 }), TimeoutError)
    assert.deepEqual(await receiveTexts(pull, 2), ["1", "2"])
    await Promise.all(sends)
    assert.equal(pull.readable, false)
  })
}

test("what a getter of the array of messages sends goes first", async () => {
  using pipeline = Pipeline.joined()
  const { push } = pipeline
  const messages = reading(() => {
    void push.send("first")
    return "third"
  }, "second")
  assert.equal(await push.sendMany(messages), 2)
  assert.deepEqual(await receiveTexts(pipeline.pull, 3), ["first", "second", "third"])
})

for (const joined of [true, false]) {
  test(`sendMany of an array that grows as it is read resolves with what was sent, ${joined ? "at once" : "waiting"}`, async () => {
    using pipeline = new Pipeline()
    if (joined) pipeline.join()
    const messages: MessageLike[] = ["", "second"]
    Object.defineProperty(messages, 0, {
      get() {
        messages.push("too late")
        return "first"
      },
    })
    const sending = pipeline.push.sendMany(messages)
    if (!joined) pipeline.join()
    const sent = await sending
    assert.deepEqual(await receiveTexts(pipeline.pull, sent), ["first", "second"])
    assert.equal(pipeline.pull.readable, false)
  })
}

test("a message that grows as it is read has the parts that it had", async () => {
  using pipeline = Pipeline.joined()
  const message: string[] = ["", "second"]
  Object.defineProperty(message, 0, {
    get() {
      message.push("too late")
      return "first"
    },
  })
  await pipeline.push.send(message)
  await pipeline.push.sendMany([message])
  const [once, twice] = [await pipeline.pull.receive(timeLimit), await pipeline.pull.receive(timeLimit)]
  assert.deepEqual(text(once), ["first", "second"])
  // By now it has a third.
  assert.deepEqual(text(twice), ["first", "second", "too late"])
})

// --- options

/** Each operation with its options; those that block, and batches(), throw in place of a rejection. */
const operations: Record<string, [operate: (pair: Pair, options: SendOptions) => unknown, ...options: string[]]> = {
  receive: [(pair, options) => pair.receive(options), "timeout", "signal"],
  receiveMany: [(pair, options) => pair.receiveMany(options), "timeout", "signal", "max"],
  receiveSync: [(pair, options) => pair.receiveSync(options), "timeout"],
  batches: [(pair, options) => pair.batches(options as ReceiveManyOptions), "max"],
  send: [(pair, options) => pair.send("lost", options), "timeout", "signal", "transfer"],
  sendMany: [(pair, options) => pair.sendMany(["lost"], options), "timeout", "signal", "transfer"],
  sendSync: [(pair, options) => pair.sendSync("lost", options), "timeout"],
}
const throwing = ["receiveSync", "batches", "sendSync"]

for (const [name, [operate, ...names]] of Object.entries(operations)) {
  for (const option of names) {
    /** Options that close the socket when the option is read for this time, and how often it was read. */
    const closing = (pair: Pair, when: number) => {
      const seen = { reads: 0, options: name === "batches" ? {} : { timeout: 1 } }
      Object.defineProperty(seen.options, option, {
        enumerable: true,
        configurable: true,
        get() {
          seen.reads += 1
          if (seen.reads === when) pair.close()
          return option === "timeout" ? 1 : undefined
        },
      })
      return seen
    }

    test(`${name}: a getter of options.${option} that closes the socket ends it`, async () => {
      using pair = new Pair()
      const operation = () => operate(pair, closing(pair, 1).options)
      const closed = { name: "ZmqError", code: "EBADF", message: "Socket is closed" }
      if (throwing.includes(name)) assert.throws(operation, closed)
      else await assert.rejects(operation() as Promise<unknown>, closed)
    })

    test(`${name} reads options.${option} once`, async () => {
      using pair = new Pair()
      const seen = closing(pair, 2)
      await (async () => operate(pair, seen.options))().catch((error) =>
        assert.ok(error instanceof TimeoutError, error),
      )
      assert.equal(seen.reads, 1)
    })
  }
}

test("a getter of the options that throws rejects", async () => {
  using pull = new Pull()
  const failure = new Error("thrown by the getter")
  const options = {
    get timeout(): number {
      throw failure
    },
  }
  await assert.rejects(pull.receive(options), failure)
  await assert.rejects(pull.receiveMany(options), failure)
  assert.throws(() => pull.receiveSync(options), failure)
})
