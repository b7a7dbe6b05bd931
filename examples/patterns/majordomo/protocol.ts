// The Majordomo Protocol, version 0.1: https://rfc.zeromq.org/spec/7/. Every message begins with an empty part, which a
// Request adds and removes by itself, and the part that says who speaks.
import type { MessagePart } from "zmq-napi"

/** What clients say, and what they are told. */
export const CLIENT = "MDPC01"
/** What workers say, and what they are told. */
export const WORKER = "MDPW01"

/** The part after {@link WORKER}: what the message is. */
export const command = {
  READY: 1,
  REQUEST: 2,
  REPLY: 3,
  HEARTBEAT: 4,
  DISCONNECT: 5,
} as const
export type Command = (typeof command)[keyof typeof command]

/** A peer is taken for dead after this many heartbeats that did not come. */
export const liveness = 3

/** A message between a broker and a worker, as a Dealer sends it. */
export function workerMessage(kind: Command, ...parts: MessagePart[]): MessagePart[] {
  return ["", WORKER, Buffer.of(kind), ...parts]
}
