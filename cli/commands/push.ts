import { formatsOf } from "../options/format"
import { messagesToSend } from "../options/messages"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { sendAll, waitOptions } from "../sockets/exchange"
import { openSocket } from "../sockets/open"
import { type SocketCommandOptions, socketCommand } from "./socket-command"

export const push = socketCommand({
  name: "push",
  summary: "send messages to workers in turn (PUSH)",
  description:
    "Sends each line of the standard input to one of the connected PULL sockets, in turn. Waits while none has room.",
  reads: true,
  writes: false,
  counted: "end after so many messages",
  examples: [
    ["the numbers from 1 to 1000, to whoever pulls", "seq 1000 | zmq-napi push --bind 'tcp://*:5557'"],
    ["a file as one message", "zmq-napi push --connect tcp://localhost:5558 --format raw < picture.png"],
  ],
}).action(
  action(async (session: Session, options: SocketCommandOptions) => {
    const { socket, peers } = await openSocket(session, "Push", options)
    const { timeout, count } = options
    if (options.peers !== undefined) await peers.atLeast(options.peers, timeout, session.signal)
    const messages = messagesToSend(session, options, formatsOf(options, session).input, count)
    await sendAll(socket, messages, waitOptions(session, timeout))
  }),
)
