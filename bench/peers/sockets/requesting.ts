import type { PeerSpec } from "../../protocol"
import { type Check, preparedMessage } from "../messages"
import type { Span } from "../span"
import type { Message, Receiver, Sender } from "./library"

/** Makes round trips, one after another, until all samples are taken, in microseconds. */
export type RoundTrips = (socket: Sender & Receiver, samples: Float64Array, check: Check) => Promise<Span>

/** The loop that sends requests and receives their replies in this style. */
export function requesting(spec: PeerSpec): RoundTrips {
  const message = preparedMessage(spec)
  if (spec.style === "sync") return async (...rest) => requestSync(message, ...rest)
  const requests = spec.style === "iterate" ? requestIterating : requestEach
  return (...rest) => requests(message, ...rest)
}

async function requestEach(
  message: Message,
  socket: Sender & Receiver,
  samples: Float64Array,
  check: Check,
): Promise<Span> {
  let first = 0
  let last = 0
  for (let index = 0; index < samples.length; index++) {
    const start = performance.now()
    await socket.send(message)
    check(await socket.receive())
    last = performance.now()
    samples[index] = (last - start) * 1000
    if (index === 0) first = last
  }
  return { first, last }
}

async function requestIterating(
  message: Message,
  socket: Sender & Receiver,
  samples: Float64Array,
  check: Check,
): Promise<Span> {
  let first = 0
  let index = 0
  let start = performance.now()
  await socket.send(message)
  for await (const reply of socket) {
    check(reply)
    const last = performance.now()
    samples[index] = (last - start) * 1000
    if (index === 0) first = last
    if (++index === samples.length) return { first, last }
    start = performance.now()
    await socket.send(message)
  }
  throw new Error(`The socket was closed after ${index} replies`)
}

function requestSync(message: Message, socket: Sender & Receiver, samples: Float64Array, check: Check): Span {
  let first = 0
  let last = 0
  for (let index = 0; index < samples.length; index++) {
    const start = performance.now()
    socket.sendSync!(message)
    check(socket.receiveSync!())
    last = performance.now()
    samples[index] = (last - start) * 1000
    if (index === 0) first = last
  }
  return { first, last }
}
