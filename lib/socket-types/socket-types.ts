/** What a message of a socket type must be, unless it may be one part or any number of them. */
interface PartLimits {
  readonly least: number
  readonly most: number
  /** The messages that can be sent, in words that follow "must be". */
  readonly expected: string
}

/** The facts of a socket type. */
interface SocketFacts {
  /** The type's constant in zmq.h. */
  readonly zmq: `ZMQ_${string}`
  readonly sends: boolean
  readonly receives: boolean
  /** Only a libzmq that was built with its draft API has the type. */
  readonly draft?: true
  /** Whether several threads may use a socket at once. libzmq gives such a socket no descriptor to wait for. */
  readonly threadSafe?: true
  /** What a socket must do first, if its sends and receives must alternate. libzmq rejects any other order with EFSM. */
  readonly firstTurn?: "send" | "receive"
  readonly parts?: PartLimits
  /** What a received message has in addition to its data: the peer or the group that it comes from. */
  readonly metadata?: "routingId" | "group" | "address"
  /** Whether the socket can send any message at any time, so that it can be the capture socket of a proxy. */
  readonly capture?: true
  /** Whether the socket sends over pgm, where OpenPGM limits the rate. */
  readonly sendsMulticast?: true
  /** Whether the socket can answer libzmq's questions about new peers, as the ZAP handler does. */
  readonly zapHandler?: true
}

const onePart = { least: 1, most: 1, expected: "a message of one part" }

/** The socket types, by the names of their classes. Everything that depends on the type alone is in this table. */
const table = {
  Pair: { zmq: "ZMQ_PAIR", sends: true, receives: true, capture: true },
  Publisher: { zmq: "ZMQ_PUB", sends: true, receives: false, capture: true, sendsMulticast: true },
  Subscriber: { zmq: "ZMQ_SUB", sends: false, receives: true },
  Request: { zmq: "ZMQ_REQ", sends: true, receives: true, firstTurn: "send" },
  Reply: { zmq: "ZMQ_REP", sends: true, receives: true, firstTurn: "receive", zapHandler: true },
  Dealer: { zmq: "ZMQ_DEALER", sends: true, receives: true, capture: true },
  Router: {
    zmq: "ZMQ_ROUTER",
    sends: true,
    receives: true,
    parts: { least: 2, most: Number.POSITIVE_INFINITY, expected: "an array of the routing id and further parts" },
    zapHandler: true,
  },
  Pull: { zmq: "ZMQ_PULL", sends: false, receives: true },
  Push: { zmq: "ZMQ_PUSH", sends: true, receives: false, capture: true },
  XPublisher: { zmq: "ZMQ_XPUB", sends: true, receives: true, capture: true, sendsMulticast: true },
  XSubscriber: { zmq: "ZMQ_XSUB", sends: true, receives: true },
  Stream: {
    zmq: "ZMQ_STREAM",
    sends: true,
    receives: true,
    // libzmq takes a third part for the beginning of the next message.
    parts: { least: 2, most: 2, expected: "an array of the routing id and the data" },
  },
  Server: {
    zmq: "ZMQ_SERVER",
    draft: true,
    threadSafe: true,
    sends: true,
    receives: true,
    metadata: "routingId",
    zapHandler: true,
  },
  Client: { zmq: "ZMQ_CLIENT", draft: true, threadSafe: true, sends: true, receives: true, parts: onePart },
  Radio: { zmq: "ZMQ_RADIO", draft: true, threadSafe: true, sends: true, receives: false },
  Dish: { zmq: "ZMQ_DISH", draft: true, threadSafe: true, sends: false, receives: true, metadata: "group" },
  Gather: { zmq: "ZMQ_GATHER", draft: true, threadSafe: true, sends: false, receives: true },
  Scatter: { zmq: "ZMQ_SCATTER", draft: true, threadSafe: true, sends: true, receives: false, parts: onePart },
  Datagram: {
    zmq: "ZMQ_DGRAM",
    draft: true,
    sends: true,
    receives: true,
    parts: { least: 2, most: 2, expected: "an array of the address and the data" },
    metadata: "address",
  },
  Peer: { zmq: "ZMQ_PEER", draft: true, threadSafe: true, sends: true, receives: true, metadata: "routingId" },
  Channel: { zmq: "ZMQ_CHANNEL", draft: true, threadSafe: true, sends: true, receives: true, parts: onePart },
} as const satisfies Record<string, SocketFacts>

/** The name of a socket type, which is the name of its class. */
export type SocketName = keyof typeof table

/** The facts of each socket type. */
export const socketTypes: Readonly<Record<SocketName, SocketFacts>> = table

/** The names of the socket types for which a fact is true. */
type NamesWith<Fact extends keyof SocketFacts> = {
  [Name in SocketName]: (typeof table)[Name] extends Readonly<Record<Fact, true>> ? Name : never
}[SocketName]

/** Every socket type, the stable ones first. */
export const allSockets = Object.keys(table) as readonly SocketName[]

function namesWith<Fact extends keyof SocketFacts>(fact: Fact): readonly NamesWith<Fact>[] {
  return allSockets.filter((name): name is NamesWith<Fact> => socketTypes[name][fact] === true)
}

function namesWithout<Fact extends keyof SocketFacts>(fact: Fact): readonly Exclude<SocketName, NamesWith<Fact>>[] {
  return allSockets.filter((name): name is Exclude<SocketName, NamesWith<Fact>> => socketTypes[name][fact] !== true)
}

/** The stable socket types. */
export const stableSockets = namesWithout("draft")
/** The socket types of libzmq's draft API. */
export const draftSockets = namesWith("draft")
/** The socket types that have a descriptor of their own; only one thread at a time may use such a socket. */
export const socketsWithDescriptor = namesWithout("threadSafe")
/** The socket types that send messages. */
export const senders = namesWith("sends")
/** The socket types that receive messages. */
export const receivers = namesWith("receives")
