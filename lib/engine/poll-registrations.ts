/** A poller that waits for a socket. */
export interface WaitingPoller {
  /** The socket may be ready: the poller polls the events of its items again. */
  wake(): void
  /** Calls {@link wake} in the next iteration of the event loop. */
  wakeInNextIteration(): void
}

/** The pollers that wait for one socket. */
export class PollRegistrations {
  /** The union of the events that the pollers wait for: a mask of ZMQ_POLLIN and ZMQ_POLLOUT. */
  interest = 0

  readonly #pollers = new Map<WaitingPoller, number>()

  /**
   * Registers a poller, or changes the events that it waits for. Even if `interest` is 0, the poller is woken when the
   * socket is closed.
   */
  register(poller: WaitingPoller, interest: number): void {
    this.#pollers.set(poller, interest)
    this.#update()
  }

  unregister(poller: WaitingPoller): void {
    this.#pollers.delete(poller)
    this.#update()
  }

  wake(): void {
    for (const poller of [...this.#pollers.keys()]) poller.wake()
  }

  /**
   * To be called when the socket is closed. This can happen in the middle of any operation, so pollers are woken later.
   */
  close(): void {
    for (const poller of this.#pollers.keys()) poller.wakeInNextIteration()
    this.#pollers.clear()
    this.#update()
  }

  #update(): void {
    this.interest = 0
    for (const interest of this.#pollers.values()) this.interest |= interest
  }
}
