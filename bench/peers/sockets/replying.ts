import type { Style } from "../../protocol"
import type { Span } from "../span"
import type { Receiver, Sender } from "./library"

/** Sends `count` messages back to where they came from: a Reply's, or a Router's with their routing ids. */
export type Replies = (socket: Sender & Receiver, count: number) => Promise<Span>

/** The loop that does so in this style. */
export function replying(style: Style): Replies {
  if (style === "sync") return replySync
  return style === "iterate" ? replyIterating : replyEach
}

async function replyEach(socket: Sender & Receiver, count: number): Promise<Span> {
  let first = 0
  let last = 0
  for (let received = 0; received < count; received++) {
    const message = await socket.receive()
    if (received === 0) first = performance.now()
    if (received === count - 1) last = performance.now()
    await socket.send(message)
  }
  return { first, last }
}

async function replyIterating(socket: Sender & Receiver, count: number): Promise<Span> {
  let first = 0
  let received = 0
  for await (const message of socket) {
    if (++received === 1) first = performance.now()
    const last = received === count ? performance.now() : 0
    await socket.send(message)
    if (received === count) return { first, last }
  }
  throw new Error(`The socket was closed after ${received} messages`)
}

async function replySync(socket: Sender & Receiver, count: number): Promise<Span> {
  let first = 0
  let last = 0
  for (let received = 0; received < count; received++) {
    const message = socket.receiveSync!()
    if (received === 0) first = performance.now()
    if (received === count - 1) last = performance.now()
    socket.sendSync!(message)
  }
  return { first, last }
}
