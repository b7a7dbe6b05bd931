import { types } from "node:util"
import { invalidArgumentValue, ZmqError } from "../errors/errors.js"
import type { MessagePart } from "../message/message.js"

/** libzmq's buffer for a datagram, in bytes. */
const largestDatagram = 8192

/** The size of a part in bytes; 0 for a value that cannot be sent, which is rejected elsewhere. */
function sizeOf(part: unknown): number {
  if (typeof part === "string" || typeof part === "number") return Buffer.byteLength(String(part))
  return (part as Uint8Array | null | undefined)?.byteLength ?? 0
}

/** Throws for a part that does not fit into a datagram beside `others` bytes: libzmq would drop it silently. */
export function checkDatagramSize(part: MessagePart, others: number): void {
  const size = sizeOf(part)
  if (size + others <= largestDatagram) return
  const text = `A message over udp can have ${largestDatagram - others} bytes here; this has ${size}`
  throw new ZmqError("EMSGSIZE", text, { syscall: "zmq_msg_send" })
}

const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3}):(\d{1,5})$/

/** Throws for an invalid address of a datagram: libzmq would drop the message silently. */
export function checkDatagramAddress(address: unknown, name: string): void {
  const text = types.isUint8Array(address) ? Buffer.from(address).toString("latin1") : String(address)
  const [, ...numbers] = ipv4.exec(text) ?? []
  const port = Number(numbers.pop() ?? 0)
  if (port >= 1 && port <= 65535 && numbers.every((number) => Number(number) <= 255)) return
  throw invalidArgumentValue(name, 'an IPv4 address and a port, such as "127.0.0.1:5555"', address)
}
