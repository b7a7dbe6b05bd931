import type { Command } from "commander"
import type { XPublisher } from "zmq-napi"
import type { Part } from "../formats"
import type { Batches } from "../input/input"
import { formatsOf } from "../options/format"
import { messagesToSend } from "../options/messages"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { sendAll, waitOptions } from "../sockets/exchange"
import { openSocket } from "../sockets/open"
import { Peers } from "../sockets/peers"
import { type SocketCommandOptions, socketCommand } from "./socket-command"

interface PubOptions extends SocketCommandOptions {
  topic?: string
}

export const pub = socketCommand({
  name: "pub",
  summary: "publish messages to subscribers (PUB)",
  description:
    "Sends each line of the standard input to all SUB sockets that have subscribed to its beginning. A subscriber that " +
    "comes later misses what was sent before (--peers waits for subscriptions), and one that is too slow misses messages " +
    "(-o noDrop=true waits for it).",
  reads: true,
  writes: false,
  counted: "end after so many messages",
  own: (command: Command) => command.option("--topic <topic>", "send this as a part before each message"),
  examples: [
    [
      "a line each second, as [time, line]",
      "zmq-napi pub --bind 'tcp://*:5556' --topic time -m tick --repeat --rate 1",
    ],
    [
      "a whole file, once a subscriber is there",
      "zmq-napi pub --bind 'tcp://*:5556' --peers 1 -o noDrop=true < access.log",
    ],
  ],
}).action(
  action(async (session: Session, options: PubOptions) => {
    const { timeout, count, topic } = options
    const { input } = formatsOf(options, session)
    const messages = messagesToSend(session, options, input, count)
    const batches = topic === undefined ? messages : withTopic(messages, topic)
    const { peers } = options
    if (peers === undefined) {
      const { socket } = await openSocket(session, "Publisher", options)
      return await sendAll(socket, batches, waitOptions(session, timeout))
    }
    // A handshake comes before the peer's subscriptions, which only an XPUB shows. On the wire it is the same.
    const { socket } = await openSocket(session, "XPublisher", options, { init: { verbosity: "allSubs" } })
    const subscribers = subscribersOf(socket, session)
    await subscribers.atLeast(peers, timeout, session.signal)
    await sendAll(socket, batches, waitOptions(session, timeout))
  }),
)

async function* withTopic(batches: Batches, topic: string): AsyncGenerator<Part[][]> {
  for await (const batch of batches) yield batch.map((message) => [topic, ...message])
}

/** Counts subscriptions. They are received for as long as the socket lives, so that they do not pile up. */
function subscribersOf(socket: XPublisher, session: Session): Peers {
  const subscribers = new Peers()
  const receive = async () => {
    for await (const [message] of socket) if (message?.[0] === 1) subscribers.joined()
  }
  // Iterations end quietly with their socket.
  receive().catch((error) => session.end(error))
  return subscribers
}
