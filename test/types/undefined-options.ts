// A program whose compiler tells an option that is absent from one that is undefined (exactOptionalPropertyTypes), as
// strictest.test.ts compiles it: both are the same here. Nothing here runs.
import type {
  Admission,
  AuthenticatorOptions,
  CertificateInit,
  CertificateReadOptions,
  ContextInit,
  CurveConfiguration,
  DealerOptions,
  DeviceInit,
  DeviceOptions,
  GssapiConfiguration,
  ObserveOptions,
  OperationOptions,
  PairOptions,
  PlainConfiguration,
  PollInterest,
  PollOptions,
  ProxyOptions,
  PublisherOptions,
  PullOptions,
  PushOptions,
  RandomPortOptions,
  ReceiveManyOptions,
  ReceiveTextOptions,
  ReceiveValueOptions,
  ReplyOptions,
  RequestOptions,
  RouterConnectOptions,
  RouterOptions,
  SendOptions,
  SendSyncOptions,
  SendTextOptions,
  SendValueOptions,
  SocketDefaults,
  SocketOptions,
  StreamConnectOptions,
  StreamOptions,
  SubscriberOptions,
  SyncOptions,
  XPublisherOptions,
  XSubscriberOptions,
} from "zmq-napi"
import { Authenticator, Certificate, Pull, Push, type ZmqError } from "zmq-napi"
import type {
  ChannelOptions,
  ClientOptions,
  DatagramOptions,
  DishOptions,
  GatherOptions,
  PeerOptions,
  RadioOptions,
  ScatterOptions,
  ServerOptions,
} from "zmq-napi/draft"

type OptionalNames<T> = { [Name in keyof T]-?: object extends Pick<T, Name> ? Name : never }[keyof T]

/** Whether each optional property of `T` may be undefined. */
type TakesUndefined<T> = { [Name in OptionalNames<T>]: undefined } extends Pick<T, OptionalNames<T>> ? true : false

/** Compiles only for types whose optional properties may all be undefined. */
declare function expect<Types extends readonly unknown[]>(
  takeUndefined: {
    [Index in keyof Types]: TakesUndefined<Types[Index]>
  },
): void
expect<[PairOptions, PublisherOptions, SubscriberOptions, RequestOptions, ReplyOptions, DealerOptions]>([
  true,
  true,
  true,
  true,
  true,
  true,
])
expect<[RouterOptions, PullOptions, PushOptions, XPublisherOptions, XSubscriberOptions, StreamOptions]>([
  true,
  true,
  true,
  true,
  true,
  true,
])
expect<[ServerOptions, ClientOptions, RadioOptions, DishOptions, GatherOptions, ScatterOptions]>([
  true,
  true,
  true,
  true,
  true,
  true,
])
expect<[DatagramOptions, PeerOptions, ChannelOptions, SocketOptions<Push>, SocketDefaults, ContextInit]>([
  true,
  true,
  true,
  true,
  true,
  true,
])
expect<[RandomPortOptions, RouterConnectOptions, StreamConnectOptions]>([true, true, true])
expect<[OperationOptions, SyncOptions, SendOptions, SendSyncOptions, ReceiveManyOptions]>([
  true,
  true,
  true,
  true,
  true,
])
expect<[SendValueOptions, SendTextOptions, ReceiveValueOptions, ReceiveTextOptions]>([true, true, true, true])
expect<[AuthenticatorOptions, PlainConfiguration, CurveConfiguration, GssapiConfiguration, Admission]>([
  true,
  true,
  true,
  true,
  true,
])
expect<[CertificateInit, CertificateReadOptions]>([true, true])
expect<[ObserveOptions, PollInterest, PollOptions, ProxyOptions, DeviceInit<"queue">, DeviceOptions<"queue">]>([
  true,
  true,
  true,
  true,
  true,
  true,
])

/** What a program does with settings of its own, of which some are absent. */
export async function connect(settings: {
  linger?: number
  limit?: number
  domain?: string
  keys?: string[]
}): Promise<void> {
  const { linger, limit, domain, keys } = settings
  new Authenticator({ timeout: undefined, pendingLimit: limit, log: undefined }).configureCurve({ domain, keys })
  Certificate.generate(undefined)
  using push = new Push({ linger, pendingSendLimit: limit, hwm: limit, context: undefined })
  push.bindSync("inproc://strictest")
  using pull = new Pull({ hwm: limit, messageProperties: undefined })
  await pull.bindToRandomPort("tcp://127.0.0.1", { min: limit, max: undefined })
  await push.sendString("text", { encoding: undefined, envelope: undefined })
  const text: string = await pull.receiveString({ encoding: undefined, envelope: undefined })
  console.log(text)
}

/** Properties that an error need not have. */
export const describe = ({ syscall, address }: ZmqError): (string | undefined)[] => [syscall, address]
