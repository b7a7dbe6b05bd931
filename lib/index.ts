/// <reference types="node" preserve="true" />
/**
 * ZeroMQ for Node.js: the socket types, contexts, and what belongs to them.
 *
 * @module zmq-napi
 */

export {
  type AuthenticationEvent,
  type AuthenticationSubject,
  Authenticator,
  type AuthenticatorOptions,
} from "./authenticator.js"
export { type Capability, capability, type LibzmqPatches, libzmqPatches, version } from "./capability.js"
export { Certificate, type CertificateInit, type CertificateReadOptions } from "./certificate.js"
export type { TextEncoding } from "./codecs.js"
export { Context, context } from "./context.js"
export type { ContextToken } from "./context-token.js"
export type {
  Admission,
  AuthenticationCallback,
  CurveConfiguration,
  DomainOptions,
  GssapiConfiguration,
  PlainConfiguration,
} from "./credentials.js"
export { type CurveKeyPair, curveKeyPair, curvePublicKey } from "./curve.js"
export {
  type Device,
  type DeviceEndpoints,
  type DeviceInit,
  type DeviceKind,
  type DeviceOptions,
  device,
} from "./device.js"
export {
  MessageFormatError,
  PartialSendError,
  SocketClosedError,
  TimeoutError,
  ZmqError,
  type ZmqErrorCode,
  type ZmqErrorDetails,
} from "./errors.js"
export type { Event, EventOfType, EventType, EventVersion } from "./event.js"
export { AuthenticationError, ProtocolError, type ProtocolErrorCode } from "./event-errors.js"
export type { Iteration } from "./iteration.js"
export { allocUnsafe } from "./memory.js"
export type { Message, MessageLike, MessagePart } from "./message.js"
export { type MessageProperties, propertiesOf } from "./message-properties.js"
export { type EventSubscriber, type ObserveOptions, Observer } from "./observer.js"
export type { OperationOptions, ReceiveManyOptions, SendOptions, SyncOptions } from "./operation.js"
export type { RawOptionName } from "./option-access.js"
export type { SocketName } from "./option-sockets.js"
export type { BytesInput, TextInput } from "./option-text.js"
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
} from "./options.js"
export type { PollEvents } from "./poll-items.js"
export { Poller, type PollInterest, type PollOptions, type PollResult } from "./poller.js"
export {
  Proxy,
  ProxyError,
  type ProxyOptions,
  type ProxySide,
  type ProxyStatistics,
  type ProxyTraffic,
} from "./proxy.js"
export type { RandomPort, RandomPortOptions } from "./random-port.js"
export type { Readable, ReadableSocket } from "./readable.js"
export { Socket, type SocketBaseInit } from "./socket.js"
export type { SocketEndpoints } from "./socket-endpoints.js"
export type { SocketOptions } from "./socket-options.js"
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
export type { SocketStats, Traffic } from "./stats.js"
export type {
  Enveloped,
  ReadableValues,
  ReceiveTextOptions,
  ReceiveValueOptions,
  SendTextOptions,
  SendValueOptions,
  WritableValues,
} from "./values.js"
export type { Writable, WritableSocket } from "./writable.js"
export { z85Decode, z85Encode } from "./z85.js"
export type { ConnectingPeer, CurveRequest, GssapiRequest, PlainRequest } from "./zap.js"
