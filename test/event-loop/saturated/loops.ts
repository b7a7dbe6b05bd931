import { Publisher, type Pull } from "#lib/index"
import { Pipeline } from "../../support/pipeline"

/** A loop that always has something to do: one round of it, and the end of what it uses. */
interface Loop {
  round(): Promise<unknown>
  close(): void
}

const several = Array<string>(1000).fill("again")
/** Far more than any loop receives in 10 ms, in batches or not. */
const fill = 1_000_000

/** Receives as `start` says, from a queue that is filled again whenever it is empty. */
function receiving(start: (pull: Pull) => () => Promise<unknown>): Loop {
  const pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  const { push, pull } = pipeline
  const receive = start(pull)
  return {
    async round() {
      if (!pull.readable) for (let count = 0; count < fill; count += several.length) await push.sendMany(several)
      await receive()
    },
    close: () => pipeline[Symbol.dispose](),
  }
}

/** Sends without a peer, which never waits and uses no memory. */
function sending(start: (publisher: Publisher) => () => Promise<unknown>): Loop {
  const publisher = new Publisher()
  return { round: start(publisher), close: () => publisher.close() }
}

export const loops: Record<string, () => Loop> = {
  receive: () => receiving((pull) => () => pull.receive()),
  "receive, with a time-out": () => receiving((pull) => () => pull.receive({ timeout: 1000 })),
  "for await": () =>
    receiving((pull) => {
      const iterator = pull[Symbol.asyncIterator]()
      return () => iterator.next()
    }),
  receiveMany: () => receiving((pull) => () => pull.receiveMany()),
  "receiveMany, one by one": () => receiving((pull) => () => pull.receiveMany({ max: 1 })),
  batches: () =>
    receiving((pull) => {
      const batches = pull.batches({ max: 100 })
      return () => batches.next()
    }),
  send: () => sending((publisher) => () => publisher.send("again")),
  "send, several parts": () => sending((publisher) => () => publisher.send(["again", "and more"])),
  "send, with a time-out": () => sending((publisher) => () => publisher.send("again", { timeout: 1000 })),
  sendMany: () => sending((publisher) => () => publisher.sendMany(several)),
  "sendMany, one by one": () => sending((publisher) => () => publisher.sendMany(["again"])),
  "send, with transfer": () => sending((publisher) => () => publisher.send(new Uint8Array(100), { transfer: true })),
}
