import type { Span } from "../span"

type Listener = (message: Buffer[]) => void

/** Messages come as events, whether or not anybody asked for them: those that come between runs are kept for the next. */
export class Inbox {
  #listener: Listener | undefined
  #early: Buffer[][] = []

  constructor(socket: { on(event: "message", listener: (...message: Buffer[]) => void): unknown }) {
    socket.on("message", (...message) => {
      if (this.#listener === undefined) {
        this.#early.push(message)
      } else {
        this.#listener(message)
      }
    })
  }

  /** Takes messages until `take` has said `count` times that one counts. */
  receive(count: number, take: (message: Buffer[]) => boolean): Promise<Span> {
    return new Promise((resolve, reject) => {
      const span: Span = { first: 0, last: 0 }
      let received = 0
      this.#listen((message) => {
        try {
          if (!take(message)) return
        } catch (error) {
          this.#listener = undefined
          reject(error)
          return
        }
        received += 1
        if (received === 1) span.first = performance.now()
        if (received < count) return
        span.last = performance.now()
        this.#listener = undefined
        resolve(span)
      })
    })
  }

  #listen(listener: Listener): void {
    this.#listener = listener
    const early = this.#early
    this.#early = []
    for (const message of early) {
      // What one run leaves is the next one's.
      if (this.#listener === undefined) {
        this.#early.push(message)
      } else {
        listener(message)
      }
    }
  }
}
