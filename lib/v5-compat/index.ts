/// <reference types="node" preserve="true" />
/**
 * The API of the packages `zeromq` 4 and 5 and `zmq` 2, and of `zeromq/v5-compat`: sockets that are EventEmitters.
 *
 * @module zmq-napi/v5-compat
 */

export * from "./constants.js"
export { Context } from "./context.js"
export { type CurveKeyPair, curveKeypair, curveKeypair as zmqCurveKeypair, version, zmqVersion } from "./library.js"
export { events } from "./monitor.js"
export * from "./option-numbers.js"
export { options } from "./options.js"
export { proxy } from "./proxy.js"
export type { SendCallback } from "./sender.js"
export {
  type Callback,
  createSocket,
  createSocket as socket,
  type InitialOptions,
  Socket,
  type SocketConstructor,
} from "./socket.js"
export type { SocketOptions } from "./socket-options.js"
export { type SocketType, type SocketTypes, types } from "./socket-types.js"
