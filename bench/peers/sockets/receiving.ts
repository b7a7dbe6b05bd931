import type { Style } from "../../protocol"
import type { Check } from "../messages"
import type { Span } from "../span"
import type { Receiver } from "./library"

/** Receives `count` messages that count, and no more. */
export type Receive = (socket: Receiver, count: number, check: Check) => Promise<Span>

/** The loop that receives in each style. */
export const receiving: Record<Style, Receive> = {
  each: receiveEach,
  iterate: receiveIterating,
  batch: receiveBatches,
  transfer: receiveEach,
  sync: receiveSync,
}

const batchSize = 500

async function receiveEach(socket: Receiver, count: number, check: Check): Promise<Span> {
  while (!check(await socket.receive()));
  const first = performance.now()
  for (let received = 1; received < count; ) {
    if (check(await socket.receive())) received++
  }
  return { first, last: performance.now() }
}

async function receiveIterating(socket: Receiver, count: number, check: Check): Promise<Span> {
  let first = 0
  let received = 0
  for await (const message of socket) {
    if (!check(message)) continue
    if (++received === 1) first = performance.now()
    if (received === count) return { first, last: performance.now() }
  }
  throw new Error(`The socket was closed after ${received} messages`)
}

async function receiveBatches(socket: Receiver, count: number, check: Check): Promise<Span> {
  const whole = { max: batchSize }
  let first = 0
  for (let left = count; left > 0; ) {
    const batch = await socket.receiveMany!(left < batchSize ? { max: left } : whole)
    for (const message of batch) {
      if (check(message)) left--
    }
    if (first === 0 && left < count) first = performance.now()
  }
  return { first, last: performance.now() }
}

async function receiveSync(socket: Receiver, count: number, check: Check): Promise<Span> {
  while (!check(socket.receiveSync!()));
  const first = performance.now()
  for (let received = 1; received < count; ) {
    if (check(socket.receiveSync!())) received++
  }
  return { first, last: performance.now() }
}
