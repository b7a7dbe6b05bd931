import { subscribe, unsubscribe } from "node:diagnostics_channel"
import type { DiagnosticsChannels } from "zmq-napi"

/** Calls `listener` with what is published on a channel of zmq-napi. Returns the function that ends this. */
export function on<Name extends keyof DiagnosticsChannels>(
  name: Name,
  listener: (message: DiagnosticsChannels[Name]) => void,
): () => void {
  const untyped = (message: unknown) => listener(message as DiagnosticsChannels[Name])
  subscribe(name, untyped)
  return () => {
    unsubscribe(name, untyped)
  }
}
