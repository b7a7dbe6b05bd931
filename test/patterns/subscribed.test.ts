// How an XPublisher knows that a subscriber has subscribed. docs/how-to/durable-subscribers.md and the doc comments say so.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { Subscriber, XPublisher } from "#lib/index"
import { freshAddress, transports } from "../support/endpoints"
import { repository } from "../support/repository"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

const guide = readFileSync(join(repository, "docs/how-to/durable-subscribers.md"), "utf8")
const example = /```ts\n([^`]*XPublisher[^`]*)```/.exec(guide)?.[1] ?? ""

for (const transport of transports) {
  test(`what the guide shows: the message after the subscription arrives, ${transport}`, async () => {
    assert.ok(example.includes("127.0.0.1:5556"))
    const program = example
      .replace('"tcp://127.0.0.1:5556"', "address")
      .replace("const publisher = new", "publisher = new")
    // The compiler that tests run through does not see it; it has no types.
    const AsyncFunction = (async () => undefined).constructor as new (
      ...text: string[]
    ) => (...given: unknown[]) => unknown
    const run = new AsyncFunction(
      "XPublisher",
      "address",
      "found",
      `let publisher; ${program}`.replace("await publisher.bind(address)", "$&; found(publisher)"),
    )
    let publisher: XPublisher | undefined
    const subscriber = new Subscriber()
    subscriber.subscribe("topic")
    const running = run(XPublisher, freshAddress(transport), (bound: XPublisher) => {
      publisher = bound
      subscriber.connect(bound.lastEndpoint!)
    })
    assert.deepEqual(text(await subscriber.receive(timeLimit)), ["topic", "arrives"])
    await running
    publisher?.close()
    subscriber.close()
  })
}

test("with verbosity, every subscriber's subscription is received; without, the first to a prefix", async () => {
  for (const verbosity of ["allSubs", null] as const) {
    using publisher = new XPublisher({ verbosity })
    await publisher.bind("tcp://127.0.0.1:*")
    using one = new Subscriber()
    using other = new Subscriber()
    one.subscribe("topic")
    one.connect(publisher.lastEndpoint!)
    assert.deepEqual(text(await publisher.receive(timeLimit)), ["\x01topic"])
    other.subscribe("topic", "another")
    other.connect(publisher.lastEndpoint!)
    const next = [await publisher.receive(timeLimit)]
    if (verbosity !== null) next.push(await publisher.receive(timeLimit))
    const received = next.map(([subscription]) => String(subscription)).sort()
    assert.deepEqual(received, verbosity === null ? ["\x01another"] : ["\x01another", "\x01topic"])
  }
})
