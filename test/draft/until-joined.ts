import type { Dish, Radio } from "#lib/draft"
import { arrives } from "../support/subscriptions"
import { until } from "../support/waiting"

/**
 * Waits until the Radio knows that the Dish has joined this group, and receives all messages that this needs. Each has
 * one character, so that other Dishes of the group can ignore them.
 */
export async function untilJoined(radio: Radio, dish: Dish, group: string): Promise<void> {
  await until(async () => {
    await radio.send("?", { group })
    return dish.readable
  })
  // Those may have filled the queues, so that the Radio drops a mark. A later one arrives.
  for (let number = 0; ; number++) {
    const mark = String.fromCharCode(65 + (number % 26))
    await radio.send(mark, { group })
    if (await arrives(mark, async (options) => String((await dish.receive(options))[0]))) return
  }
}
