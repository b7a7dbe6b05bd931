import { type Context, Pair } from "#lib/index"
import { bindFresh } from "./endpoints"
import { soon } from "./waiting"

/** Waits until the I/O thread of a context has seen what happened on the network before. */
export async function seen(context: Context): Promise<void> {
  using one = new Pair({ context })
  using other = new Pair({ context })
  other.connect(await bindFresh(one))
  await other.send("there")
  await one.receive(soon)
  await one.send("and back")
  await other.receive(soon)
}
