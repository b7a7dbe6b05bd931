import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { setImmediate } from "node:timers/promises"
import { type Publisher, Subscriber, TimeoutError, type XPublisher } from "#lib/index"
import { text } from "./text"
import { timeLimit } from "./waiting"

/**
 * Waits until the subscriptions that the subscriber has asked for, one of which begins `hello`, are at the publisher:
 * sends hellos until the first has come through. Drops everything that was published before it returns.
 * Not for small high-water marks, at which hellos are dropped.
 */
export async function untilSubscribed(publisher: Publisher, subscriber: Subscriber, hello = "hello"): Promise<void> {
  let waiting = true
  const first = subscriber.receive(timeLimit).finally(() => {
    waiting = false
  })
  while (waiting) {
    await publisher.send([hello, "again"])
    await setImmediate()
  }
  await first
  // Hellos may have filled the queues, so that the publisher drops a mark. A later one arrives.
  for (let mark = randomUUID(); ; mark = randomUUID()) {
    await publisher.send([hello, mark])
    if (await arrives(mark, async (options) => (await subscriber.receive(options))[1]?.toString())) return
  }
}

/** Receives texts up to the mark; false if no more come, for the queues were full and the mark was dropped. */
export async function arrives(
  mark: string,
  receive: (options: { timeout: number }) => Promise<string | undefined>,
): Promise<boolean> {
  try {
    while ((await receive({ timeout: 200 })) !== mark);
    return true
  } catch (error) {
    assert.ok(error instanceof TimeoutError)
    return false
  }
}

/** Waits for a subscription to `topic`, or its end, and proves that it is the next message. */
export async function receiveSubscription(publisher: XPublisher, topic: string, on = true): Promise<void> {
  assert.deepEqual(text(await publisher.receive(timeLimit)), [`${on ? "\x01" : "\x00"}${topic}`])
}

/** So many sockets that are connected to the address, and subscribed to everything. */
export function subscribersOf(address: string, count: number): Subscriber[] {
  return Array.from({ length: count }, () => {
    const subscriber = new Subscriber()
    subscriber.connect(address)
    subscriber.subscribe()
    return subscriber
  })
}
