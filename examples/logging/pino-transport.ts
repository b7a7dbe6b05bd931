// A transport of pino: publishes each line of a log on a PUB socket. The topic is the level and the name of the logger,
// "error.billing", so that a reader subscribes by level. The second part is the line, which is JSON.
import build from "pino-abstract-transport"
import { XPublisher } from "zmq-napi"
import { levelOf } from "./levels"

export interface TransportOptions {
  /** Where a collector listens, to which many services connect. */
  connect?: string
  /** Or where this service listens, to which readers connect. */
  bind?: string
  /** For how long the first lines wait until somebody subscribes, in milliseconds. Default 1000. */
  firstReaderTimeout?: number
  /** How many lines wait for a reader that is slow; further ones are dropped for it. Default 1000. */
  sendHighWaterMark?: number
  /** For how long the end of the service may wait until the last lines are transmitted, in milliseconds. Default 1000. */
  linger?: number
}

interface Entry {
  level?: unknown
  name?: unknown
}

/** Called by pino, in a worker thread. */
export default async function transport(options: TransportOptions) {
  const { connect, bind, firstReaderTimeout = 1000, sendHighWaterMark = 1000, linger = 1000 } = options
  // As a Publisher, but it also receives the subscriptions.
  const publisher = new XPublisher({ sendHighWaterMark, linger })
  if (connect !== undefined) publisher.connect(connect)
  if (bind !== undefined) await publisher.bind(bind)
  // Without a subscriber, what is published is dropped. Until this returns, pino keeps the lines.
  await publisher.receive({ timeout: firstReaderTimeout }).catch(() => {})
  void ignoreSubscriptions(publisher)

  return build(
    async (source) => {
      for await (const entry of source) {
        const { level, name } = entry as Entry
        await publisher.send([`${levelOf(level)}.${name ?? ""}`, JSON.stringify(entry)])
      }
    },
    { close: async () => publisher.close() },
  )
}

async function ignoreSubscriptions(publisher: XPublisher): Promise<void> {
  for await (const _ of publisher);
}
