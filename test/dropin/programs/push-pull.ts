// Every kind of message, time-outs, the end of an iteration, and what can be read of a socket.
import { type MessageLike, Pull, Push, type Readable, type Socket, type Writable } from "zeromq"

async function drain(socket: Socket & Readable, count: number): Promise<string[][]> {
  const messages: string[][] = []
  for await (const parts of socket) {
    messages.push(parts.map((part) => part.toString("latin1")))
    if (messages.length === count) break
  }
  return messages
}

async function sendAll(socket: Writable, messages: (MessageLike | MessageLike[])[]): Promise<void> {
  for (const message of messages) await socket.send(message)
}

async function run(): Promise<void> {
  const push = new Push({ sendHighWaterMark: 10, sendTimeout: 5000 })
  const pull = new Pull({ receiveTimeout: 5000 })
  console.log(push.readable, push.writable, pull.readable, pull.writable)
  await pull.bind("tcp://127.0.0.1:*")
  push.connect(pull.lastEndpoint as string)

  const messages: (MessageLike | MessageLike[])[] = [
    "text",
    "Grüße",
    Buffer.from([1, 0, 255]),
    new Uint8Array([65, 66, 67]).subarray(1),
    new Uint16Array([0x4142]),
    new ArrayBuffer(1),
    12.5,
    null,
    ["a", null, 1, Buffer.from("b")],
  ]
  await sendAll(push, messages)
  for (const parts of await drain(pull, messages.length)) console.log(JSON.stringify(parts))
  console.log("after a break", pull.closed)

  const waiting = drain(pull, 5)
  setImmediate(() => pull.close())
  console.log("closed", (await waiting).length, pull.closed)

  const alone = new Push({ linger: 0 })
  alone.sendTimeout = 0
  await alone.send("x").catch((error) => console.log("no peer", error.code, error.errno, error instanceof Error))
  alone.sendTimeout = 20
  await alone.send("x").catch((error) => console.log("no peer", error.code))
  const silent = new Pull()
  silent.receiveTimeout = 0
  await silent.receive().catch((error) => console.log("silent", error.code, error.errno))
  silent.receiveTimeout = 20
  await silent.receive().catch((error) => console.log("silent", error.code))
  for (const socket of [push, alone, silent]) socket.close()
}

void run()
