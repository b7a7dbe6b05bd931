// Sockets as streams of Node and of the Web: the lines of a file are pushed over tcp by a Writable, pulled as a
// ReadableStream, changed, and printed. The file is read no faster than its lines are printed.
//
//   npm run example -- streams [file [endpoint]]                        by default this file, and tcp://127.0.0.1:*
import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"
import { Readable, Writable } from "node:stream"
import { pipeline as pipelineAsync } from "node:stream/promises"
import { ReadableStream, TransformStream, WritableStream } from "node:stream/web"
import { type MessageLike, Pull, Push, type WritableSocket } from "zmq-napi"

type Sendable = MessageLike | MessageLike[]

/** A Writable of Node: each write is a message. Several that wait are sent in one call. `end()` closes the socket. */
export function writableTo(socket: WritableSocket & { close(): void }): Writable {
  return new Writable({
    objectMode: true,
    write(message: Sendable, _encoding, done) {
      socket.send(message).then(() => done(), done)
    },
    writev(chunks, done) {
      socket.sendMany(chunks.map(({ chunk }) => chunk as Sendable)).then(() => done(), done)
    },
    final(done) {
      socket.close()
      done()
    },
    destroy(error, done) {
      socket.close()
      done(error)
    },
  })
}

/** A WritableStream of the Web. */
export function webWritableTo(socket: WritableSocket & { close(): void }): WritableStream<Sendable> {
  return new WritableStream({
    write: (message) => socket.send(message),
    close: () => socket.close(),
    abort: () => socket.close(),
  })
}

async function main(file = __filename, endpoint = "tcp://127.0.0.1:*"): Promise<void> {
  using pull = new Pull({ receiveHighWaterMark: 10 })
  await pull.bind(endpoint)
  const push = new Push({ sendHighWaterMark: 10 })
  push.connect(pull.lastEndpoint!)

  let sent = 0
  async function* lines() {
    for await (const line of createInterface(createReadStream(file))) {
      sent++
      yield line
    }
    // An empty message after the last line.
    yield ""
  }
  const sending = pipelineAsync(Readable.from(lines()), writableTo(push))

  let received = 0
  const toText = new TransformStream<Buffer[], string>({
    transform([line], controller) {
      if (line!.length === 0) return controller.terminate()
      controller.enqueue(String(line))
    },
  })
  for await (const line of ReadableStream.from(pull).pipeThrough(toText)) console.log(`${++received}: ${line}`)
  await sending
  console.log(`Sent ${sent} lines, received ${received}`)
}

if (require.main === module) void main(...process.argv.slice(2))
