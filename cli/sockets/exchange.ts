import type { OperationOptions } from "zmq-napi"
import type { Format, Part } from "../formats"
import type { Batches } from "../input/input"
import type { Session } from "../session/session"

/** A socket that sends, whatever its type. */
export interface Sender {
  send(message: Part[], options?: OperationOptions): Promise<void>
  sendMany(messages: Part[][], options?: OperationOptions): Promise<number>
}

/** A socket that receives, whatever its type. */
export interface Receiver {
  receive(options?: OperationOptions): Promise<Buffer[]>
  receiveMany(options?: OperationOptions & { max?: number }): Promise<Buffer[][]>
}

/** How long an operation may wait, and what else ends it. */
export function waitOptions(session: Session, timeout: number | undefined): OperationOptions {
  return { signal: session.signal, ...(timeout === undefined ? {} : { timeout }) }
}

/** Sends messages as fast as peers take them. */
export async function sendAll(socket: Sender, batches: Batches, options: OperationOptions): Promise<void> {
  for await (const batch of batches) if (batch.length > 0) await socket.sendMany(batch, options)
}

/** So many at a time: what waits to be written is bounded by them, and by the high-water mark. */
const largestBatch = 500

/** Writes messages as they come, until so many have come. `change` makes of a message what is written. */
export async function receiveAll(
  session: Session,
  socket: Receiver,
  format: Format,
  options: OperationOptions,
  { count = Number.POSITIVE_INFINITY, change }: { count?: number | undefined; change?: (parts: Buffer[]) => Buffer[] },
): Promise<void> {
  for (let left = count; left > 0; ) {
    const messages = await socket.receiveMany({ ...options, max: Math.min(left, largestBatch) })
    left -= messages.length
    await writeMessages(session, format, change === undefined ? messages : messages.map(change))
  }
}

export async function writeMessages(session: Session, format: Format, messages: readonly Buffer[][]): Promise<void> {
  const written: Uint8Array[] = []
  for (const message of messages) written.push(Buffer.from(await format.write(message)))
  await session.output.write(Buffer.concat(written))
}
