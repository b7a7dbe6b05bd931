import type { Event } from "zmq-napi"
import { printable } from "../output/terminal"
import { describeError } from "../session/errors"

/** The event in words: `handshake tcp://127.0.0.1:5555`. */
export function lineOfEvent(event: Event): string {
  const { type, address, interval, error } = event as {
    type: string
    address?: string
    interval?: number
    error?: Error & { code?: string }
  }
  const retry = interval === undefined ? "" : ` in ${interval} ms`
  const why = error === undefined ? "" : `: ${printable(describeError(error))}`
  // That is what libzmq reports of a peer with whose type this socket cannot talk.
  const hint = error?.code === "ERR_ZMTP_INVALID_METADATA" ? ": do the socket types fit?" : ""
  return `${type}${address ? ` ${address}` : ""}${retry}${why}${hint}`
}
