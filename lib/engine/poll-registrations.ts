/** A poller that waits for a socket, as the socket knows it. */
export interface Waker {
  /** The socket may be ready: look. */
  wake(): void
  /** The same, when the event loop has turned. */
  wakeNextTurn(): void
}

/** The pollers that wait for one socket, beside its sends and receives. */
export class PollRegistrations {
  /** What they wait for together: ZMQ_POLLIN, ZMQ_POLLOUT. */
  interest = 0

  readonly #pollers = new Map<Waker, number>()

  /** Lets a poller wait; or wait for something else than before, for nothing too: that the socket is closed is told anyway. */
  join(poller: Waker, interest: number): void {
    this.#pollers.set(poller, interest)
    this.#update()
  }

  leave(poller: Waker): void {
    this.#pollers.delete(poller)
    this.#update()
  }

  wake(): void {
    for (const poller of [...this.#pollers.keys()]) poller.wake()
  }

  /** The socket was closed, maybe in the middle of anything. */
  close(): void {
    for (const poller of this.#pollers.keys()) poller.wakeNextTurn()
    this.#pollers.clear()
    this.#update()
  }

  #update(): void {
    this.interest = 0
    for (const interest of this.#pollers.values()) this.interest |= interest
  }
}
