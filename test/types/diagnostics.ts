// What must and what must not compile, of the channels. The compiler is the test: nothing here runs.
import type { DiagnosticsChannels, SocketEventMessage, SocketOpenMessage, ZmqError } from "#lib/index"
import type { Expect } from "./directions"

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Sent = DiagnosticsChannels["zmq-napi:message:sent"]

export type Messages = [
  Expect<Equal<keyof Sent, "socket" | "type" | "id" | "endpoints" | "parts" | "bytes">>,
  Expect<Equal<keyof SocketOpenMessage, "socket" | "type" | "id">>,
  Expect<Equal<DiagnosticsChannels["zmq-napi:socket:error"]["error"], ZmqError>>,
  Expect<Equal<DiagnosticsChannels["zmq-napi:socket:bind"]["endpoint"], string>>,
]

export function uses({ socket, bytes, endpoints }: Sent, { socket: observed, event }: SocketEventMessage): void {
  bytes.toFixed()
  socket.stats.sent.messages.toFixed()
  endpoints.bound.join()
  // @ts-expect-error What is published cannot be changed.
  endpoints.bound = []
  // @ts-expect-error The socket may have been garbage-collected.
  observed.close()
  if (event.type === "handshake:error:auth") event.error.status.toFixed()
}
