import { ZmqError } from "zmq-napi"

/**
 * Calls the function again and again, until the end of the block that has it by `using`. If something cannot be sent this
 * time, the next time counts.
 */
export function every(milliseconds: number, call: () => Promise<void>): Disposable {
  const timer = setInterval(() => {
    call().catch((error) => {
      if (!(error instanceof ZmqError)) throw error
    })
  }, milliseconds)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
