import type { Command } from "commander"
import type { Format } from "../formats"
import { limited, paced } from "../input/flow"
import { type Batches, messagesOfInput, messagesOfOptions } from "../input/input"
import { UsageError } from "../session/errors"
import type { Session } from "../session/session"
import { positive, several } from "./values"

/** The messages that a command sends. */
export interface MessageOptions {
  message: string[]
  repeat?: boolean
  rate?: number
}

export function addMessageOptions(command: Command): Command {
  return command
    .option("-m, --message <message>", "a message to send, instead of the standard input; repeatable", several, [])
    .option("--repeat", "send the messages of --message again and again")
    .option("--rate <n>", "send at most so many messages a second", positive)
}

/** The messages to send: of the command line, or else of the standard input; the first `count`, at their rate. */
export function messagesToSend(
  session: Session,
  { message, repeat = false, rate }: MessageOptions,
  format: Format,
  count?: number,
): Batches {
  if (repeat && message.length === 0) throw new UsageError("--repeat needs --message")
  const all = message.length > 0 ? messagesOfOptions(format, message, repeat) : messagesOfInput(format, session.signal)
  return paced(limited(all, count), rate, session.signal)
}
