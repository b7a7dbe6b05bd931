import type { Dish, Radio } from "#lib/draft"
import { soon, until } from "../support/waiting"

/** Waits until the Radio knows that the Dish has joined this group, and reads what came more than once. */
export async function heard(radio: Radio, dish: Dish, group: string): Promise<void> {
  await until(async () => {
    await radio.send("?", { group })
    return dish.readable
  })
  await radio.send("!", { group })
  while (String((await dish.receive(soon))[0]) !== "!");
}
