import type { OperationOptions, Request } from "zmq-napi"
import { formatsOf } from "../options/format"
import { messagesToSend } from "../options/messages"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { waitOptions, writeMessages } from "../sockets/exchange"
import { openSocket } from "../sockets/open"
import { type SocketCommandOptions, socketCommand } from "./socket-command"

export const req = socketCommand({
  name: "req",
  summary: "send requests and show the replies (REQ)",
  description:
    "Sends each line of the standard input as a request, and writes the reply on a line of the standard output, before it " +
    "sends the next. Without --timeout it waits for ever. A request without a reply is dropped at the end.",
  reads: true,
  writes: true,
  counted: "end after so many requests",
  examples: [
    ["one request", "zmq-napi req --connect tcp://localhost:5555 --timeout 2s -m hello"],
    ["a conversation: type a line, read the answer", "zmq-napi req --connect tcp://localhost:5555"],
  ],
}).action(
  action(async (session: Session, options: SocketCommandOptions) => {
    const { socket, peers } = await openSocket(session, "Request", options)
    const { timeout, count } = options
    if (options.peers !== undefined) await peers.atLeast(options.peers, timeout, session.signal)
    const { input, output } = formatsOf(options, session)
    const waiting = waitOptions(session, timeout)
    for await (const batch of messagesToSend(session, options, input, count)) {
      for (const request of batch) {
        await socket.send(request, waiting)
        await writeMessages(session, output, [await replyTo(socket, waiting)])
      }
    }
  }),
)

/** If no reply comes, nobody waits for it any more: a request that has not left is dropped. */
async function replyTo(socket: Request, waiting: OperationOptions): Promise<Buffer[]> {
  try {
    return await socket.receive(waiting)
  } catch (error) {
    socket.linger = 0
    throw error
  }
}
