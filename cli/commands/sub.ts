import type { Command } from "commander"
import { formatsOf } from "../options/format"
import { several } from "../options/values"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { receiveAll, waitOptions } from "../sockets/exchange"
import { openSocket } from "../sockets/open"
import { type SocketCommandOptions, socketCommand } from "./socket-command"

interface SubOptions extends SocketCommandOptions {
  topic?: string[]
}

export const sub = socketCommand({
  name: "sub",
  summary: "receive published messages (SUB)",
  description: "Writes each message of the PUB sockets on a line of the standard output.",
  reads: false,
  writes: true,
  counted: "end after so many messages",
  own: (command: Command) =>
    command.option("--topic <prefix>", "only messages that begin so; repeatable (default: all)", several),
  examples: [
    ["everything, until Ctrl-C", "zmq-napi sub --connect tcp://localhost:5556"],
    [
      "one topic, for another program",
      "zmq-napi sub --connect tcp://localhost:5556 --topic time --format json | jq '.[1]'",
    ],
  ],
}).action(
  action(async (session: Session, options: SubOptions) => {
    const { socket } = await openSocket(session, "Subscriber", options, {
      prepare: (subscriber) => subscriber.subscribe(...(options.topic ?? [""])),
    })
    const { output } = formatsOf(options, session)
    await receiveAll(session, socket, output, waitOptions(session, options.timeout), { count: options.count })
  }),
)
