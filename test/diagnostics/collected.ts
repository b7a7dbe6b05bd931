// Prints what is published when an open socket is garbage-collected.
import { subscribe } from "node:diagnostics_channel"
import { setImmediate } from "node:timers/promises"
import { type DiagnosticsChannels, Pull } from "#lib/index"

type Close = DiagnosticsChannels["zmq-napi:socket:close"]

process.removeAllListeners("warning")
let opened: number | undefined
let closed: Close | undefined
subscribe("zmq-napi:socket:open", (message) => {
  opened = (message as Close).id
})
subscribe("zmq-napi:socket:close", (message) => {
  closed = message as Close
})

async function main(): Promise<void> {
  ;(() => new Pull())()
  while (closed === undefined) {
    await setImmediate()
    ;(globalThis as { gc?: () => void }).gc?.()
  }
  const { id, ...rest } = closed
  console.log(JSON.stringify({ ...rest, same: id === opened }))
}

void main()
