import type { Command } from "commander"
import type { Part } from "../formats"
import { formatsOf } from "../options/format"
import { messagesToSend } from "../options/messages"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { waitOptions, writeMessages } from "../sockets/exchange"
import { openSocket } from "../sockets/open"
import { type SocketCommandOptions, socketCommand } from "./socket-command"

interface RepOptions extends SocketCommandOptions {
  echo?: boolean
}

export const rep = socketCommand({
  name: "rep",
  summary: "show requests and send replies (REP)",
  description:
    "Writes each request on a line of the standard output, and answers it with the next line of the standard input. Ends " +
    "with its input.",
  reads: true,
  writes: true,
  counted: "end after so many replies",
  own: (command: Command) => command.option("--echo", "answer each request with itself"),
  examples: [
    ["a server to try a client with", "zmq-napi rep --bind 'tcp://*:5555' --echo"],
    ["always the same answer", "zmq-napi rep --bind 'tcp://*:5555' -m ok --repeat"],
  ],
}).action(
  action(async (session: Session, options: RepOptions) => {
    const { socket } = await openSocket(session, "Reply", options)
    const { input, output } = formatsOf(options, session)
    const { count = Number.POSITIVE_INFINITY, timeout } = options
    const ended = new AbortController()
    const signal = AbortSignal.any([session.signal, ended.signal])
    const replies = options.echo
      ? undefined
      : new Replies(messagesToSend(session, options, input), () => ended.abort(noMore))
    try {
      for (let answered = 0; answered < count; answered++) {
        const request = await socket.receive({ ...waitOptions(session, timeout), signal })
        await writeMessages(session, output, [request])
        const reply = replies === undefined ? request : await replies.next()
        if (reply === undefined) throw new Error("The input ended, and the last request is without a reply")
        await socket.send(reply, waitOptions(session, timeout))
      }
    } catch (error) {
      if (error !== noMore) throw error
    }
  }),
)

/** Ends the wait for a request that could not be answered. */
const noMore = new Error("The input has ended")

/** The replies one by one, each read from the input before it is needed. */
class Replies {
  readonly #messages: AsyncIterator<Part[]>
  readonly #ended: () => void
  #next: Promise<IteratorResult<Part[]>>

  /** `ended` is called when the last reply was taken, and there is no other. */
  constructor(batches: AsyncIterable<Part[][]>, ended: () => void) {
    this.#messages = each(batches)
    this.#ended = ended
    this.#next = this.#read()
  }

  async next(): Promise<Part[] | undefined> {
    const { done, value } = await this.#next
    if (done) return undefined
    this.#next = this.#read()
    return value
  }

  #read(): Promise<IteratorResult<Part[]>> {
    const next = this.#messages.next()
    next.then(
      ({ done }) => done && this.#ended(),
      // A line that is no reply: it is reported when the next request needs one.
      () => {},
    )
    return next
  }
}

async function* each(batches: AsyncIterable<Part[][]>): AsyncGenerator<Part[]> {
  for await (const batch of batches) yield* batch
}
