import { tracing } from "./trace.js"

/** The part of a channel of `node:diagnostics_channel` that this package uses. */
interface PublishingChannel {
  readonly hasSubscribers: boolean
  publish(message: object): void
}

/** For a runtime without `node:diagnostics_channel`. */
const withoutSubscribers: PublishingChannel = { hasSubscribers: false, publish() {} }

/**
 * All copies of the package in a thread have the same channels. While the trace is on, a channel is as if it had a
 * subscriber.
 */
function channel(name: string): PublishingChannel {
  const real = load(`zmq-napi:${name}`)
  return tracing ? { hasSubscribers: true, publish: (message) => real.publish(message) } : real
}

function load(name: string): PublishingChannel {
  try {
    return (require("node:diagnostics_channel") as typeof import("node:diagnostics_channel")).channel(name)
  } catch {
    return withoutSubscribers
  }
}

// The channels, which `DiagnosticsChannels` describes for programs. Call sites read `hasSubscribers` before anything
// else. The channels are constants, and the first subscriber changes a channel's prototype: while there is none, V8
// compiles the check to nothing.

export const socketOpen = channel("socket:open")
export const socketBind = channel("socket:bind")
export const socketUnbind = channel("socket:unbind")
export const socketConnect = channel("socket:connect")
export const socketDisconnect = channel("socket:disconnect")
export const socketClose = channel("socket:close")
export const socketEvent = channel("socket:event")
export const socketError = channel("socket:error")
export const messageSent = channel("message:sent")
export const messageReceived = channel("message:received")
