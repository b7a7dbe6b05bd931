import type { Command } from "commander"
import type { Part } from "../formats"
import { formatsOf } from "../options/format"
import { messagesToSend } from "../options/messages"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { type Receiver, receiveAll, type Sender, sendAll, waitOptions } from "../sockets/exchange"
import { openSocket } from "../sockets/open"
import { type SocketCommandFacts, type SocketCommandOptions, socketCommand } from "./socket-command"

export interface BothWaysOptions extends SocketCommandOptions {
  envelope?: boolean
  echo?: boolean
}

export function addEnvelopeOption(command: Command): Command {
  return command.option("--envelope", "an empty part before each message, as REQ and REP have it: add and remove it")
}

/** A command of a socket that sends and receives at any time: input and output are independent. */
export function bothWays(name: "Dealer" | "Pair", facts: Omit<SocketCommandFacts, "reads" | "writes" | "counted">) {
  const counted = "end after so many received messages; input that is left then is not sent"
  return socketCommand({ ...facts, reads: true, writes: true, counted }).action(
    action(async (session: Session, options: BothWaysOptions) => {
      const { socket, peers } = await openSocket(session, name, options)
      if (options.peers !== undefined) await peers.atLeast(options.peers, options.timeout, session.signal)
      await exchange(session, socket, options)
    }),
  )
}

/** Sends the input, and meanwhile and afterwards writes what comes. */
async function exchange(session: Session, socket: Sender & Receiver, options: BothWaysOptions): Promise<void> {
  const { count, timeout, envelope } = options
  const { input, output } = formatsOf(options, session)
  const messages = messagesToSend(session, options, input)
  const batches = envelope ? withEnvelopes(messages) : messages
  // A send may have to wait for long, and then there is still much to receive.
  const sending = sendAll(socket, batches, { signal: session.signal })
  const change = envelope ? withoutEnvelope : (parts: Buffer[]) => parts
  const receiving = receiveAll(session, socket, output, waitOptions(session, timeout), { count, change })
  await Promise.race([receiving, sending.then(() => receiving)])
}

async function* withEnvelopes(batches: AsyncIterable<Part[][]>): AsyncGenerator<Part[][]> {
  for await (const batch of batches) yield batch.map((message) => ["", ...message])
}

function withoutEnvelope(parts: Buffer[]): Buffer[] {
  return parts.length > 1 && parts[0]?.length === 0 ? parts.slice(1) : parts
}
