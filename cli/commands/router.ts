import type { Command } from "commander"
import type { Router } from "zmq-napi"
import type { Format, Part } from "../formats"
import { nameOfRoutingId } from "../formats/text"
import { formatsOf } from "../options/format"
import { messagesToSend } from "../options/messages"
import { warning } from "../output/terminal"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { receiveAll, waitOptions, writeMessages } from "../sockets/exchange"
import { openSocket } from "../sockets/open"
import { addEnvelopeOption, type BothWaysOptions } from "./both-ways"
import { socketCommand } from "./socket-command"

export const router = socketCommand({
  name: "router",
  summary: "send to and receive from known peers (ROUTER)",
  description:
    "Writes each message that comes with the routing id of its sender before it, and sends each line of the standard input " +
    "to the peer whose routing id it begins with: the id, a tab, the message. Ids that cannot be typed are shown, and can " +
    "be given, as 0x and hexadecimal digits.",
  reads: true,
  writes: true,
  counted: "end after so many received messages; input that is left then is not sent",
  own: (command: Command) => {
    addEnvelopeOption(command)
    command.option("--echo", "send each message back to its sender; the input is not read")
  },
  examples: [
    ["an echo server for DEALER and REQ", "zmq-napi router --bind 'tcp://*:5560' --echo"],
    ["who says what", "zmq-napi router --bind 'tcp://*:5560' --envelope"],
  ],
}).action(
  action(async (session: Session, options: BothWaysOptions) => {
    // Otherwise a message to a peer that is not there would be dropped without a word.
    const { socket, peers } = await openSocket(session, "Router", options, { init: { mandatory: true } })
    const { timeout, count } = options
    if (options.peers !== undefined) await peers.atLeast(options.peers, timeout, session.signal)
    const { input, output } = formatsOf(options, session, true)
    if (options.echo) return await echo(session, socket, output, options)
    const messages = messagesToSend(session, options, input)
    const sending = sendToPeers(session, socket, messages, options)
    const change = options.envelope ? withoutEnvelope : (parts: Buffer[]) => parts
    const receiving = receiveAll(session, socket, output, waitOptions(session, timeout), { count, change })
    await Promise.race([receiving, sending.then(() => receiving)])
  }),
)

async function echo(session: Session, socket: Router, output: Format, options: BothWaysOptions): Promise<void> {
  const { count = Number.POSITIVE_INFINITY, timeout, envelope } = options
  for (let answered = 0; answered < count; answered++) {
    const message = await socket.receive(waitOptions(session, timeout))
    await writeMessages(session, output, [envelope ? withoutEnvelope(message) : message])
    await sendToPeer(session, socket, message)
  }
}

async function sendToPeers(
  session: Session,
  socket: Router,
  batches: AsyncIterable<Part[][]>,
  { envelope }: BothWaysOptions,
): Promise<void> {
  for await (const batch of batches) {
    for (const [id = "", ...parts] of batch)
      await sendToPeer(session, socket, envelope ? [id, "", ...parts] : [id, ...parts])
  }
}

/** A peer that is gone is no reason to leave the others alone. */
async function sendToPeer(session: Session, socket: Router, message: readonly Part[]): Promise<void> {
  try {
    await socket.send(message as [Part, Part], { signal: session.signal })
  } catch (error) {
    if ((error as { code?: string }).code !== "EHOSTUNREACH") throw error
    warning(`There is no peer ${nameOfRoutingId(Buffer.from(message[0] as Buffer))} (EHOSTUNREACH)`)
  }
}

function withoutEnvelope([id, ...parts]: Buffer[]): Buffer[] {
  return [...(id === undefined ? [] : [id]), ...(parts.length > 1 && parts[0]?.length === 0 ? parts.slice(1) : parts)]
}
