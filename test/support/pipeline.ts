import { type OperationOptions, Pull, type PullOptions, Push, type PushOptions, type Readable } from "#lib/index"
import { freshAddress } from "./endpoints"
import { timeLimit } from "./waiting"

/**
 * A Push and a Pull over inproc: a sent message can be received at once. The constructor leaves the Push unconnected
 * until `join()`, so that its sends wait; `Pipeline.joined()` connects it.
 */
export class Pipeline implements Disposable {
  readonly push: Push
  readonly pull: Pull
  readonly #address = freshAddress("inproc")

  constructor(pushOptions: PushOptions = {}, pullOptions: PullOptions = {}) {
    this.pull = new Pull(pullOptions)
    this.pull.bindSync(this.#address)
    this.push = new Push({ linger: 0, ...pushOptions })
  }

  static joined(pushOptions?: PushOptions, pullOptions?: PullOptions): Pipeline {
    return new Pipeline(pushOptions, pullOptions).join()
  }

  /** A pair that has room for `roomFor` messages in all until one is received. */
  static narrow(roomFor = 2): Pipeline {
    // A connection within the process has room for what both ends together ask for, and 0 would be no limit.
    return Pipeline.joined({ sendHighWaterMark: 1 }, { receiveHighWaterMark: roomFor - 1 })
  }

  join(): this {
    this.push.connect(this.#address)
    return this
  }

  [Symbol.dispose](): void {
    this.push.close()
    this.pull.close()
  }
}

/** Receives a message of one part, as text. */
export async function receiveText(socket: Readable, options: OperationOptions = timeLimit): Promise<string> {
  const parts = await socket.receive(options)
  if (parts.length !== 1) throw new Error(`A message of one part was expected, and has ${parts.length}`)
  return String(parts[0])
}

/** Receives `count` messages of one part, as text. */
export async function receiveTexts(socket: Readable, count: number): Promise<string[]> {
  const texts: string[] = []
  while (texts.length < count) texts.push(await receiveText(socket))
  return texts
}

/** The text of numbers from `first` on. */
export function numbers(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, index) => String(first + index))
}
