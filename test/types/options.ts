// What must and what must not compile, of options. The compiler is the test: nothing here runs.

import type * as peer from "zeromq"
import {
  Context,
  Dealer,
  Pair,
  Publisher,
  type Pull,
  Push,
  Request,
  type Router,
  type SocketOptions,
  Stream,
  Subscriber,
  type XPublisher,
  type XSubscriber,
} from "#lib/index"
import type {
  ContextInit,
  ContextOptionName,
  ContextOptions,
  ContextOptionValue,
  OptionInput,
  OptionValue,
  SocketInit,
  SocketOptionName,
  SocketOptionsOf,
} from "#lib/options/types"
import type { SocketName } from "#lib/socket-types/socket-types"

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only for `true`. */
export type Expect<T extends true> = T

// --- what an option gives and takes

export type Values = [
  Expect<Equal<OptionValue<"linger">, number>>,
  Expect<Equal<OptionInput<"linger">, number>>,
  Expect<Equal<OptionValue<"affinity">, number>>,
  Expect<Equal<OptionInput<"affinity">, number | bigint>>,
  Expect<Equal<OptionValue<"immediate">, boolean>>,
  Expect<Equal<OptionValue<"plainPassword">, string | null>>,
  Expect<Equal<OptionInput<"plainPassword">, string | Uint8Array | null>>,
  Expect<Equal<OptionInput<"interface">, string | Uint8Array | null>>,
  Expect<Equal<OptionInput<"wssKeyPem">, string | Uint8Array | null>>,
  Expect<Equal<OptionValue<"routingId">, string | Buffer | null>>,
  Expect<Equal<OptionInput<"routingId">, string | Uint8Array | null>>,
  Expect<Equal<OptionValue<"curveSecretKey">, string | null>>,
  Expect<Equal<OptionInput<"curveSecretKey">, string | Uint8Array | null>>,
  Expect<Equal<OptionValue<"securityMechanism">, "plain" | "curve" | "gssapi" | null>>,
  Expect<Equal<OptionInput<"verbosity">, "allSubs" | "allSubsUnsubs" | null>>,
  Expect<Equal<OptionInput<"routerNotify">, readonly ("connect" | "disconnect")[]>>,
  Expect<Equal<OptionInput<"ipcFilterUserId">, number | null>>,
]

// --- properties

/** Whether all properties of the constructor options `Init` have in `Owner` the types of the options' values. */
type SameValues<Owner, Init, Values> = {
  [Name in keyof Init & keyof Values & keyof Owner]-?: Equal<Owner[Name], Values[Name]>
}[keyof Init & keyof Values & keyof Owner]
type SocketValues = { [Name in SocketOptionName]: OptionValue<Name> }
type ContextValues = { [Name in ContextOptionName]: ContextOptionValue<Name> }

// The properties whose input is wider than their value are accessors that are written by hand: none may be missing.
export type Properties = [
  Expect<SameValues<Push, SocketInit<"Push">, SocketValues>>,
  Expect<Equal<Dealer["routingId"], OptionValue<"routingId">>>,
  Expect<Equal<XPublisher["welcomeMessage"], string | null>>,
  Expect<SameValues<Context, ContextInit, ContextValues>>,
]

declare const push: Push
declare const pull: Pull
declare const dealer: Dealer
declare const router: Router
declare const xpub: XPublisher
declare const xsub: XSubscriber

push.sendHighWaterMark = 1
push.linger = 0
push.conflate = true
push.affinity = 5n
export const affinity: number = push.affinity
push.curveServerKey = Buffer.alloc(32)
push.curveServerKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
export const serverKey: string | null = push.curveServerKey
push.plainUsername = null
push.plainUsername = Buffer.from("name")
export const plainUsername: string | null = push.plainUsername
push.plainPassword = push.socksPassword = push.socksUsername = push.zapDomain = new Uint8Array()
export const texts: (string | null)[] = [push.plainPassword, push.socksPassword, push.socksUsername, push.zapDomain]
push.socksProxy = push.interface = push.gssapiPrincipal = push.gssapiServicePrincipal = Buffer.from("name")
push.metadata = push.tcpAcceptFilter = push.wssHostname = push.wssTrustPem = Buffer.from("name")
push.wssCertificatePem = push.wssKeyPem = Buffer.from("name")
export const further: (string | null)[] = [push.socksProxy, push.interface, push.gssapiPrincipal, push.wssKeyPem]
new Push({ plainUsername: Buffer.from("name"), zapDomain: new Uint8Array() }).close()
new Context({ threadNamePrefix: Buffer.from("name") }).threadNamePrefix = Buffer.from("name")
export const prefix: string | null = new Context().threadNamePrefix
// It compiles, as with zeromq, and as another socket's key may be null; and it throws, as a key cannot be unset.
push.curveServerKey = pull.curveServerKey
dealer.routingId = new Uint8Array([1, 0, 255])
dealer.routingId = "name"
export const routingId: string | Buffer | null = dealer.routingId
router.routerNotify = ["connect"]
dealer.hiccupMessage = "lost"
dealer.busyPoll = 50
xsub.verboseUnsubscribe = true
export const topics: number = xpub.topicsCount + xsub.topicsCount
router.mandatory = true
xpub.verbosity = "allSubs"

// @ts-expect-error: a string is no number
push.linger = "1"
// @ts-expect-error: 1 is no boolean
push.immediate = 1
// @ts-expect-error: null is no time
push.sendTimeout = null
// @ts-expect-error: a Push does not receive
push.receiveTimeout
// @ts-expect-error: a Pull does not send
pull.sendHighWaterMark = 1
// @ts-expect-error: only Router has it
dealer.mandatory = true
// @ts-expect-error: a Push has no routing id
push.routingId = "name"
// @ts-expect-error: read-only
push.lastEndpoint = "tcp://127.0.0.1:1"
// @ts-expect-error: read-only
push.securityMechanism = "plain"
// @ts-expect-error: no such name
router.routerNotify = ["listen"]
// @ts-expect-error: no such name
xpub.verbosity = "all"
// @ts-expect-error: read-only
xpub.topicsCount = 1
// @ts-expect-error: a Push has no subscriptions
push.topicsCount
// @ts-expect-error: only an XSubscriber has it
xpub.verboseUnsubscribe = true
// @ts-expect-error: only Dealer, Client and Peer have it
router.hiccupMessage = "lost"
// @ts-expect-error: no such option
push.lingr = 1
// @ts-expect-error: only by setOption and the method of that name
xpub.subscribe = "topic"

// --- constructor options

new Push({ sendTimeout: 5, affinity: 1n, curveServerKey: Buffer.alloc(32), linger: undefined })
new Dealer({ routingId: null, curveServerKey: null })
new Subscriber({ receiveHighWaterMark: 0, invertMatching: true })
new Publisher({ noDrop: true })
new Request({ correlate: true, relaxed: true })
new Stream({ notify: false })
new Pair({ context: new Context({ ioThreads: 2, exitLinger: 0 }) })

// @ts-expect-error: a Push does not receive
new Push({ receiveTimeout: 5 })
// @ts-expect-error: read-only
new Push({ lastEndpoint: "tcp://127.0.0.1:1" })
// @ts-expect-error: no such option
new Push({ lingr: 1 })
// @ts-expect-error: a string is no number
new Push({ linger: "1" })
// @ts-expect-error: a method, not an option
new Subscriber({ subscribe: "" })

// --- of a class that extends one of ours

/** With an accessor for an option, one that cannot be set, and a method. */
declare class Tuned extends Push {
  get batch(): number
  set batch(bytes: number)
  get half(): number
  flush(): void
}

export const tuned: SocketOptions<Tuned> = { batch: 5, linger: 0, context: new Context(), hwm: undefined }
export type TunedOptions = [
  Expect<Equal<Exclude<keyof SocketOptions<Tuned>, keyof SocketOptions<Push>>, "batch">>,
  Expect<Equal<SocketOptions<Tuned>["batch"], number | undefined>>,
]
// @ts-expect-error: a string is no number
export const wrong: SocketOptions<Tuned> = { batch: "5" }
// @ts-expect-error: a Push does not receive
export const other: SocketOptions<Tuned> = { receiveTimeout: 5 }

// --- getOption, setOption

export const highWaterMark: number = push.getOption("sendHighWaterMark")
push.setOption("sendHighWaterMark", 5)
xpub.setOption("subscribe", Buffer.of(0))
// @ts-expect-error: a string is no number
push.setOption("linger", "1")
// @ts-expect-error: no such option
push.getOption("lingr")

// --- contexts

declare const context: Context
context.ioThreads = 2
export const limit: number = context.maxSocketsLimit
context.threadNamePrefix = "feed"
context.setOption("exitLinger", -1)
// @ts-expect-error: read-only
context.maxSocketsLimit = 5
// @ts-expect-error: read-only
new Context({ messageSize: 5 })
// @ts-expect-error: a string is no boolean
new Context({ ipv6: "yes" })
export type ContextTypes = [
  Expect<Equal<ContextOptions["blocky"], boolean>>,
  Expect<Equal<ContextInit["blocky"], boolean | undefined>>,
]

// --- what programs that are typed for the zeromq package rely on

/** Each class of the zeromq package, by our name for its options. */
interface Peers {
  Pair: peer.Pair
  Publisher: peer.Publisher
  Subscriber: peer.Subscriber
  Request: peer.Request
  Reply: peer.Reply
  Dealer: peer.Dealer
  Router: peer.Router
  Pull: peer.Pull
  Push: peer.Push
  XPublisher: peer.XPublisher
  XSubscriber: peer.XSubscriber
  Stream: peer.Stream
}

type PeerInit<Name extends keyof Peers> = Omit<peer.SocketOptions<Peers[Name]>, "context">

/** Their constructor options that ours would not take. */
type Refused<Name extends keyof Peers> = {
  [Key in keyof PeerInit<Name>]-?: Key extends keyof SocketInit<Name>
    ? PeerInit<Name>[Key] extends SocketInit<Name>[Key]
      ? never
      : Key
    : Key
}[keyof PeerInit<Name>]

/** Their properties that read as another type here. */
type ReadsOtherwise<Name extends keyof Peers> = {
  [Key in keyof Peers[Name] & keyof SocketOptionsOf<Name>]: SocketOptionsOf<Name>[Key] extends Peers[Name][Key]
    ? never
    : Key
}[keyof Peers[Name] & keyof SocketOptionsOf<Name>]

export type DropIn = [
  Expect<Equal<{ [Name in keyof Peers]: Refused<Name> }[keyof Peers], never>>,
  // A routing id that is not UTF-8 is a Buffer here, and was cut at its first NUL there.
  Expect<Equal<{ [Name in keyof Peers]: ReadsOtherwise<Name> }[keyof Peers], "routingId">>,
  Expect<Equal<Exclude<keyof peer.Context, keyof ContextOptions>, never>>,
  Expect<keyof Peers extends SocketName ? true : false>,
]
