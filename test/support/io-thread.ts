import { type Context, Pair } from "#lib/index"
import { bindFresh } from "./endpoints"
import { timeLimit } from "./waiting"

/** Waits until the I/O thread of a context has seen what happened on the network before. */
export async function untilIoThreadCaughtUp(context: Context): Promise<void> {
  using one = new Pair({ context })
  using other = new Pair({ context })
  other.connect(await bindFresh(one))
  await other.send("there")
  await one.receive(timeLimit)
  await one.send("and back")
  await other.receive(timeLimit)
}
