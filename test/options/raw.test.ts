import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, type ContextInit, Dealer, type DealerOptions, Publisher, Subscriber } from "#lib/index"

type Numbered = Record<string, (option: number, value?: unknown) => unknown>

/** What is there for classes that extend them. */
function open(owner: object): Numbered {
  return owner as Numbered
}

test("an option that has a name here is set as by its name, and the socket knows of it", async () => {
  class Impatient extends Dealer {
    constructor() {
      super()
      this.setInt32Option(27, 1)
    }
  }
  using dealer = new Impatient()
  assert.equal(dealer.receiveTimeout, 1)
  await assert.rejects(dealer.receive(), { name: "TimeoutError", timeout: 1 })
})

test("setters of a class that extends one of ours are used by its constructor, in the order of the options", () => {
  const seen: string[] = []
  class Own extends Dealer {
    override get sendHighWaterMark(): number {
      return this.getInt32Option(23) + 1
    }
    override set sendHighWaterMark(value: number) {
      seen.push(`high-water mark ${value}`)
      this.setInt32Option(23, value)
    }
    set inBatches(value: number) {
      seen.push(`batches ${value}`)
      this.setInt32Option(101, value)
    }
  }
  class Further extends Own {}
  for (const Type of [Own, Further]) {
    seen.length = 0
    using dealer = new Type({ inBatches: 4096, linger: 5, sendHighWaterMark: 456 } as DealerOptions)
    assert.deepEqual([dealer.sendHighWaterMark, dealer.inBatchSize, dealer.linger], [457, 4096, 5])
    assert.deepEqual(seen, ["batches 4096", "high-water mark 456"])
  }
  assert.throws(() => new Own({ outBatches: 1 } as DealerOptions), { code: "ERR_INVALID_ARG_VALUE" })

  class Threads extends Context {
    set threads(count: number) {
      this.setInt32Option(1, count)
    }
  }
  assert.equal(new Threads({ threads: 3 } as ContextInit).ioThreads, 3)
})

test("each type reads what was set", () => {
  using dealer = new Dealer()
  const numbered = open(dealer)
  const cases: [type: string, option: number, value: unknown][] = [
    ["Bool", 39, true],
    ["Int32", 17, 5],
    ["Uint32", 57, 8],
    ["Int64", 22, 100],
    ["Uint64", 4, 3],
    ["String", 5, "me"],
    ["String", 55, "domain"],
  ]
  for (const [type, option, value] of cases) {
    numbered[`set${type}Option`]!(option, value)
    assert.deepEqual(numbered[`get${type}Option`]!(option), value)
  }
  assert.equal(numbered.getStringOption!(32), null)
})

test("an option of another type than it has here goes to libzmq as it is", () => {
  using publisher = new Publisher()
  const numbered = open(publisher)
  // ZMQ_LINGER, ZMQ_IMMEDIATE, ZMQ_MECHANISM, ZMQ_LAST_ENDPOINT.
  numbered.setBoolOption!(17, true)
  assert.equal(publisher.linger, 1)
  numbered.setInt32Option!(39, 1)
  assert.equal(publisher.immediate, true)
  assert.equal(numbered.getInt32Option!(43), 0)
  assert.equal(numbered.getUint32Option!(17), 1)
  publisher.bindSync("inproc://numbered")
  assert.equal(numbered.getStringOption!(32), "inproc://numbered")
})

test("subscriptions by number are counted as others are", async () => {
  using subscriber = new Subscriber()
  open(subscriber).setStringOption!(6, "a")
  using publisher = new Publisher()
  assert.throws(() => open(publisher).setStringOption!(6, "a"), { name: "TypeError" })
  subscriber.unsubscribe("a")
})

test("values of a wrong type or out of range are refused, and options that do not exist are libzmq's EINVAL", () => {
  using dealer = new Dealer()
  const numbered = open(dealer)
  assert.throws(() => numbered.setInt32Option!(17, "1"), { code: "ERR_INVALID_ARG_TYPE" })
  assert.throws(() => numbered.setInt32Option!(9999, "1"), { code: "ERR_INVALID_ARG_TYPE", message: /^"value"/ })
  assert.throws(() => numbered.setBoolOption!(9999, 1), { code: "ERR_INVALID_ARG_TYPE" })
  assert.throws(() => numbered.setStringOption!(9999, 1), { code: "ERR_INVALID_ARG_TYPE" })
  assert.throws(() => numbered.setUint32Option!(9999, -1), { code: "ERR_OUT_OF_RANGE" })
  assert.throws(() => numbered.setInt64Option!(9999, 2 ** 60), { code: "ERR_OUT_OF_RANGE" })
  assert.throws(() => numbered.getInt32Option!("linger" as never), { code: "ERR_INVALID_ARG_TYPE" })
  for (const [type, value] of Object.entries({ Bool: true, Int32: 1, Uint32: 1, Int64: 1, Uint64: 1, String: "x" })) {
    assert.throws(() => numbered[`get${type}Option`]!(9999), { code: "EINVAL" }, type)
    assert.throws(() => numbered[`set${type}Option`]!(9999, value), { code: "EINVAL" }, type)
  }
})

test("a context's options by number", () => {
  const context = new Context()
  const numbered = open(context)
  numbered.setInt32Option!(1, 3)
  numbered.setBoolOption!(42, true)
  assert.deepEqual([context.ioThreads, context.ipv6], [3, true])
  assert.deepEqual([numbered.getInt32Option!(1), numbered.getBoolOption!(42)], [3, true])
  assert.equal(numbered.getBoolOption!(1), true)
  assert.equal(numbered.getInt32Option!(42), 1)
  assert.throws(() => numbered.setInt32Option!(9999, 1), { code: "EINVAL" })
  assert.throws(() => numbered.setBoolOption!(42, 1), { code: "ERR_INVALID_ARG_TYPE" })
})
