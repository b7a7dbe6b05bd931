import { once } from "node:events"
import type { TestContext } from "node:test"
import * as zmq from "#lib/v5-compat/index"
import { timeLimit } from "../support/waiting"

/** Opens sockets that are closed at the end of the test. */
export function opener(context: TestContext): typeof zmq.socket {
  return (type, options) => {
    const socket = zmq.socket(type, options)
    context.after(() => socket.close())
    return socket
  }
}

/** Binds to a fresh tcp endpoint, and returns it. */
export function bound(socket: zmq.Socket): string {
  return socket.bindSync("tcp://127.0.0.1:*").last_endpoint
}

/** The arguments of the next event. */
export async function next(socket: zmq.Socket, event: string): Promise<unknown[]> {
  return await once(socket, event, { signal: AbortSignal.timeout(timeLimit.timeout) })
}

/** The parts of the next message, as texts. */
export async function nextMessage(socket: zmq.Socket): Promise<string[]> {
  return (await next(socket, "message")).map(String)
}

/** The next messages, each with its parts as texts. */
export async function nextMessages(socket: zmq.Socket, count: number): Promise<string[][]> {
  const messages: string[][] = []
  const listener = (...parts: Buffer[]) => {
    messages.push(parts.map(String))
    if (messages.length === count) socket.emit("enough")
  }
  socket.on("message", listener)
  await next(socket, "enough")
  socket.off("message", listener)
  return messages
}
