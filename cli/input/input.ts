import type { Format, Part } from "../formats"
import { notice } from "../output/terminal"
import { linesOf } from "./lines"

/** Messages, as many at a time as there are. */
export type Batches = AsyncIterable<Part[][]>

/** The messages of the standard input. */
export async function* messagesOfInput(format: Format, signal: AbortSignal): AsyncGenerator<Part[][]> {
  if (process.stdin.isTTY) notice("Type a message on each line. Ctrl-D ends the input, Ctrl-C the command.")
  const chunks = bytesOfInput(signal)
  if (format.whole) {
    const pieces: Buffer[] = []
    for await (const chunk of chunks) pieces.push(chunk)
    yield [await format.read(Buffer.concat(pieces))]
    return
  }
  let number = 0
  for await (const lines of linesOf(chunks)) {
    const batch: Part[][] = []
    try {
      for (const line of lines) {
        number += 1
        batch.push(await messageOf(format, line, `Line ${number} of the input`))
      }
    } catch (error) {
      // The lines before it are sent, as they would have been if they had come earlier.
      yield batch
      throw error
    }
    yield batch
  }
}

/** The messages of `--message`, once or again and again. */
export async function* messagesOfOptions(format: Format, texts: readonly string[], repeat: boolean) {
  const messages: Part[][] = []
  for (const text of texts)
    messages.push(await messageOf(format, Buffer.from(text), `The message ${JSON.stringify(text)}`))
  do {
    yield messages
  } while (repeat)
}

async function messageOf(format: Format, line: Buffer, what: string): Promise<Part[]> {
  try {
    return await format.read(line)
  } catch (error) {
    throw new Error(`${what} cannot be sent: ${(error as Error).message}`)
  }
}

async function* bytesOfInput(signal: AbortSignal): AsyncGenerator<Buffer> {
  const { stdin } = process
  const stop = () => stdin.destroy()
  signal.addEventListener("abort", stop)
  try {
    signal.throwIfAborted()
    for await (const chunk of stdin) yield chunk as Buffer
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener("abort", stop)
  }
  signal.throwIfAborted()
}
