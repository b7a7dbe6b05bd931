import { ErrorMaker, WaitingOperation } from "../engine/waiting-operation.js"
import type { PollEvents } from "./items.js"

/** A poll that waits until its poller settles it. When its time-out is over, it resolves with an empty map. */
export class WaitingPoll<T> extends WaitingOperation<ReadonlyMap<T, PollEvents>> {
  /** How long to wait, in milliseconds; -1 for ever. */
  readonly timeout: number

  constructor(timeout: number) {
    super()
    this.timeout = timeout
  }

  /** `error` makes the error, where the caller awaits the poll. */
  fail(error: () => unknown): void {
    this.settle(new ErrorMaker(error))
  }

  protected override timedOut(): ReadonlyMap<T, PollEvents> {
    return new Map()
  }
}
