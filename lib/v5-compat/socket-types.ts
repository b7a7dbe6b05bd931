import {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  type Socket,
  type SocketBaseInit,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from "../index.js"
import * as constants from "./constants.js"
import { invalidArgument } from "./errors.js"

/** The types of sockets, by the names of this API, and their numbers. */
export const types = {
  /** `Publisher` in `zmq-napi`. */
  pub: constants.ZMQ_PUB,
  /** `XPublisher` in `zmq-napi`. */
  xpub: constants.ZMQ_XPUB,
  /** `Subscriber` in `zmq-napi`. */
  sub: constants.ZMQ_SUB,
  /** `XSubscriber` in `zmq-napi`. */
  xsub: constants.ZMQ_XSUB,
  /** `Request` in `zmq-napi`. */
  req: constants.ZMQ_REQ,
  /** `Dealer` in `zmq-napi`; its name in libzmq 2. */
  xreq: constants.ZMQ_XREQ,
  /** `Reply` in `zmq-napi`. */
  rep: constants.ZMQ_REP,
  /** `Router` in `zmq-napi`; its name in libzmq 2. */
  xrep: constants.ZMQ_XREP,
  /** `Push` in `zmq-napi`. */
  push: constants.ZMQ_PUSH,
  /** `Pull` in `zmq-napi`. */
  pull: constants.ZMQ_PULL,
  /** `Dealer` in `zmq-napi`. */
  dealer: constants.ZMQ_DEALER,
  /** `Router` in `zmq-napi`. */
  router: constants.ZMQ_ROUTER,
  /** `Pair` in `zmq-napi`. */
  pair: constants.ZMQ_PAIR,
  /** `Stream` in `zmq-napi`. */
  stream: constants.ZMQ_STREAM,
}

/** The numbers of the socket types: the type of {@link types}. */
export type SocketTypes = typeof types

/** The name of a socket type. */
export type SocketType = keyof SocketTypes

type SocketClass = new (init: SocketBaseInit) => Socket

const classes: Record<SocketType, SocketClass> = {
  pub: Publisher,
  xpub: XPublisher,
  sub: Subscriber,
  xsub: XSubscriber,
  req: Request,
  xreq: Dealer,
  rep: Reply,
  xrep: Router,
  push: Push,
  pull: Pull,
  dealer: Dealer,
  router: Router,
  pair: Pair,
  stream: Stream,
}

/** The name of a type that is given by its name or number. */
export function checkType(type: unknown): SocketType {
  const names = Object.keys(types) as SocketType[]
  const name = names.find((each) => each === type) ?? names.find((each) => types[each] === type)
  if (name !== undefined) return name
  const given = typeof type === "string" ? `"${type}"` : String(type)
  throw invalidArgument(`The type of a socket must be one of ${names.join(", ")}. Received ${given}`)
}

/** Opens a socket of `zmq-napi`. Any number of its sends may wait, as in zeromq 5. */
export function openSocket(type: SocketType): Socket {
  return new classes[type]({ pendingSendLimit: Number.MAX_SAFE_INTEGER })
}
