import { ReceiveTarget } from "../engine/receive-target.js"
import { invalidArgumentType } from "../errors/errors.js"
import { namesOf } from "../options/known-names.js"
import {
  type Blocking,
  type Enveloped,
  type ReceiveValueOptions,
  type WithEnvelope,
  type WithoutEnvelope,
  wantsEnvelope,
} from "./envelope.js"
import { handleOf, type Socket } from "./socket.js"

/** How a socket receives into memory of the program. */
export interface ReadableIntoMemory {
  /**
   * Receives a message of one part into `memory`, and resolves with its size in bytes: for large messages, whose memory
   * the program uses again and again. Bytes of `memory` behind the message stay as they are. With `envelope`, receives a
   * message of several parts, of which the last goes into `memory`, and resolves with its size and the parts before it.
   *
   * Rejects as `receive` does, and with a `MessageFormatError`, which has the whole message, if the part is longer than
   * `memory`, or if the message has several parts and `envelope` is not set; `memory` is then unchanged. A Router's
   * messages always begin with a routing id: without `envelope`, a Router rejects with a TypeError and receives nothing.
   *
   * Do not use `memory` until the promise is settled. If `memory` is detached or shrunk meanwhile, this rejects with a
   * TypeError, and the message is left for the next receive.
   *
   * @see zmq_recv(3)
   */
  receiveInto(
    memory: ArrayBufferView | ArrayBufferLike,
    options: WithEnvelope<ReceiveValueOptions>,
  ): Promise<Enveloped<number>>
  receiveInto(
    memory: ArrayBufferView | ArrayBufferLike,
    options?: WithoutEnvelope<ReceiveValueOptions>,
  ): Promise<number>
  /** As {@link receiveInto}, but blocks as `receiveSync` does. */
  receiveIntoSync(
    memory: ArrayBufferView | ArrayBufferLike,
    options: WithEnvelope<Blocking<ReceiveValueOptions>>,
  ): Enveloped<number>
  receiveIntoSync(
    memory: ArrayBufferView | ArrayBufferLike,
    options?: WithoutEnvelope<Blocking<ReceiveValueOptions>>,
  ): number
}

const names = namesOf<ReceiveValueOptions>("options of receiveInto", { timeout: true, signal: true, envelope: true })
const syncNames = namesOf<Blocking<ReceiveValueOptions>>("options of an operation that blocks", {
  timeout: true,
  envelope: true,
})

function targetOf(
  socket: Socket,
  memory: ArrayBufferView | ArrayBufferLike,
  options: ReceiveValueOptions | undefined,
  allowed: typeof names,
): ReceiveTarget {
  if (options === undefined) return new ReceiveTarget(memory, wantsEnvelope(socket, {}))
  if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
  allowed.check(options)
  return new ReceiveTarget(memory, wantsEnvelope(socket, options))
}

function resultOf(target: ReceiveTarget): number | Enveloped<number> {
  const value = target.size
  return target.envelope ? { value, envelope: target.parts } : value
}

/** The methods of {@link ReadableIntoMemory}. */
export const readableIntoMemory = {
  async receiveInto(this: Socket, memory: ArrayBufferView | ArrayBufferLike, options?: ReceiveValueOptions) {
    const target = targetOf(this, memory, options, names)
    return resultOf(await this[handleOf].receiveQueue.receiveInto(target, options, null))
  },

  receiveIntoSync(this: Socket, memory: ArrayBufferView | ArrayBufferLike, options?: Blocking<ReceiveValueOptions>) {
    const target = targetOf(this, memory, options, syncNames)
    this[handleOf].receiveQueue.receiveIntoSync(target, options, null)
    return resultOf(target)
  },
}
