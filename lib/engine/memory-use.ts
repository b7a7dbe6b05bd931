import { binding } from "../addon/binding.js"
import { TimeoutError } from "../errors/errors.js"
import { ensureReactor } from "../event-loop/reactor.js"
import { checkBytes } from "../message/message.js"
import { namesOf } from "../options/known-names.js"
import { type OperationOptions, ParsedOptions } from "./operation.js"
import { ErrorMaker, WaitingOperation } from "./waiting-operation.js"

const names = namesOf<OperationOptions>("options of whenFree", { timeout: true, signal: true })

/** A wait until no message uses some memory. */
class WaitForMemory extends WaitingOperation<void> {
  /** To be called when no message uses the memory. The wait may have ended meanwhile. */
  free(): void {
    if (!this.isSettled) this.succeed()
  }

  protected override timedOut(timeout: number): ErrorMaker {
    return new ErrorMaker(() => new TimeoutError("zmq_msg_init_data", timeout))
  }
}

/**
 * Whether no message of this process uses the memory of `memory`, so that it may be written to: see the option `copy` of
 * a send. A message uses the memory until the operating system has its bytes, or until it is dropped. True also for
 * memory that is always copied.
 *
 * @param memory A view or an ArrayBuffer; of a view, all of its ArrayBuffer counts.
 * @throws TypeError for anything else, and for memory that is detached.
 */
export function isFree(memory: ArrayBufferView | ArrayBufferLike): boolean {
  return !binding.memoryInUse(arrayBufferOf(memory))
}

/**
 * Resolves when {@link isFree}. While it waits, it keeps the process alive. Messages that nobody receives use the memory
 * until their linger is over or their socket drops them: a `timeout` or `signal` ends the wait, and changes nothing about
 * the messages. The `timeout` is in milliseconds, by default -1, which means for ever.
 *
 * Rejects with a `TimeoutError` (code `EAGAIN`), or with the reason of the signal.
 *
 * @param memory A view or an ArrayBuffer; of a view, all of its ArrayBuffer counts.
 * @throws TypeError for anything else, and for memory that is detached.
 */
export async function whenFree(memory: ArrayBufferView | ArrayBufferLike, options?: OperationOptions): Promise<void> {
  const arrayBuffer = arrayBufferOf(memory)
  const { timeout = -1, signal, error } = new ParsedOptions(options, names)
  if (error !== undefined) throw error
  if (!binding.memoryInUse(arrayBuffer)) return
  if (timeout === 0) throw new TimeoutError("zmq_msg_init_data", 0)
  ensureReactor()
  const waiter = new WaitForMemory()
  const notice = binding.whenFree(arrayBuffer, () => waiter.free())
  if (notice !== undefined) await waiter.wait(timeout, signal, () => binding.cancelWhenFree(...notice))
}

function arrayBufferOf(memory: unknown): ArrayBuffer {
  checkBytes("memory", memory)
  return (ArrayBuffer.isView(memory) ? memory.buffer : memory) as ArrayBuffer
}
