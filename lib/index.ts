/// <reference types="node" preserve="true" />
/**
 * ZeroMQ for Node.js: the socket types, contexts, and everything that belongs to them.
 *
 * @module zmq-napi
 */

export type { Traffic } from "./addon/binding.js"
export { type Capability, capability, type LibzmqPatches, libzmqPatches, version } from "./addon/linked-libzmq.js"
export { Authenticator, type AuthenticatorOptions } from "./auth/authenticator.js"
export { Certificate, type CertificateInit, type CertificateReadOptions } from "./auth/certificate.js"
export type {
  Admission,
  AuthenticationCallback,
  CurveConfiguration,
  DomainOptions,
  GssapiConfiguration,
  PlainConfiguration,
} from "./auth/credentials.js"
export type { AuthenticationEvent, AuthenticationSubject } from "./auth/events.js"
export type { ConnectingPeer, CurveRequest, GssapiRequest, PlainRequest } from "./auth/zap.js"
export { Context, context } from "./context/context.js"
export type { ContextToken } from "./context/token.js"
export { type CurveKeyPair, curveKeyPair, curvePublicKey } from "./curve/keys.js"
export { z85Decode, z85Encode } from "./curve/z85.js"
export type { SocketOperation } from "./engine/channel-messages.js"
export type { SocketEndpoints } from "./engine/endpoints.js"
export { isFree, whenFree } from "./engine/memory-use.js"
export type {
  OperationOptions,
  ReceiveManyOptions,
  SendOptions,
  SendSyncOptions,
  SyncOptions,
} from "./engine/operation.js"
export type { SocketStats } from "./engine/stats.js"
export {
  MessageFormatError,
  PartialSendError,
  SocketClosedError,
  TimeoutError,
  ZmqError,
  type ZmqErrorCode,
  type ZmqErrorDetails,
} from "./errors/errors.js"
export type { TextEncoding } from "./message/codecs.js"
export { allocUnsafe } from "./message/memory.js"
export type { Message, MessageLike, MessagePart } from "./message/message.js"
export { type MessageProperties, propertiesOf } from "./message/properties.js"
export { AuthenticationError, ProtocolError, type ProtocolErrorCode } from "./monitor/errors.js"
export type { Event, EventOfType, EventType, EventVersion } from "./monitor/event.js"
export { type EventSubscriber, type ObservableSocket, type ObserveOptions, Observer } from "./monitor/observer.js"
export type { RawOptionName } from "./options/lookup.js"
export type { BytesInput, TextInput } from "./options/text.js"
export type {
  ContextInit,
  ContextOptionInput,
  ContextOptionName,
  ContextOptionValue,
  OptionInput,
  OptionValue,
  SocketDefaults,
  SocketInit,
  SocketOptionName,
} from "./options/types.js"
export type { PollInterest, PollOptions } from "./poller/arguments.js"
export type { PollEvents } from "./poller/items.js"
export { Poller, type PollResult } from "./poller/poller.js"
export {
  type Device,
  type DeviceEndpoints,
  type DeviceInit,
  type DeviceKind,
  type DeviceOptions,
  device,
} from "./proxy/device.js"
export {
  Proxy,
  ProxyError,
  type ProxyOptions,
  type ProxySide,
  type ProxyStatistics,
  type ProxyTraffic,
} from "./proxy/proxy.js"
export type { SocketOptions } from "./socket/constructor-types.js"
export type {
  DiagnosticsChannels,
  MessageReceivedMessage,
  MessageSentMessage,
  SocketBindMessage,
  SocketCloseMessage,
  SocketConnectMessage,
  SocketDisconnectMessage,
  SocketErrorMessage,
  SocketEventMessage,
  SocketOpenMessage,
  SocketUnbindMessage,
} from "./socket/diagnostics.js"
export type { Enveloped, ReceiveValueOptions } from "./socket/envelope.js"
export type { RandomPort, RandomPortOptions } from "./socket/random-port.js"
export type { Readable, ReadableSocket } from "./socket/readable.js"
export type { ReadableIntoMemory } from "./socket/receive-into.js"
export { Socket, type SocketBaseInit } from "./socket/socket.js"
export type {
  ReadableValues,
  ReceiveTextOptions,
  SendTextOptions,
  SendValueOptions,
  WritableValues,
} from "./socket/values.js"
export type { Writable, WritableSocket } from "./socket/writable.js"
export type { SocketName } from "./socket-types/socket-types.js"
export { Dealer, type DealerOptions } from "./sockets/dealer.js"
export { Pair, type PairOptions } from "./sockets/pair.js"
export { Publisher, type PublisherOptions } from "./sockets/publisher.js"
export { Pull, type PullOptions } from "./sockets/pull.js"
export { Push, type PushOptions } from "./sockets/push.js"
export { Reply, type ReplyOptions } from "./sockets/reply.js"
export { Request, type RequestOptions } from "./sockets/request.js"
export { Router, type RouterConnectOptions, type RouterOptions } from "./sockets/router.js"
export { Stream, type StreamConnectOptions, type StreamOptions } from "./sockets/stream.js"
export { Subscriber, type SubscriberOptions } from "./sockets/subscriber.js"
export { XPublisher, type XPublisherOptions } from "./sockets/x-publisher.js"
export { XSubscriber, type XSubscriberOptions } from "./sockets/x-subscriber.js"
export type { Iteration } from "./util/iteration.js"
