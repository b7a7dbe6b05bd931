import type { Part, Peer } from "../peer"
import type { Library } from "./library"
import { pull, push } from "./push-pull"

const address = "inproc://peers"

/** Both sides on this thread, as two loops that take turns. */
export function thread(library: Library): Part {
  return {
    // Not `sync`: it would block the other side too.
    styles: ["each", "iterate", "batch", "transfer"],
    async open(spec): Promise<Peer> {
      const receiver = await pull(library).open({ ...spec, bind: address })
      const sender = await push(library).open({ ...spec, bind: undefined })
      sender.connect!(address)
      return {
        async run(count) {
          const [received] = await Promise.all([receiver.run!(count), sender.run!(count)])
          return received
        },
        async close() {
          await sender.close()
          await receiver.close()
        },
      }
    },
  }
}
