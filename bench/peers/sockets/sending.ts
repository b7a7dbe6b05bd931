import type { PeerSpec, Style } from "../../protocol"
import { preparedMessage } from "../messages"
import type { Message, Sender } from "./library"

/** Sends `count` messages; resolves when the last was taken. */
export type Send = (socket: Sender, count: number) => Promise<void>

const batchSize = 500

/** The loop that sends in this style. */
export function sending(spec: PeerSpec): Send {
  return makers[spec.style](spec)
}

const makers: Record<Style, (spec: PeerSpec) => Send> = {
  each: sendEach,
  iterate: sendEach,
  batch: sendBatches,
  transfer: sendTransferring,
  sync: sendSync,
}

function sendEach(spec: PeerSpec): Send {
  const message = preparedMessage(spec)
  return async (socket, count) => {
    for (let sent = 0; sent < count; sent++) await socket.send(message)
  }
}

function sendBatches(spec: PeerSpec): Send {
  const batch: Message[] = new Array(batchSize).fill(preparedMessage(spec))
  return async (socket, count) => {
    for (let left = count; left > 0; ) left -= await socket.sendMany!(left < batchSize ? batch.slice(0, left) : batch)
  }
}

function sendTransferring({ size, parts = 1 }: PeerSpec): Send {
  const transfer = { transfer: true } as const
  // Only zmq-napi has the style; peers of other libraries do not load it.
  const { allocUnsafe } = require("zmq-napi") as typeof import("zmq-napi")
  const fresh = parts === 1 ? () => allocUnsafe(size) : () => Array.from({ length: parts }, () => allocUnsafe(size))
  return async (socket, count) => {
    for (let sent = 0; sent < count; sent++) await socket.send(fresh(), transfer)
  }
}

function sendSync(spec: PeerSpec): Send {
  const message = preparedMessage(spec)
  return async (socket, count) => {
    for (let sent = 0; sent < count; sent++) socket.sendSync!(message)
  }
}
