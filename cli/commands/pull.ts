import { formatsOf } from "../options/format"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { receiveAll, waitOptions } from "../sockets/exchange"
import { openSocket } from "../sockets/open"
import { type SocketCommandOptions, socketCommand } from "./socket-command"

export const pull = socketCommand({
  name: "pull",
  summary: "receive messages from producers (PULL)",
  description: "Writes each message that PUSH sockets send on a line of the standard output.",
  reads: false,
  writes: true,
  counted: "end after so many messages",
  examples: [
    ["what comes, until Ctrl-C", "zmq-napi pull --connect tcp://localhost:5557"],
    [
      "one message, byte by byte, into a file",
      "zmq-napi pull --bind 'tcp://*:5558' --format raw --count 1 > picture.png",
    ],
  ],
}).action(
  action(async (session: Session, options: SocketCommandOptions) => {
    const { socket } = await openSocket(session, "Pull", options)
    const { output } = formatsOf(options, session)
    await receiveAll(session, socket, output, waitOptions(session, options.timeout), { count: options.count })
  }),
)
