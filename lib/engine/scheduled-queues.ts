// What the scheduler needs of the queues of a socket: of its SendQueue and its ReceiveQueue.

/** The operations that wait in a queue: the sends of a socket, or its receives. */
interface ScheduledQueue {
  /** How many operations wait. */
  readonly waiting: number
  /** How many of them have a time-out. */
  readonly timed: number
  /** Whether the waiting operations are out of turn. */
  readonly outOfTurn: boolean
  endOutOfTurn(): void
}

/** The sends that wait. */
export interface ScheduledSends extends ScheduledQueue {
  /** Sends until libzmq would block. Returns whether it accepted any message. */
  flush(): boolean
}

/** The receives that wait. */
export interface ScheduledReceives extends ScheduledQueue {
  /** Whether the next receive finds a prefetched message, or a deferred failure. */
  readonly ready: boolean
  /** Delivers messages to waiting receives. Returns whether it settled any receive. */
  serve(): boolean
}

/** Returns whether a queue's waiting operations keep the process alive. */
export function keepsProcessAlive({ waiting, outOfTurn, timed }: ScheduledQueue): boolean {
  return outOfTurn ? timed > 0 : waiting > 0
}
